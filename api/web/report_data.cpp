#include "api/web/report_data.hpp"

#include <algorithm>
#include <map>
#include <tuple>

#include <boost/json.hpp>

#include "api/web/charted_span.hpp"
#include "api/web/column_store.hpp"
#include "api/web/curve_json.hpp"
#include "api/web/distributions.hpp"
#include "api/web/gpu_use.hpp"
#include "api/web/heat_map.hpp"
#include "api/web/job_facts.hpp"
#include "api/web/page_json.hpp"
#include "api/web/report.hpp"
#include "api/web/schedule.hpp"
#include "api/web/stories.hpp"
#include "api/web/tenants.hpp"
#include "api/web/waiting.hpp"
#include "scenarios/version.hpp"

namespace berth::web {
namespace {

namespace json = boost::json;

// The outcomes of a report, numbered: the workloads they share and the machines they ran on.
struct Numbered {
  std::vector<const Outcome*> first_with_workload;
  std::vector<std::size_t> workload_of;  // by outcome
};

Numbered number_workloads(const std::vector<Outcome>& outcomes) {
  Numbered numbered;
  std::map<const Workload*, std::size_t> seen;
  for (const Outcome& outcome : outcomes) {
    const auto [found, is_new] = seen.emplace(outcome.workload.get(), seen.size());
    if (is_new) numbered.first_with_workload.push_back(&outcome);
    numbered.workload_of.push_back(found->second);
  }
  return numbered;
}

json::object distribution(const Distribution& of) {
  return {{"mean", number(of.mean)}, {"median", number(of.median)}, {"p90", number(of.p90)},
          {"p95", number(of.p95)},   {"p99", number(of.p99)},       {"max", number(of.max)}};
}

json::object metrics(const Metrics& of) {
  return {{"jobs", of.jobs},
          {"completed", of.completed},
          {"killed", of.killed},
          {"refused", of.refused},
          {"unfinished", of.unfinished},
          {"wait", distribution(of.wait_s)},
          {"turnaround", distribution(of.turnaround_s)},
          {"slowdown", distribution(of.slowdown)},
          {"bounded_slowdown", distribution(of.bounded_slowdown)},
          {"utilization", number(of.utilization)},
          {"gpu_utilization", number(of.gpu_utilization)},
          {"gpu_allocated", number(of.gpu_allocated)},
          {"gpu_fragmented", number(of.gpu_fragmented)},
          {"interruptions", of.interruptions},
          {"failures", of.failures},
          {"node_availability", number(of.node_availability)},
          {"node_hours", number(of.node_hours)},
          {"cost", number(of.cost)},
          {"lost_core_hours", number(of.lost_core_hours)},
          {"lost_gpu_hours", number(of.lost_gpu_hours)},
          {"makespan", number(of.makespan_s)},
          {"throughput", number(of.throughput_per_hour)},
          {"mean_queue", number(of.mean_queue_length)},
          {"max_queue", of.max_queue_length},
          {"fairness", number(of.user_fairness)}};
}

json::array clusters(const std::vector<ClusterSpec>& of) {
  json::array list;
  for (const ClusterSpec& cluster : of) {
    json::array groups;
    for (const NodeGroup& group : cluster.groups) {
      groups.push_back(
          {{"name", bounded_text(group.name)}, {"count", group.count}, {"per_node", resources_json(group.per_node)}});
    }
    list.push_back({{"name", bounded_text(cluster.name)}, {"nodes", cluster.node_count()}, {"groups", groups}});
  }
  return list;
}

json::object input(const ReadReport& of) {
  json::array oddities;
  for (const Oddity& oddity : of.oddities) {
    if (oddities.size() == kOdditiesListed) break;
    oddities.push_back({{"what", bounded_text(oddity.what)},
                        {"consequence", bounded_text(oddity.consequence)},
                        {"count", oddity.count},
                        {"first_line", oddity.first_line}});
  }
  return {{"format", bounded_text(of.format)},
          {"lines", of.lines},
          {"jobs", of.jobs},
          {"skipped", of.skipped},
          {"hash", bounded_text(of.input_hash)},
          {"oddities", oddities},
          {"oddity_kinds", of.oddities.size()}};
}

json::array refusals(const Outcome& outcome) {
  json::array list;
  for (const Refusal& refusal : outcome.replay.refusals) {
    if (list.size() == kRefusedListed) break;
    json::object entry = job_facts(*outcome.workload, refusal.job);
    entry["reason"] = bounded_text(refusal.reason);
    list.push_back(std::move(entry));
  }
  return list;
}

json::object schedule(const Schedule& of, ColumnStore& columns) {
  json::object column;
  column["job"] = columns.add(of.job);
  column["eligible"] = columns.add(of.eligible);
  column["start"] = columns.add(of.start);
  column["end"] = columns.add(of.end);
  column["state"] = columns.add(of.state);
  column["cluster"] = columns.add(of.cluster);
  column["range_count"] = columns.add(of.range_count);
  column["range_first"] = columns.add(of.range_first);
  column["range_extra"] = columns.add(of.range_extra);
  json::value complete_until;
  if (of.complete_until_us != kNever) complete_until = number(seconds(of.complete_until_us));
  return {{"rows", of.job.size()}, {"started", of.started}, {"complete_until", complete_until}, {"columns", column}};
}

// The facts of a workload's first `kept` jobs.
json::object facts(const Workload& workload, std::size_t kept, ColumnStore& columns) {
  const std::span<const Job> jobs = std::span(workload.jobs).first(kept);
  const auto column = [&](auto fact) {
    std::vector<std::int64_t> values;
    values.reserve(jobs.size());
    for (const Job& job : jobs) values.push_back(static_cast<std::int64_t>(fact(job)));
    return columns.add(values);
  };
  json::object facts;
  facts["submit"] = column([](const Job& job) { return job.submit_us; });
  facts["run"] = column([](const Job& job) { return job.run_us; });
  facts["requested"] = column([](const Job& job) { return job.requested_us; });
  facts["replicas"] = column([](const Job& job) { return job.replicas; });
  facts["cpu_milli"] = column([](const Job& job) { return job.per_replica.cpu_milli; });
  facts["memory_mib"] = column([](const Job& job) { return job.per_replica.memory_mib; });
  facts["gpu_milli"] = column([](const Job& job) { return job.per_replica.gpu_milli; });
  facts["priority"] = column([](const Job& job) { return job.priority; });
  facts["user"] = column([](const Job& job) { return job.user; });
  facts["group"] = column([](const Job& job) { return job.group; });
  facts["queue"] = column([](const Job& job) { return job.queue; });
  facts["number"] = column([](const Job& job) { return job.number; });
  return facts;
}

json::array names(const Workload& workload, std::size_t kept) {
  json::array list;
  for (std::size_t job = 0; job < std::min(kept, workload.names.size()); ++job) {
    list.push_back(json::string(bounded_text(workload.names[job])));
  }
  return list;
}

}  // namespace

ReportData report_data(const std::vector<Outcome>& outcomes) {
  const std::span<const Outcome> measured = std::span(outcomes).first(std::min(outcomes.size(), kMeasuredOutcomes));
  const std::span<const Outcome> charted = std::span(outcomes).first(std::min(outcomes.size(), kChartedOutcomes));
  const Numbered numbered = number_workloads(outcomes);
  std::size_t charted_workloads = 0;
  for (std::size_t i = 0; i < charted.size(); ++i) {
    charted_workloads = std::max(charted_workloads, numbered.workload_of[i] + 1);
  }
  const Schedules schedules =
      make_schedules(charted, numbered.workload_of, charted_workloads, {kScheduledJobs, kScheduleBytes});

  const ChartedSpan window = charted_span(charted);
  const MeasuredSpan& span = window.span;

  ColumnStore columns;
  json::array workloads;
  for (std::size_t i = 0; i < numbered.first_with_workload.size() && i < kMeasuredOutcomes; ++i) {
    const Outcome& outcome = *numbered.first_with_workload[i];
    const std::size_t kept = i < charted_workloads ? schedules.jobs_kept[i] : 0;
    workloads.push_back({{"name", bounded_text(outcome.workload->name)},
                         {"jobs", outcome.workload->jobs.size()},
                         {"kept", kept},
                         {"input", input(outcome.input)},
                         {"names", names(*outcome.workload, kept)},
                         {"facts", facts(*outcome.workload, kept, columns)}});
  }

  std::vector<json::object> heat_maps = heat_maps_json(charted, span, kHeatMapBytes, columns);

  json::array cells;
  for (std::size_t i = 0; i < measured.size(); ++i) {
    const Outcome& outcome = measured[i];
    json::object cell = {{"scenario", bounded_text(outcome.scenario)},
                         {"policy", bounded_text(outcome.policy.text())},
                         {"seed", std::to_string(outcome.seed)},
                         {"variant", bounded_text(outcome.variant)},
                         {"semantics", outcome.semantics == Semantics::kBatch ? "batch" : "event"},
                         {"workload", numbered.workload_of[i]},
                         {"clusters", clusters(outcome.clusters)},
                         {"partial", outcome.replay.partial},
                         {"metrics", metrics(outcome.metrics)}};
    if (i < charted.size()) {
      const std::vector<Step> utilization = utilization_over_time(*outcome.workload, outcome.clusters, outcome.replay);
      cell["queue"] = curve_json(queue_length_over_time(outcome.replay), span);
      cell["utilization"] = curve_json(utilization, span);
      cell["gpus"] = gpu_use_json(outcome, span);
      cell["waiting"] = waiting_json(outcome, span);
      cell["tenants"] = tenants_json(outcome, span);
      cell["refusals"] = refusals(outcome);
      cell["worst"] = stories_json(outcome, utilization, kWorstListed);
      cell["heat"] = std::move(heat_maps[i]);
      cell["schedule"] = schedule(schedules.by_outcome[i], columns);
    }
    cells.push_back(std::move(cell));
  }

  const std::string title = outcomes.empty() ? "nothing" : bounded_text(outcomes.front().scenario);
  json::object data = {{"version", std::string(program_version())},
                       {"title", title},
                       {"outcomes", outcomes.size()},
                       {"charted", charted.size()},
                       {"span", {number(seconds(span.first_us)), number(seconds(span.last_us))}},
                       {"span_cut", window.cut_from_us > 0 ? number(seconds(window.cut_from_us)) : json::value()},
                       {"slowdown_threshold", kSlowdownThreshold_s},
                       {"cells", std::move(cells)},
                       {"workloads", std::move(workloads)},
                       {"wait_distribution", distribution_json(charted, Fared::kWait)},
                       {"slowdown_distribution", distribution_json(charted, Fared::kSlowdown)},
                       {"wait_by_class", waits_by_class_json(charted)}};
  return {title, to_page_json(data), columns.take()};
}

}  // namespace berth::web
