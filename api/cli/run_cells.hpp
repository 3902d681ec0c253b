// From flags to outcomes: opens the scenario, loads its workload once per seed, replays every (seed, variant, policy),
// and measures. What people should know on the way goes to stderr.
#pragma once

#include <variant>
#include <vector>

#include "api/cli/arguments.hpp"
#include "scenarios/outcome.hpp"
#include "scenarios/scenario.hpp"

namespace berth::cli {

struct Prepared {
  Scenario scenario;
  std::vector<PolicySpec> policies;
  std::vector<Variant> variants;  // the first: as they are
  std::vector<std::uint64_t> seeds;
};

// Opens the scenario and settles policies and seeds: flags first, then the scenario's, then `usual_policies`.
Result<Prepared> prepare(const RunArguments& arguments, const std::vector<std::string>& usual_policies);

// Outcomes by seed, then variant of the clusters, then policy. Where arguments.out is a folder each replay writes its
// decision log there (see out_folder.hpp). An interrupt ends all replays early and marks them partial.
Result<std::vector<Outcome>> run_cells(const Prepared& prepared, const RunArguments& arguments);

}  // namespace berth::cli
