#include "api/cli/outcome_text.hpp"

#include <algorithm>

#include "api/cli/table.hpp"
#include "api/cli/units.hpp"
#include "scenarios/write/text.hpp"

namespace berth::cli {
namespace {

TableCell duration_cell(double seconds) { return {duration_text(seconds), seconds}; }
TableCell slowdown_cell(double slowdown) { return {decimal_text(slowdown, slowdown < 100 ? 2 : 1), slowdown}; }
TableCell count_cell(std::uint64_t count) { return {count_text(count), static_cast<double>(count)}; }

// "machine: 100 processors", or the clusters with their nodes.
std::string machine_text(const std::vector<ClusterSpec>& clusters) {
  std::string text;
  for (const ClusterSpec& cluster : clusters) {
    if (!text.empty()) text += ", ";
    const bool plain = cluster.groups.size() == 1 && cluster.groups[0].per_node == kOneProcessor;
    text +=
        cluster.name + " of " + plural(static_cast<std::uint64_t>(cluster.node_count()), plain ? "processor" : "node");
  }
  return text;
}

std::string partial_line(const Metrics& metrics) {
  return "PARTIAL: interrupted when " + count_text(metrics.jobs - metrics.unfinished) + " of " +
         plural(metrics.jobs, "job") + " had ended\n";
}

void add_line(std::string& text, const std::string& label, const std::string& value) {
  constexpr std::size_t kLabelWidth = 18;
  text += label + std::string(kLabelWidth - std::min(kLabelWidth, label.size()), ' ') + value + '\n';
}

}  // namespace

std::string short_text(const PolicySpec& policy) {
  const PolicySpec usual;
  std::string text = policy.order.text() + "," + policy.backfill.text();
  if (policy.placement != usual.placement) text += ",placement=" + policy.placement.text();
  if (policy.preemption != usual.preemption) text += ",preemption=" + policy.preemption.text();
  return text;
}

std::string outcome_table(const Outcome& outcome, const Terminal& terminal) {
  const Metrics& metrics = outcome.metrics;
  std::string text;
  if (outcome.replay.partial) text += partial_line(metrics) + '\n';
  add_line(text, "scenario", outcome.scenario);
  add_line(text, "machine", machine_text(outcome.clusters));
  add_line(text, "policy", outcome.policy.text());
  std::string jobs = count_text(metrics.jobs) + ": " + count_text(metrics.completed) + " completed";
  if (metrics.killed > 0) jobs += ", " + count_text(metrics.killed) + " killed at their requested time";
  if (metrics.refused > 0) jobs += ", " + count_text(metrics.refused) + " refused";
  if (metrics.unfinished > 0) jobs += ", " + count_text(metrics.unfinished) + " unfinished";
  add_line(text, "jobs", jobs);
  add_line(text, "makespan", duration_text(metrics.makespan_s));
  add_line(text, "utilization", percent_text(metrics.utilization) + " of CPU");
  if (metrics.gpu_utilization > 0) add_line(text, "", percent_text(metrics.gpu_utilization) + " of GPU");
  if (metrics.gpu_allocated > 0) {
    add_line(text, "GPUs",
             percent_text(metrics.gpu_allocated) + " allocated at the last submission, " +
                 percent_text(metrics.gpu_fragmented) + " idle and fragmented");
  }
  add_line(text, "throughput", decimal_text(metrics.throughput_per_hour, 1) + " jobs/h");
  add_line(text, "queue",
           decimal_text(metrics.mean_queue_length, 1) + " jobs on average, " + count_text(metrics.max_queue_length) +
               " at most");
  if (metrics.node_availability < 1) {
    add_line(text, "nodes",
             percent_text(metrics.node_availability) + " available; " + count_text(metrics.failures) +
                 (metrics.failures == 1 ? " job" : " jobs") + " interrupted by a node that went down");
  }
  if (metrics.cost > 0) {
    add_line(text, "cost",
             decimal_text(metrics.cost, 2) + " for " + decimal_text(metrics.node_hours, 1) + " node-hours");
  }
  if (metrics.interruptions > 0) {
    add_line(text, "interrupted",
             count_text(metrics.interruptions) + " times; lost: " + decimal_text(metrics.lost_core_hours, 1) +
                 " core-hours, " + decimal_text(metrics.lost_gpu_hours, 1) + " GPU-hours");
  }
  add_line(text, "fairness", decimal_text(metrics.user_fairness, 3) + " among users (Jain's index of slowdowns)");

  if (!metrics.tenants.empty()) {
    const auto worst = std::ranges::max_element(metrics.tenants, {}, &TenantMetrics::finish_time_fairness);
    add_line(text, "finish-time",
             decimal_text(metrics.mean_finish_time_fairness, 2) + " × as long as alone, mean of " +
                 plural(metrics.tenants.size(), "tenant") + "; " + decimal_text(worst->finish_time_fairness, 2) +
                 " at worst, " + worst->name);
  }

  Table table({{"", Align::kLeft},
               {"mean", Align::kRight},
               {"median", Align::kRight},
               {"p90", Align::kRight},
               {"p95", Align::kRight},
               {"p99", Align::kRight},
               {"max", Align::kRight}});
  const auto add = [&](const char* name, const Distribution& of, auto cell) {
    table.add({{name, {}}, cell(of.mean), cell(of.median), cell(of.p90), cell(of.p95), cell(of.p99), cell(of.max)});
  };
  add("wait (time)", metrics.wait_s, duration_cell);
  add("turnaround (time)", metrics.turnaround_s, duration_cell);
  add("slowdown (×)", metrics.slowdown, slowdown_cell);
  add("bounded slowdown (×)", metrics.bounded_slowdown, slowdown_cell);
  return text + '\n' + table.text(terminal);
}

std::string comparison_table(const std::vector<Outcome>& outcomes, const Terminal& terminal) {
  const auto any = [&](auto count) { return std::ranges::any_of(outcomes, count); };
  const bool seeds = any([&](const Outcome& one) { return one.seed != outcomes.front().seed; });
  const bool killed = any([](const Outcome& one) { return one.metrics.killed > 0; });
  const bool refused = any([](const Outcome& one) { return one.metrics.refused > 0; });
  const bool gpus = any([](const Outcome& one) { return one.metrics.gpu_allocated > 0; });
  const bool interrupted = any([](const Outcome& one) { return one.metrics.interruptions > 0; });
  const bool variants = any([](const Outcome& one) { return !one.variant.empty(); });
  const bool down = any([](const Outcome& one) { return one.metrics.node_availability < 1; });
  const bool cost = any([](const Outcome& one) { return one.metrics.cost > 0; });
  const bool partial = any([](const Outcome& one) { return one.replay.partial; });

  std::vector<Column> columns = {{"policy\n(order,backfill)", Align::kLeft}};
  if (variants) columns.insert(columns.begin(), {"clusters\n", Align::kLeft});
  if (seeds) columns.push_back({"seed\n"});
  const auto add_column = [&](const char* header, Best best) { columns.push_back({header, Align::kRight, best}); };
  add_column("mean wait\n(time)", Best::kSmallest);
  add_column("median wait\n(time)", Best::kSmallest);
  add_column("p95 wait\n(time)", Best::kSmallest);
  add_column("mean bounded\nslowdown (×)", Best::kSmallest);
  add_column("p95 bounded\nslowdown (×)", Best::kSmallest);
  add_column("utilization\n(of CPU)", Best::kLargest);
  if (gpus) {
    add_column("GPUs allocated\n(at the last job)", Best::kLargest);
    add_column("fragmented\n(of all GPUs)", Best::kSmallest);
  }
  add_column("makespan\n(time)", Best::kSmallest);
  add_column("max queue\n(jobs)", Best::kSmallest);
  if (interrupted) add_column("interrupted\n(times)", Best::kSmallest);
  if (interrupted) add_column("lost\n(core-hours)", Best::kSmallest);
  if (down) add_column("nodes up\n(of the time)", Best::kNone);
  if (cost) add_column("nodes on\n(hours)", Best::kNone);
  if (cost) add_column("cost\n", Best::kSmallest);
  if (killed) add_column("killed\n(jobs)", Best::kSmallest);
  if (refused) add_column("refused\n(jobs)", Best::kNone);
  if (partial) add_column("unfinished\n(jobs)", Best::kNone);

  Table table(std::move(columns));
  for (const Outcome& outcome : outcomes) {
    const Metrics& metrics = outcome.metrics;
    std::vector<TableCell> row = {{short_text(outcome.policy) + (outcome.replay.partial ? " (partial)" : ""), {}}};
    if (variants) row.insert(row.begin(), {outcome.variant.empty() ? "as they are" : outcome.variant, {}});
    if (seeds) row.push_back({std::to_string(outcome.seed), {}});
    row.push_back(duration_cell(metrics.wait_s.mean));
    row.push_back(duration_cell(metrics.wait_s.median));
    row.push_back(duration_cell(metrics.wait_s.p95));
    row.push_back(slowdown_cell(metrics.bounded_slowdown.mean));
    row.push_back(slowdown_cell(metrics.bounded_slowdown.p95));
    row.push_back({percent_text(metrics.utilization), metrics.utilization});
    if (gpus) {
      row.push_back({percent_text(metrics.gpu_allocated), metrics.gpu_allocated});
      row.push_back({percent_text(metrics.gpu_fragmented), metrics.gpu_fragmented});
    }
    row.push_back(duration_cell(metrics.makespan_s));
    row.push_back(count_cell(metrics.max_queue_length));
    if (interrupted) row.push_back(count_cell(metrics.interruptions));
    if (interrupted) row.push_back({decimal_text(metrics.lost_core_hours, 1), metrics.lost_core_hours});
    if (down) row.push_back({percent_text(metrics.node_availability), metrics.node_availability});
    if (cost) row.push_back({decimal_text(metrics.node_hours, 1), metrics.node_hours});
    if (cost) row.push_back({decimal_text(metrics.cost, 2), metrics.cost});
    if (killed) row.push_back(count_cell(metrics.killed));
    if (refused) row.push_back(count_cell(metrics.refused));
    if (partial) row.push_back(count_cell(metrics.unfinished));
    // Replays stopped at different instants cannot be compared.
    if (outcome.replay.partial) {
      for (TableCell& cell : row) cell.value.reset();
    }
    table.add(std::move(row));
  }
  const Outcome& first = outcomes.front();
  std::string text = first.scenario + ": " + plural(first.workload->jobs.size(), "job") + " on " +
                     machine_text(first.clusters) + "\n\n";
  if (partial) text += "PARTIAL: interrupted; what is marked (partial) covers only the jobs that had ended\n\n";
  return text + table.text(terminal);
}

std::string outcomes_csv(const std::vector<Outcome>& outcomes) {
  std::string text = "scenario,policy,seed,semantics,partial,jobs,completed,killed,refused,unfinished";
  for (const char* name : {"wait_s", "turnaround_s", "slowdown", "bounded_slowdown"}) {
    for (const char* statistic : {"mean", "median", "p90", "p95", "p99", "max"}) {
      text += std::string(",") + name + "_" + statistic;
    }
  }
  text +=
      ",utilization,gpu_utilization,gpu_allocated,gpu_fragmented,interruptions,makespan_s,throughput_per_hour,mean_"
      "queue_length,max_queue_length,"
      "user_fairness,failures,node_availability,lost_core_hours,lost_gpu_hours,node_hours,cost,variant,"
      "worst_finish_time_fairness,mean_finish_time_fairness\n";
  for (const Outcome& outcome : outcomes) {
    const Metrics& metrics = outcome.metrics;
    append_csv_field(text, outcome.scenario);
    text += ',';
    append_csv_field(text, outcome.policy.text());
    text += "," + std::to_string(outcome.seed);
    text += outcome.semantics == Semantics::kBatch ? ",batch" : ",event";
    text += outcome.replay.partial ? ",true" : ",false";
    for (const std::uint64_t count :
         {metrics.jobs, metrics.completed, metrics.killed, metrics.refused, metrics.unfinished}) {
      text += "," + std::to_string(count);
    }
    const auto add = [&](double value) {
      text += ',';
      append_number(text, value);
    };
    for (const Distribution* of :
         {&metrics.wait_s, &metrics.turnaround_s, &metrics.slowdown, &metrics.bounded_slowdown}) {
      for (const double value : {of->mean, of->median, of->p90, of->p95, of->p99, of->max}) add(value);
    }
    add(metrics.utilization);
    add(metrics.gpu_utilization);
    add(metrics.gpu_allocated);
    add(metrics.gpu_fragmented);
    text += "," + std::to_string(metrics.interruptions);
    add(metrics.makespan_s);
    add(metrics.throughput_per_hour);
    add(metrics.mean_queue_length);
    text += "," + std::to_string(metrics.max_queue_length);
    add(metrics.user_fairness);
    text += "," + std::to_string(metrics.failures);
    add(metrics.node_availability);
    add(metrics.lost_core_hours);
    add(metrics.lost_gpu_hours);
    add(metrics.node_hours);
    add(metrics.cost);
    text += ',';
    append_csv_field(text, outcome.variant);
    add(metrics.worst_finish_time_fairness);
    add(metrics.mean_finish_time_fairness);
    text += '\n';
  }
  return text;
}

}  // namespace berth::cli
