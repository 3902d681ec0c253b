// The second opinion: a replay written from docs/replay-semantics.md alone. It scans everything, indexes nothing and
// shares no code with the engine but the model, so that where the two agree job by job, both follow the page.
// Slow on purpose: every event looks at every job. Meant for thousands of small workloads, or one of a few thousand
// jobs. What it fills in of a Replay: records, refusals (jobs only), nodes of machines placed per node.
#pragma once

#include <span>

#include "engine/simulation/replay.hpp"

namespace berth::reference {

// REQUIRES: a workload, clusters and policy that berth::replay accepts. Takes semantics and overrun from the options.
Replay replay(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
              const ReplayOptions& options);

}  // namespace berth::reference
