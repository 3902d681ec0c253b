// Replays many cells (scenario × policy × seed) at once on the actor system's worker pool: each cell is an
// actor. Results come in the order of the cells, whatever ended first.
#pragma once

#include <functional>
#include <vector>

#include "engine/simulation/replay.hpp"

namespace berth {

enum class Through : std::uint8_t { kActors, kDirect };

struct Cell {
  const Workload* workload = nullptr;  // outlives the run; cells may share one
  std::vector<ClusterSpec> clusters;
  PolicySpec policy;
  ReplayOptions options;  // each cell its own progress
  Through through = Through::kDirect;
};

// `workers`: threads; 0 takes one per processor. With one, everything runs on the calling thread.
std::vector<Result<Replay>> replay_cells(const std::vector<Cell>& cells, unsigned workers);

}  // namespace berth
