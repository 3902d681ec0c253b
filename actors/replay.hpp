// Replays a workload through actors: a conductor (virtual clock and events), a scheduler and one actor per cluster,
// speaking the negotiation (engine/negotiation.hpp) as messages. Decisions are the same as those of berth::replay.
#pragma once

#include <span>

#include "engine/simulation/replay.hpp"

namespace berth {

// `workers`: threads of the actor system; 0 takes one per processor.
Result<Replay> replay_through_actors(const Workload& workload, std::span<const ClusterSpec> clusters,
                                     const PolicySpec& policy, const ReplayOptions& options, unsigned workers = 0);

}  // namespace berth
