// A scenario: clusters, a workload and policies to compare, in one JSON file (docs/scenario-format.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"
#include "engine/simulation/replay.hpp"
#include "scenarios/disruptions.hpp"
#include "scenarios/generate/draw.hpp"
#include "scenarios/generate/lublin.hpp"
#include "scenarios/generate/poisson.hpp"
#include "scenarios/read/csv_map.hpp"
#include "scenarios/read/gpu_shape.hpp"
#include "scenarios/read/log.hpp"
#include "scenarios/read_report.hpp"
#include "scenarios/variant.hpp"

namespace berth {

// Where a scenario's jobs come from.
struct WorkloadFile {
  std::string path;  // any known format
};
// The trace of a GPU cluster.
struct TraceFile {
  TraceFormat format = TraceFormat::kByContent;
  std::string path;
  std::string jobs_path;  // of PAI's job table; empty: none
  GpuShape shape;
};
// A CSV log of any columns.
struct CsvFile {
  std::string path;
  CsvMap map;
};
using WorkloadSource = std::variant<WorkloadFile, LublinParameters, PoissonParameters, Workload, TraceFile, CsvFile>;

struct Scenario {
  std::string name;
  std::string description;
  std::vector<ClusterSpec> clusters;  // empty: the machine the log's header names, or the model was made for
  WorkloadSource source;
  std::optional<std::size_t> take;     // only so many of its first jobs
  std::optional<DrawParameters> draw;  // from those, jobs in a random order
  Tenants tenants;                     // who shares the clusters
  Disruptions disruptions;             // of the clusters' nodes
  std::vector<Variant> variants;       // other clusters to try the policies on, besides these
  std::vector<PolicySpec> policies;
  std::vector<std::uint64_t> seeds = {1};  // for generated workloads; a log is the same for every seed
  Semantics semantics = Semantics::kBatch;
  OverrunRule overrun = OverrunRule::kAsLogged;

  bool strict = false;    // a malformed row of a log or a node list is an error
  ReadReport node_lists;  // what was malformed in the clusters' node lists

  std::string place;       // the file it was read from, as errors call it
  std::string folder;      // where relative paths start; empty: the working directory
  std::string input_hash;  // of the scenario's own text; empty for a bare log
};

// Whether another seed makes other jobs, or other failures.
bool depends_on_seed(const Scenario& scenario);

// Files a scenario names are absolute, or looked for in its folder, then in the folder BERTH_DATA names.
//
// Reads a scenario file, gzip-compressed or plain. Unknown keys are errors with their JSON path.
Result<Scenario> read_scenario(const std::string& path);

// A scenario, or a bare log of any known format, recognized by content. `nodes` > 0 gives a bare log (or a scenario
// without clusters) its machine of so many nodes, overriding its header: of one core, or for the trace of a GPU cluster
// of 8 GPUs (kTraceNode). `node_list` gives it the nodes of a list instead. For a scenario with clusters both are
// errors. A bare log's policies are left empty.
Result<Scenario> open_scenario(const std::string& path, std::int64_t nodes, const std::string& node_list = "");

// A node as GPU clusters have many: 8 GPUs, 96 cores, 768 GiB.
inline constexpr Resources kTraceNode{96'000, 786'432, 8 * kWholeGpu};

// The jobs of a scenario for one seed. What was odd in a log is counted in `report`. Where neither the scenario nor
// the workload names a machine, the error says how to.
Result<Workload> load_workload(const Scenario& scenario, std::uint64_t seed, ReadReport& report);

}  // namespace berth
