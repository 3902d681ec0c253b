#include "engine/model/room.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace berth {

std::int64_t Room::gpu_milli() const {
  std::int64_t sum = pool_milli + whole_gpus * kWholeGpu;
  for (const std::uint16_t left : slots) sum += left < kWholeGpu ? left : 0;
  return sum;
}

std::int64_t Room::times(const Resources& one, std::int64_t limit) const {
  std::int64_t times = times_in({one.cpu_milli, one.memory_mib, 0}, {cpu_milli, memory_mib, 0}, limit);
  if (times == 0 || one.gpu_milli == 0) return std::min(times, limit);
  if (pooled) return std::min({times, pool_milli / one.gpu_milli, limit});
  if (!is_gpu_request(one.gpu_milli)) return 0;
  if (!is_gpu_share(one.gpu_milli)) return std::min({times, whole_gpus / (one.gpu_milli / kWholeGpu), limit});
  std::int64_t shares = whole_gpus * (kWholeGpu / one.gpu_milli);
  for (const std::uint16_t left : slots) shares += left < kWholeGpu ? left / one.gpu_milli : 0;
  return std::min({times, shares, limit});
}

std::uint32_t Room::slot_for(std::int64_t share_milli) const {
  std::uint32_t best = Seat::kNoSlot;
  for (std::uint32_t slot = 0; slot < slots.size(); ++slot) {
    if (slots[slot] == kWholeGpu || slots[slot] < share_milli) continue;
    if (best == Seat::kNoSlot || slots[slot] < slots[best]) best = slot;
  }
  if (best != Seat::kNoSlot || whole_gpus == 0) return best;
  const auto closed = std::find(slots.begin(), slots.end(), kWholeGpu);
  return static_cast<std::uint32_t>(closed - slots.begin());
}

std::uint32_t Room::closed_slot() {
  assert(whole_gpus > 0);
  const auto closed = std::find(slots.begin(), slots.end(), kWholeGpu);
  const auto slot = static_cast<std::uint32_t>(closed - slots.begin());
  if (closed == slots.end()) slots.push_back(kWholeGpu);
  return slot;
}

void Room::set_slot(std::uint32_t slot, std::int64_t left) {
  assert(left >= 0 && left <= kWholeGpu);
  if (slot >= slots.size()) slots.resize(slot + 1, kWholeGpu);
  if (slots[slot] == kWholeGpu && left < kWholeGpu) --whole_gpus;
  if (slots[slot] < kWholeGpu && left == kWholeGpu) ++whole_gpus;
  slots[slot] = static_cast<std::uint16_t>(left);
}

void Room::take(const Resources& one, std::int64_t replicas, std::uint32_t slot) {
  cpu_milli -= one.cpu_milli * replicas;
  memory_mib -= one.memory_mib * replicas;
  if (pooled) {
    pool_milli -= one.gpu_milli * replicas;
    return;
  }
  if (!is_gpu_share(one.gpu_milli)) {
    whole_gpus -= one.gpu_milli / kWholeGpu * replicas;
    return;
  }
  const std::int64_t before = slot < slots.size() ? slots[slot] : kWholeGpu;
  set_slot(slot, before - one.gpu_milli * replicas);
}

bool Room::can_take(const Resources& one, std::int64_t replicas, std::uint32_t slot) const {
  if (one.cpu_milli * replicas > cpu_milli || one.memory_mib * replicas > memory_mib) return false;
  if (pooled) return one.gpu_milli * replicas <= pool_milli;
  if (!is_gpu_share(one.gpu_milli)) return one.gpu_milli * replicas <= whole_gpus * kWholeGpu;
  const bool closed = slot >= slots.size() || slots[slot] == kWholeGpu;
  return closed ? whole_gpus > 0 && one.gpu_milli * replicas <= kWholeGpu : one.gpu_milli * replicas <= slots[slot];
}

void Room::give(const Resources& one, std::int64_t replicas, std::uint32_t slot) { take(one, -replicas, slot); }

void Room::lessen(const Room& other) {
  cpu_milli = std::min(cpu_milli, other.cpu_milli);
  memory_mib = std::min(memory_mib, other.memory_mib);
  // GPUs whole at one of two instants and shared at the other count as neither: the same GPU would be given twice.
  const std::size_t count = std::max(slots.size(), other.slots.size());
  slots.resize(count, kWholeGpu);
  for (std::size_t slot = 0; slot < count; ++slot) {
    const std::uint16_t theirs = slot < other.slots.size() ? other.slots[slot] : kWholeGpu;
    if (slots[slot] == kWholeGpu && theirs == kWholeGpu) continue;
    slots[slot] = slots[slot] == kWholeGpu || theirs == kWholeGpu ? 0 : std::min(slots[slot], theirs);
  }
  whole_gpus = std::min(whole_gpus, other.whole_gpus);
  pool_milli = std::min(pool_milli, other.pool_milli);
}

}  // namespace berth
