#include "tests/reference/node_room.hpp"

#include <algorithm>

namespace berth::reference {

NodeRoom::NodeRoom(const Resources& amount, bool gpus_pooled)
    : cpu_milli(amount.cpu_milli),
      memory_mib(amount.memory_mib),
      pool_milli(gpus_pooled ? amount.gpu_milli : 0),
      whole_gpus(gpus_pooled ? 0 : amount.gpu_milli / kWholeGpu),
      pooled(gpus_pooled) {}

Resources NodeRoom::total() const {
  std::int64_t gpu_milli = pool_milli + whole_gpus * kWholeGpu;
  for (const auto& [slot, left] : shared) gpu_milli += left;
  return {cpu_milli, memory_mib, gpu_milli};
}

std::optional<std::uint32_t> NodeRoom::slot_for(const Resources& one) const {
  if (one.cpu_milli > cpu_milli || one.memory_mib > memory_mib) return std::nullopt;
  if (one.gpu_milli == 0) return Seat::kNoSlot;
  if (pooled) return one.gpu_milli <= pool_milli ? std::optional(Seat::kNoSlot) : std::nullopt;
  if (one.gpu_milli >= kWholeGpu) {
    return one.gpu_milli <= whole_gpus * kWholeGpu ? std::optional(Seat::kNoSlot) : std::nullopt;
  }
  std::optional<std::uint32_t> tightest;
  for (const auto& [slot, left] : shared) {
    if (left >= one.gpu_milli && (!tightest || left < shared.at(*tightest))) tightest = slot;
  }
  if (tightest) return tightest;
  if (whole_gpus <= 0) return std::nullopt;
  std::uint32_t unused = 0;
  while (shared.contains(unused)) ++unused;
  return unused;
}

bool NodeRoom::take(const Resources& one, std::int64_t replicas, std::uint32_t slot) {
  const Resources all = one * replicas;
  if (all.cpu_milli > cpu_milli || all.memory_mib > memory_mib) return false;
  if (pooled) {
    if (all.gpu_milli > pool_milli) return false;
    pool_milli -= all.gpu_milli;
  } else if (slot == Seat::kNoSlot) {
    if (all.gpu_milli > whole_gpus * kWholeGpu) return false;
    whole_gpus -= all.gpu_milli / kWholeGpu;
  } else {
    if (!shared.contains(slot)) {
      if (whole_gpus <= 0) return false;
      --whole_gpus;
      shared[slot] = kWholeGpu;
    }
    if (all.gpu_milli > shared[slot]) return false;
    shared[slot] -= all.gpu_milli;
  }
  cpu_milli -= all.cpu_milli;
  memory_mib -= all.memory_mib;
  return true;
}

std::int64_t NodeRoom::times(const Resources& one, std::int64_t limit) const {
  NodeRoom room = *this;
  std::int64_t times = 0;
  for (; times < limit; ++times) {
    const auto slot = room.slot_for(one);
    if (!slot) break;
    room.take(one, 1, *slot);
  }
  return times;
}

NodeRoom least(NodeRoom one, const NodeRoom& other) {
  one.cpu_milli = std::min(one.cpu_milli, other.cpu_milli);
  one.memory_mib = std::min(one.memory_mib, other.memory_mib);
  one.pool_milli = std::min(one.pool_milli, other.pool_milli);
  one.whole_gpus = std::min(one.whole_gpus, other.whole_gpus);
  for (auto& [slot, left] : one.shared) {
    const auto there = other.shared.find(slot);
    left = there == other.shared.end() ? 0 : std::min(left, there->second);
  }
  for (const auto& [slot, left] : other.shared) one.shared.try_emplace(slot, 0);
  return one;
}

}  // namespace berth::reference
