// What is free on one node, GPU by GPU, for the reference simulator: docs/replay-semantics.md, "Single GPUs", to the
// letter.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "engine/model/resources.hpp"
#include "engine/model/room.hpp"

namespace berth::reference {

struct NodeRoom {
  std::int64_t cpu_milli = 0;
  std::int64_t memory_mib = 0;
  std::int64_t pool_milli = 0;  // of GPUs of which only a sum is known
  std::int64_t whole_gpus = 0;  // that nobody shares
  bool pooled = false;
  std::map<std::uint32_t, std::int64_t> shared;  // milli-GPUs left of GPUs in shared use, by their numbers

  NodeRoom() = default;
  NodeRoom(const Resources& amount, bool gpus_pooled);

  Resources total() const;

  // Which GPU a replica would take a share of (Seat::kNoSlot where it asks for none); nothing where it has no room.
  std::optional<std::uint32_t> slot_for(const Resources& one) const;
  // Takes as many replicas, shares from that GPU, where there is room for them.
  bool take(const Resources& one, std::int64_t replicas, std::uint32_t slot);
  // How many replicas find room one after the other, at most `limit`.
  std::int64_t times(const Resources& one, std::int64_t limit) const;
};

// What is free on a node at two instants.
NodeRoom least(NodeRoom one, const NodeRoom& other);

}  // namespace berth::reference
