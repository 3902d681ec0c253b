#include <algorithm>
#include <set>

#include "api/cli/commands.hpp"
#include "api/cli/report_input.hpp"
#include "api/cli/table.hpp"
#include "api/cli/terminal.hpp"
#include "api/cli/units.hpp"
#include "engine/metrics/compensated_sum.hpp"
#include "engine/metrics/metrics.hpp"
#include "scenarios/scenario.hpp"
#include "scenarios/write/json_writer.hpp"
#include "scenarios/write/text.hpp"

namespace berth::cli {
namespace {

struct Statistics {
  std::string name, format, hash;
  std::uint64_t jobs = 0, skipped = 0, users = 0, groups = 0, dependent = 0, overrunning = 0;
  std::int64_t processors = 0;  // 0: not known
  Time first_us = 0, last_us = 0;
  double work_core_s = 0;  // cores × run time, summed
  double work_gpu_s = 0;   // GPUs × run time, summed
  bool asks_for_gpus = false;
  double offered_load = 0;  // work ÷ (cores × time between the first and the last submission); 0: not known
  Distribution run_s, requested_s, replicas, gpus, estimate, interarrival_s;
};

template <class Quantity>
Distribution over_jobs(const Workload& workload, Quantity quantity) {
  std::vector<double> values;
  values.reserve(workload.jobs.size());
  for (const Job& job : workload.jobs) values.push_back(quantity(job));
  return summarize(std::move(values));
}

// Of all replicas together.
double gpus_of(const Job& job) { return static_cast<double>(job.per_replica.gpu_milli) / kWholeGpu * job.replicas; }

Statistics examine(const Workload& workload, const std::vector<ClusterSpec>& clusters, const ReadReport& report) {
  Statistics statistics;
  statistics.name = workload.name;
  statistics.format = report.format;
  statistics.hash = report.input_hash;
  statistics.skipped = report.skipped;
  statistics.jobs = workload.jobs.size();
  statistics.processors = workload.machine_units;
  std::int64_t cpu_milli = workload.machine_units * kOneProcessor.cpu_milli;
  if (!clusters.empty()) {
    cpu_milli = 0;
    for (const ClusterSpec& cluster : clusters) cpu_milli += cluster.capacity().cpu_milli;
    statistics.processors = cpu_milli / kOneProcessor.cpu_milli;
  }
  if (workload.jobs.empty()) return statistics;

  statistics.first_us = workload.jobs.front().submit_us;
  statistics.last_us = workload.jobs.back().submit_us;
  std::set<std::int32_t> users, groups;
  CompensatedSum work, gpu_work;
  std::vector<double> gaps, estimates;
  for (std::size_t i = 0; i < workload.jobs.size(); ++i) {
    const Job& job = workload.jobs[i];
    if (job.user != kUnknown) users.insert(job.user);
    if (job.group != kUnknown) groups.insert(job.group);
    statistics.dependent += job.dependency_count > 0;
    statistics.overrunning += job.run_us > job.requested_us;
    work.add(static_cast<double>(job.per_replica.cpu_milli) / 1000 * job.replicas * seconds(job.run_us));
    gpu_work.add(gpus_of(job) * seconds(job.run_us));
    statistics.asks_for_gpus |= job.per_replica.gpu_milli > 0;
    if (i > 0) gaps.push_back(seconds(job.submit_us - workload.jobs[i - 1].submit_us));
    if (job.requested_us > 0) estimates.push_back(seconds(job.run_us) / seconds(job.requested_us));
  }
  statistics.users = users.size();
  statistics.groups = groups.size();
  statistics.work_core_s = work.value();
  statistics.work_gpu_s = gpu_work.value();
  const double span_s = seconds(statistics.last_us - statistics.first_us);
  if (cpu_milli > 0 && span_s > 0) {
    statistics.offered_load = work.value() / (static_cast<double>(cpu_milli) / 1000 * span_s);
  }
  statistics.run_s = over_jobs(workload, [](const Job& job) { return seconds(job.run_us); });
  statistics.requested_s = over_jobs(workload, [](const Job& job) { return seconds(job.requested_us); });
  statistics.replicas = over_jobs(workload, [](const Job& job) { return job.replicas; });
  statistics.gpus = over_jobs(workload, gpus_of);
  statistics.estimate = summarize(std::move(estimates));
  statistics.interarrival_s = summarize(std::move(gaps));
  return statistics;
}

struct NamedDistribution {
  const char* key;
  const char* label;
  const Distribution Statistics::*of;
  bool is_time;
};
constexpr NamedDistribution kDistributions[] = {
    {"interarrival_s", "between submissions (time)", &Statistics::interarrival_s, true},
    {"run_s", "run time (time)", &Statistics::run_s, true},
    {"requested_s", "requested time (time)", &Statistics::requested_s, true},
    {"run_per_requested", "run ÷ requested time", &Statistics::estimate, false},
    {"replicas", "replicas (processors)", &Statistics::replicas, false},
    {"gpus", "GPUs", &Statistics::gpus, false},
};

std::string table_of(const Statistics& statistics, const Terminal& terminal) {
  std::string text;
  const auto line = [&](std::string label, const std::string& value) {
    label.resize(16, ' ');
    text += label + value + '\n';
  };
  line("workload", statistics.name + " (" + statistics.format + ")");
  line("jobs", count_text(statistics.jobs) +
                   (statistics.skipped > 0 ? ", and " + count_text(statistics.skipped) + " left out" : ""));
  line("machine", statistics.processors > 0 ? plural(static_cast<std::uint64_t>(statistics.processors), "processor")
                                            : "not known (--nodes)");
  line("submissions", "over " + duration_text(seconds(statistics.last_us - statistics.first_us)));
  line("work", decimal_text(statistics.work_core_s / 3600, 1) + " core-hours");
  if (statistics.asks_for_gpus) line("", decimal_text(statistics.work_gpu_s / 3600, 1) + " GPU-hours");
  if (statistics.offered_load > 0) line("offered load", percent_text(statistics.offered_load));
  line("users", count_text(statistics.users) + " in " + plural(statistics.groups, "group"));
  if (statistics.dependent > 0) line("dependent", plural(statistics.dependent, "job") + " wait for others");
  if (statistics.overrunning > 0)
    line("overrunning", plural(statistics.overrunning, "job") + " run past their request");
  line("hash", statistics.hash);

  Table table({{"", Align::kLeft}, {"mean"}, {"median"}, {"p90"}, {"p95"}, {"p99"}, {"max"}});
  for (const NamedDistribution& named : kDistributions) {
    if (named.of == &Statistics::gpus && !statistics.asks_for_gpus) continue;
    const Distribution& of = statistics.*named.of;
    std::vector<TableCell> row = {{named.label, {}}};
    for (const double value : {of.mean, of.median, of.p90, of.p95, of.p99, of.max}) {
      row.push_back({named.is_time ? duration_text(value) : decimal_text(value, 2), {}});
    }
    table.add(std::move(row));
  }
  return text + '\n' + table.text(terminal);
}

// Key and value of every single number, for JSON and CSV alike.
std::vector<std::pair<std::string, double>> numbers_of(const Statistics& statistics) {
  std::vector<std::pair<std::string, double>> numbers = {
      {"jobs", static_cast<double>(statistics.jobs)},
      {"skipped", static_cast<double>(statistics.skipped)},
      {"processors", static_cast<double>(statistics.processors)},
      {"users", static_cast<double>(statistics.users)},
      {"groups", static_cast<double>(statistics.groups)},
      {"dependent_jobs", static_cast<double>(statistics.dependent)},
      {"overrunning_jobs", static_cast<double>(statistics.overrunning)},
      {"first_submission_s", seconds(statistics.first_us)},
      {"last_submission_s", seconds(statistics.last_us)},
      {"work_core_s", statistics.work_core_s},
      {"work_gpu_s", statistics.work_gpu_s},
      {"offered_load", statistics.offered_load},
  };
  for (const NamedDistribution& named : kDistributions) {
    const Distribution& of = statistics.*named.of;
    const std::string key = named.key;
    numbers.insert(numbers.end(), {{key + "_mean", of.mean},
                                   {key + "_median", of.median},
                                   {key + "_p90", of.p90},
                                   {key + "_p95", of.p95},
                                   {key + "_p99", of.p99},
                                   {key + "_max", of.max}});
  }
  return numbers;
}

std::string json_of(const Statistics& statistics, const ReadReport& report) {
  JsonWriter json;
  json.begin_object();
  json.text("format", "berth-workload-statistics");
  json.integer("version", 1);
  json.text("workload", statistics.name);
  json.text("input_format", statistics.format);
  json.text("input_hash", statistics.hash);
  for (const auto& [key, value] : numbers_of(statistics)) json.number(key, value);
  json.count("malformed_rows", report.malformed_rows);
  json.begin_array("malformed");
  for (const Error& row : report.malformed) json.text("", row.text());
  json.end_array();
  json.begin_array("oddities");
  for (const Oddity& oddity : report.oddities) {
    json.begin_object();
    json.text("what", oddity.what);
    json.text("consequence", oddity.consequence);
    json.count("count", oddity.count);
    if (oddity.first_line > 0) json.count("first_line", oddity.first_line);
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return json.take();
}

std::string csv_of(const Statistics& statistics) {
  std::string header = "workload", line;
  append_csv_field(line, statistics.name);
  for (const auto& [key, value] : numbers_of(statistics)) {
    header += "," + key;
    line += ',';
    append_number(line, value);
  }
  return header + '\n' + line + '\n';
}

}  // namespace

ExitStatus run_stats(const StatsArguments& arguments) {
  Result<Scenario> scenario = open_scenario(arguments.file, arguments.machine.nodes, arguments.machine.node_list);
  if (!scenario) return complain(scenario.error());
  scenario->strict = arguments.strict;
  // Any machine will do to load a log whose header names none; it is not looked at.
  const std::vector<ClusterSpec> clusters = scenario->clusters;
  if (clusters.empty()) scenario->clusters = {processors(1)};
  ReadReport report;
  const std::uint64_t usual = scenario->seeds.empty() ? 1 : scenario->seeds.front();
  const Result<Workload> workload = load_workload(*scenario, arguments.seed.value_or(usual), report);
  if (!workload) return complain(workload.error());
  const Statistics statistics = examine(*workload, clusters, report);
  report_input(report);
  switch (arguments.format) {
    case OutputFormat::kJson:
      return print(json_of(statistics, report));
    case OutputFormat::kCsv:
      return print(csv_of(statistics));
    case OutputFormat::kTable:
      break;
  }
  return print(table_of(statistics, standard_output()));
}

}  // namespace berth::cli
