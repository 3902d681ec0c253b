// What is free on one node: amounts of CPU and memory, whole GPUs, and the shares left of those GPUs that are in shared
// use. A GPU in shared use has a slot, a number of its node's by which those who share it are found again; whole GPUs
// are alike and have none. Where only a sum of GPUs is known, not single ones, they are pooled: an amount as CPU is.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/model/resources.hpp"

namespace berth {

// Replicas of a job on one node; of a job that asks for a share of a GPU, on one GPU of the node.
struct Seat {
  std::uint32_t node = 0;
  std::uint32_t replicas = 0;
  std::uint32_t slot = kNoSlot;

  static constexpr std::uint32_t kNoSlot = std::numeric_limits<std::uint32_t>::max();
  friend auto operator<=>(const Seat&, const Seat&) = default;
};

// Ascending by node, then slot.
using Placement = std::vector<Seat>;

struct Room {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_mib = 0;
  std::int64_t whole_gpus = 0;
  // Milli-GPUs left, by slot. A slot at kWholeGpu is closed: its GPU is one of the whole ones.
  std::vector<std::uint16_t> slots;
  bool pooled = false;
  std::int64_t pool_milli = 0;

  Room() = default;
  Room(const Resources& free, bool gpus_pooled)
      : cpu_milli(free.cpu_milli),
        memory_mib(free.memory_mib),
        whole_gpus(gpus_pooled ? 0 : free.gpu_milli / kWholeGpu),
        pooled(gpus_pooled),
        pool_milli(gpus_pooled ? free.gpu_milli : 0) {}

  std::int64_t gpu_milli() const;  // free in all
  Resources total() const { return {cpu_milli, memory_mib, gpu_milli()}; }

  // How many replicas of `one` find room, at most `limit`.
  std::int64_t times(const Resources& one, std::int64_t limit = std::numeric_limits<std::int32_t>::max()) const;
  bool fits(const Resources& one) const { return times(one, 1) > 0; }

  // The slot a share goes to: the open one with the least left that suffices, the first of equals; a closed one where
  // none does; Seat::kNoSlot when there is no room.
  std::uint32_t slot_for(std::int64_t share_milli) const;
  // The first closed slot, made if there is none. REQUIRES: whole_gpus > 0.
  std::uint32_t closed_slot();

  // Takes replicas, or gives them back. REQUIRES: there is room; `slot` is said of a share of a single GPU, else
  // kNoSlot.
  void take(const Resources& one, std::int64_t replicas, std::uint32_t slot);
  void give(const Resources& one, std::int64_t replicas, std::uint32_t slot);

  // Whether it could, into that very slot.
  bool can_take(const Resources& one, std::int64_t replicas, std::uint32_t slot) const;

  bool has_slots_for(const Resources& one) const { return !pooled && is_gpu_share(one.gpu_milli); }

  // Keeps of each amount the lesser. A GPU is in shared use only where both have it so.
  void lessen(const Room& other);

 private:
  void set_slot(std::uint32_t slot, std::int64_t left);
};

}  // namespace berth
