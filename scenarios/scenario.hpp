// A scenario: clusters, a workload and policies to compare, in one JSON file (docs/scenario-format.md).
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"
#include "engine/simulation/replay.hpp"
#include "scenarios/generate/lublin.hpp"
#include "scenarios/generate/poisson.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Where a scenario's jobs come from.
struct WorkloadFile {
  std::string path;  // absolute, or relative to the scenario's folder; any known format
};
using WorkloadSource = std::variant<WorkloadFile, LublinParameters, PoissonParameters, Workload>;

struct Scenario {
  std::string name;
  std::string description;
  std::vector<ClusterSpec> clusters;  // empty: the machine the log's header names, or the model was made for
  WorkloadSource source;
  std::vector<PolicySpec> policies;
  std::vector<std::uint64_t> seeds = {1};  // for generated workloads; a log is the same for every seed
  Semantics semantics = Semantics::kBatch;
  OverrunRule overrun = OverrunRule::kAsLogged;

  std::string place;       // the file it was read from, as errors call it
  std::string folder;      // where relative paths start; empty: the working directory
  std::string input_hash;  // of the scenario's own text; empty for a bare log
};

// Reads a scenario file, gzip-compressed or plain. Unknown keys are errors with their JSON path.
Result<Scenario> read_scenario(const std::string& path);

// A scenario, or a bare log of any known format, recognized by content. `nodes` > 0 gives a bare log (or a scenario
// without clusters) its machine of one-core nodes, overriding its header; for a scenario with clusters it is an error.
// A bare log's policies are left empty.
Result<Scenario> open_scenario(const std::string& path, std::int64_t nodes);

// The jobs of a scenario for one seed. What was odd in a log is counted in `report`. Where neither the scenario nor
// the workload names a machine, the error says how to.
Result<Workload> load_workload(const Scenario& scenario, std::uint64_t seed, ReadReport& report);

}  // namespace berth
