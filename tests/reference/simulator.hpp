// The second program of docs/replay-semantics.md: written from that page alone, scanning everything at every step, with
// no index, no cache and none of the engine's code but its logarithms (equal scores must tie alike). Slow and plain on
// purpose: it is what the engine is held against.
#pragma once

#include <span>
#include <vector>

#include "engine/simulation/replay.hpp"

namespace berth::reference {

// Records by JobId, as berth::replay makes them.
std::vector<Record> simulate(const Workload& workload, const std::vector<ClusterSpec>& clusters,
                             const PolicySpec& policy, Semantics semantics, OverrunRule overrun);

}  // namespace berth::reference
