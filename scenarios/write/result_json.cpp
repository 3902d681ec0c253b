#include "scenarios/write/result_json.hpp"

#include <algorithm>

#include "scenarios/version.hpp"
#include "scenarios/write/json_writer.hpp"

namespace berth {
namespace {

constexpr int kVersion = 1;

void write_distribution(JsonWriter& json, std::string_view key, const Distribution& distribution) {
  json.begin_object(key);
  json.number("mean", distribution.mean);
  json.number("median", distribution.median);
  json.number("p90", distribution.p90);
  json.number("p95", distribution.p95);
  json.number("p99", distribution.p99);
  json.number("max", distribution.max);
  json.end_object();
}

void write_metrics(JsonWriter& json, const Metrics& metrics) {
  json.begin_object("metrics");
  json.count("jobs", metrics.jobs);
  json.count("completed", metrics.completed);
  json.count("killed", metrics.killed);
  json.count("refused", metrics.refused);
  json.count("unfinished", metrics.unfinished);
  write_distribution(json, "wait_s", metrics.wait_s);
  write_distribution(json, "turnaround_s", metrics.turnaround_s);
  write_distribution(json, "slowdown", metrics.slowdown);
  write_distribution(json, "bounded_slowdown", metrics.bounded_slowdown);
  json.number("utilization", metrics.utilization);
  json.number("gpu_utilization", metrics.gpu_utilization);
  json.number("gpu_allocated", metrics.gpu_allocated);
  json.number("gpu_fragmented", metrics.gpu_fragmented);
  json.number("makespan_s", metrics.makespan_s);
  json.number("throughput_per_hour", metrics.throughput_per_hour);
  json.number("mean_queue_length", metrics.mean_queue_length);
  json.count("max_queue_length", metrics.max_queue_length);
  json.count("interruptions", metrics.interruptions);
  json.count("failures", metrics.failures);
  json.number("node_availability", metrics.node_availability);
  json.number("node_hours", metrics.node_hours);
  json.number("cost", metrics.cost);
  json.number("lost_core_hours", metrics.lost_core_hours);
  json.number("lost_gpu_hours", metrics.lost_gpu_hours);
  json.number("user_fairness", metrics.user_fairness);
  json.number("worst_finish_time_fairness", metrics.worst_finish_time_fairness);
  json.number("mean_finish_time_fairness", metrics.mean_finish_time_fairness);
  json.begin_array("tenants");
  for (const TenantMetrics& tenant : metrics.tenants) {
    json.begin_object();
    json.text("name", tenant.name);
    json.number("entitlement", tenant.entitlement);
    json.count("jobs", tenant.jobs);
    json.number("turnaround_s", tenant.turnaround_s);
    json.number("turnaround_alone_s", tenant.turnaround_alone_s);
    json.number("finish_time_fairness", tenant.finish_time_fairness);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_input(JsonWriter& json, const ReadReport& input) {
  json.begin_object("input");
  json.text("format", input.format);
  json.text("hash", input.input_hash);
  json.count("jobs", input.jobs);
  json.count("skipped", input.skipped);
  json.begin_array("oddities");
  for (const Oddity& oddity : input.oddities) {
    json.begin_object();
    json.text("what", oddity.what);
    json.text("consequence", oddity.consequence);
    json.count("count", oddity.count);
    if (oddity.first_line > 0) json.count("first_line", oddity.first_line);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_clusters(JsonWriter& json, const std::vector<ClusterSpec>& clusters) {
  json.begin_array("clusters");
  for (const ClusterSpec& cluster : clusters) {
    json.begin_object();
    json.text("name", cluster.name);
    json.begin_array("groups");
    for (const NodeGroup& group : cluster.groups) {
      json.begin_object();
      json.text("name", group.name);
      json.integer("count", group.count);
      json.integer("cpu_milli", group.per_node.cpu_milli);
      json.integer("memory_mib", group.per_node.memory_mib);
      json.integer("gpu_milli", group.per_node.gpu_milli);
      json.end_object();
    }
    json.end_array();
    json.end_object();
  }
  json.end_array();
}

void write_outcome(JsonWriter& json, const Outcome& outcome) {
  const Replay& replay = outcome.replay;
  json.begin_object();
  json.text("format", "berth-result");
  json.integer("version", kVersion);
  json.text("program", program_version());
  json.text("scenario", outcome.scenario);
  json.text("workload", outcome.workload->name);
  json.text("policy", outcome.policy.text());
  if (!outcome.variant.empty()) json.text("variant", outcome.variant);
  json.count("seed", outcome.seed);
  json.text("semantics", outcome.semantics == Semantics::kBatch ? "batch" : "event");
  json.boolean("partial", replay.partial);
  write_input(json, outcome.input);
  write_clusters(json, outcome.clusters);
  write_metrics(json, outcome.metrics);
  json.begin_object("counters");
  json.count("instants", replay.counters.instants);
  json.count("passes", replay.counters.passes);
  json.count("decisions", replay.counters.decisions);
  json.count("messages", replay.counters.messages);
  json.count("max_waiting", replay.counters.max_waiting);
  json.end_object();
  json.begin_array("refusals");
  for (const Refusal& refusal : replay.refusals) {
    json.begin_object();
    json.text("job", outcome.workload->name_of(refusal.job));
    json.text("reason", refusal.reason);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

}  // namespace

std::string result_json(const Outcome& outcome) {
  JsonWriter json;
  write_outcome(json, outcome);
  return json.take();
}

std::string comparison_json(std::span<const Outcome> outcomes) {
  JsonWriter json;
  json.begin_object();
  json.text("format", "berth-comparison");
  json.integer("version", kVersion);
  json.text("program", program_version());
  json.boolean("partial", std::ranges::any_of(outcomes, [](const Outcome& one) { return one.replay.partial; }));
  json.begin_array("results");
  for (const Outcome& outcome : outcomes) write_outcome(json, outcome);
  json.end_array();
  json.end_object();
  return json.take();
}

}  // namespace berth
