#include "api/cli/run_cells.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <thread>

#include "api/cli/interrupt.hpp"
#include "api/cli/out_folder.hpp"
#include "api/cli/progress.hpp"
#include "api/cli/report_input.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "scenarios/machine.hpp"
#include "scenarios/write/decision_log.hpp"

namespace berth::cli {
namespace {

Result<std::vector<PolicySpec>> policies_named(const std::vector<std::string>& texts) {
  std::vector<PolicySpec> policies;
  for (const std::string& text : texts) {
    Result<PolicySpec> policy = parse_policy(text);
    if (!policy) return Error::input("--policy " + text, policy.error().message);
    if (std::find(policies.begin(), policies.end(), *policy) == policies.end()) policies.push_back(std::move(*policy));
  }
  return policies;
}

// The clusters as they are, then what the scenario and the command line would have of them.
Result<std::vector<Variant>> variants_of(const Scenario& scenario, const RunArguments& arguments) {
  std::vector<Variant> variants(1);
  variants.insert(variants.end(), scenario.variants.begin(), scenario.variants.end());
  for (const std::string& text : arguments.variants) {
    Result<Variant> variant = parse_variant(text);
    if (!variant) return variant.error();
    const bool known = std::any_of(variants.begin(), variants.end(),
                                   [&](const Variant& before) { return before.name == variant->name; });
    if (!known) variants.push_back(std::move(*variant));
  }
  return variants;
}

// One loaded workload, shared by the replays of a seed, and the clusters of each variant.
struct Loaded {
  std::shared_ptr<const Workload> workload;
  std::vector<std::vector<ClusterSpec>> clusters;
  ReadReport report;
};

Result<std::vector<Loaded>> load(const Prepared& prepared) {
  std::vector<Loaded> all;
  for (const std::uint64_t seed : prepared.seeds) {
    Loaded loaded;
    Result<Workload> workload = load_workload(prepared.scenario, seed, loaded.report);
    if (!workload) return workload.error();
    for (const Variant& variant : prepared.variants) {
      Result<std::vector<ClusterSpec>> clusters = machine_of(prepared.scenario, *workload, seed, variant);
      if (!clusters) return clusters.error();
      loaded.clusters.push_back(std::move(*clusters));
    }
    if (all.empty()) report_input(loaded.report);
    loaded.workload = std::make_shared<const Workload>(std::move(*workload));
    all.push_back(std::move(loaded));
  }
  return all;
}

// Measures all outcomes, as many at once as `workers` says.
void measure_all(std::vector<Outcome>& outcomes, unsigned workers) {
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i; (i = next++) < outcomes.size();) {
      outcomes[i].metrics = measure(*outcomes[i].workload, outcomes[i].clusters, outcomes[i].replay);
    }
  };
  const std::size_t wanted = workers > 0 ? workers : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < std::min(wanted, outcomes.size()); ++i) helpers.emplace_back(work);
  work();
}

Result<void> finish_logs(std::deque<DecisionCsv>& logs, const std::vector<Outcome>& outcomes) {
  for (std::size_t i = 0; i < logs.size(); ++i) {
    if (Result<void> written = logs[i].finish(outcomes[i].replay.partial); !written) return written;
  }
  return {};
}

}  // namespace

