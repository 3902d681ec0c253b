// What keeps a request from starting on a cluster as it stands, found by lifting one thing after the other: were it
// there in plenty, would all replicas find room?
#pragma once

#include <cstdint>
#include <span>

#include "engine/cluster/placer.hpp"

namespace berth {

// In the order in which they are looked for: the first that holds is the reason.
enum class WaitReason : std::uint8_t {
  kDependency,  // jobs it depends on have not ended
  kPolicy,      // it would fit: its place in the order, a reservation of another's, a bound of the policy
  kConstraint,  // it would fit were any node good for it: GPU model, GPU memory, labels, taints
  kTopology,    // it would fit but for its rack or zone, its spread, or the jobs it keeps apart from
  kPieces,      // there is enough, on nodes that have the rest of what it asks for, but not in one piece for a replica
  kGpu,         // with enough of these it would fit
  kCpu,
  kMemory,
  kSeveral,  // only with more of two or three of these
};
inline constexpr std::size_t kWaitReasons = 9;

// Nodes alike in what is free on them.
struct AlikeNodes {
  const Room* room = nullptr;
  std::uint32_t group = 0;
  std::int64_t count = 0;
};

// From kConstraint on; kPolicy where it fits by what `nodes` have free, whatever its topology. `allows` says of each
// group whether its nodes are what the job asks for; `one_per_node`, that no two of its replicas may share a node.
WaitReason blocking(std::span<const AlikeNodes> nodes, const std::vector<bool>& allows, const Resources& one,
                    std::int64_t replicas, bool one_per_node);

}  // namespace berth
