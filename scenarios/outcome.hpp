// One replayed cell (scenario × policy × seed) with all that tables, files and reports say of it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "engine/metrics/metrics.hpp"
#include "engine/simulation/replay.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

struct Outcome {
  std::string scenario;                      // its name
  std::shared_ptr<const Workload> workload;  // shared by the cells of a seed
  std::string variant;                       // of the clusters; empty: as they are
  std::vector<ClusterSpec> clusters;
  PolicySpec policy;
  std::uint64_t seed = 1;
  Semantics semantics = Semantics::kBatch;
  ReadReport input;  // what was read, its hash, its oddities
  Replay replay;
  Metrics metrics;
  double wall_s = 0;  // how long the replay took; never written where results must be the same bytes
};

}  // namespace berth