Result<Prepared> prepare(const RunArguments& arguments, const std::vector<std::string>& usual_policies) {
  Result<std::vector<PolicySpec>> named = policies_named(arguments.policies);
  if (!named) return named.error();
  Result<Scenario> scenario = open_scenario(arguments.file, arguments.machine.nodes, arguments.machine.node_list);
  if (!scenario) return scenario.error();
  scenario->strict = arguments.strict;

  Prepared prepared{std::move(*scenario), std::move(*named), {}, {}};
  for (const std::uint64_t seed : arguments.seeds) {
    if (std::ranges::find(prepared.seeds, seed) == prepared.seeds.end()) prepared.seeds.push_back(seed);
  }
  if (prepared.policies.empty()) prepared.policies = prepared.scenario.policies;
  if (prepared.policies.empty()) prepared.policies = *policies_named(usual_policies);
  Result<std::vector<Variant>> variants = variants_of(prepared.scenario, arguments);
  if (!variants) return variants.error();
  prepared.variants = std::move(*variants);
  if (arguments.semantics) prepared.scenario.semantics = *arguments.semantics;
  if (arguments.overrun) prepared.scenario.overrun = *arguments.overrun;
  if (prepared.seeds.empty()) prepared.seeds = prepared.scenario.seeds;
  if (prepared.seeds.empty()) prepared.seeds = {1};
  if (!depends_on_seed(prepared.scenario)) {
    if (arguments.seeds.size() > 1) {
      say("berth: the workload is the same for every seed; replaying it once");
    } else if (!arguments.seeds.empty()) {
      say("berth: nothing is drawn here: --seed changes nothing");
    }
    prepared.seeds.resize(1);
  }
  return prepared;
}

Result<std::vector<Outcome>> run_cells(const Prepared& prepared, const RunArguments& arguments) {
  Result<std::vector<Loaded>> loaded = load(prepared);
  if (!loaded) return loaded.error();

  std::vector<Outcome> outcomes;
  std::uint64_t jobs = 0;
  for (std::size_t i = 0; i < loaded->size(); ++i) {
    for (std::size_t variant = 0; variant < prepared.variants.size(); ++variant) {
      for (const PolicySpec& policy : prepared.policies) {
        Outcome outcome;
        outcome.scenario = prepared.scenario.name;
        outcome.workload = (*loaded)[i].workload;
        outcome.variant = prepared.variants[variant].name;
        outcome.clusters = (*loaded)[i].clusters[variant];
        outcome.policy = policy;
        outcome.seed = prepared.seeds[i];
        outcome.semantics = prepared.scenario.semantics;
        outcome.input = (*loaded)[i].report;
        jobs += outcome.workload->jobs.size();
        outcomes.push_back(std::move(outcome));
      }
    }
  }

  std::vector<std::string> folders;
  if (!arguments.out.empty()) {
    Result<std::vector<std::string>> made = make_out_folders(arguments.out, outcomes);
    if (!made) return made.error();
    folders = std::move(*made);
  }

  const InterruptGuard guard;
  std::deque<DecisionCsv> logs;
  std::deque<Progress> progress(outcomes.size());
  std::vector<Cell> cells;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Outcome& outcome = outcomes[i];
    Cell cell;
    cell.workload = outcome.workload.get();
    cell.clusters = outcome.clusters;
    cell.policy = outcome.policy;
    cell.options.semantics = outcome.semantics;
    cell.options.overrun = prepared.scenario.overrun;
    cell.options.progress = &progress[i];
    cell.through = arguments.through;
    if (!folders.empty()) {
      logs.emplace_back(folders[i] + "/decisions.csv", *outcome.workload, outcome.clusters);
      if (logs.back().failed()) return logs.back().finish(false).error();
      cell.options.decisions = &logs.back();
    }
    cells.push_back(std::move(cell));
  }

  const auto begin = std::chrono::steady_clock::now();
  std::vector<Result<Replay>> replays;
  {
    const ReplayWatch watch(progress, jobs);
    replays = replay_cells(cells, arguments.workers);
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    if (!replays[i]) return Error{replays[i].error().kind, outcomes[i].policy.text(), replays[i].error().text()};
    outcomes[i].replay = std::move(*replays[i]);
    outcomes[i].wall_s = took.count();
  }
  if (Result<void> written = finish_logs(logs, outcomes); !written) return written.error();
  std::uint64_t ended = 0;
  for (const Progress& one : progress) ended += one.ended;
  say("berth: replayed " + (ended < jobs ? count_text(ended) + " of " : "") + plural(jobs, "job") +
      (outcomes.size() > 1 ? " in " + plural(outcomes.size(), "run") : "") + ", " + duration_text(took.count()) + " (" +
      rate_text(static_cast<double>(ended) / std::max(took.count(), 1e-9)) + " jobs/s)");
  measure_all(outcomes, arguments.workers);
  return outcomes;
}

}  // namespace berth::cli
