#include "scenarios/scenario.hpp"

#include <filesystem>
#include <optional>
#include <utility>

#include "scenarios/find_input.hpp"
#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/csv_workload.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/log.hpp"
#include "scenarios/read/node_list.hpp"
#include "scenarios/read/recognize.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

Result<ClusterSpec> read_nodes(const std::string& path, const std::string& name, ReadReport& report) {
  Result<CsvReader> reader = CsvReader::open(path);
  if (!reader) return reader.error();
  ReadReport of_list;
  Result<ClusterSpec> cluster = read_node_list(std::move(*reader), name, of_list);
  for (Error& row : of_list.malformed) report.refuse_row(std::move(row.place), std::move(row.message), 0);
  report.malformed_rows += of_list.malformed_rows - of_list.malformed.size();
  return cluster;
}

// `count` nodes for a workload that comes without: of one core, or as GPU clusters have them.
Result<ClusterSpec> usual_nodes(const Scenario& scenario, std::int64_t count) {
  bool gpus = std::holds_alternative<TraceFile>(scenario.source);
  if (const auto* file = std::get_if<WorkloadFile>(&scenario.source)) {
    const Result<std::string> path = find_input(scenario.folder, file->path);
    if (!path) return path.error();
    const Result<FileFormat> format = recognize(*path);
    if (!format) return format.error();
    gpus = is_gpu_trace(*format);
  }
  if (!gpus) return processors(count);
  ClusterSpec cluster{"machine", {{"nodes", count, kTraceNode}}};
  if (is_bounded(kTraceNode, count)) return cluster;
  return Error::input("--nodes", "makes more of a resource than can be counted");
}

void append_distribution(std::string& text, const DistributionSpec& spec) {
  append_integer(text += ' ', static_cast<int>(spec.kind));
  append_number(text += ' ', spec.a);
  append_number(text += ' ', spec.b);
  for (const double value : spec.values) append_number(text += ' ', value);
  for (const double weight : spec.weights) append_number(text += ' ', weight);
  text += ';';
}

// What a generated workload is made of, as text to be hashed.
std::string recipe(const LublinParameters& lublin, std::uint64_t seed) {
  std::string text = "lublin " + std::to_string(seed) + ' ' + std::to_string(lublin.jobs) + ' ' +
                     std::to_string(lublin.processors) + ' ' + std::to_string(static_cast<int>(lublin.kind)) + ' ' +
                     std::to_string(lublin.users);
  append_number(text += ' ', lublin.load);
  append_number(text += ' ', lublin.overestimate);
  return text;
}

std::string recipe(const PoissonParameters& poisson, std::uint64_t seed) {
  const Resources& each = poisson.per_replica;
  std::string text = "poisson " + std::to_string(seed) + ' ' + std::to_string(poisson.jobs) + ' ' +
                     std::to_string(each.cpu_milli) + ' ' + std::to_string(each.memory_mib) + ' ' +
                     std::to_string(each.gpu_milli) + ' ' + std::to_string(poisson.users);
  append_number(text += ' ', poisson.arrivals_per_hour);
  for (const DistributionSpec* spec : {&poisson.replicas, &poisson.run_s, &poisson.overestimate, &poisson.priority}) {
    append_distribution(text, *spec);
  }
  return text;
}

// Makes a scenario's workload, from whichever source it has.
struct Loader {
  const Scenario& scenario;
  std::uint64_t seed;
  ReadReport& report;

  Result<Workload> operator()(const WorkloadFile& file) const {
    const Result<std::string> path = find_input(scenario.folder, file.path);
    return path ? read_log(*path, {}, report) : path.error();
  }
  Result<Workload> operator()(const TraceFile& trace) const {
    const Result<std::string> path = find_input(scenario.folder, trace.path);
    if (!path) return path.error();
    if (trace.jobs_path.empty()) return read_trace(trace.format, *path, "", trace.shape, report);
    const Result<std::string> jobs = find_input(scenario.folder, trace.jobs_path);
    return jobs ? read_trace(trace.format, *path, *jobs, trace.shape, report) : jobs.error();
  }
  Result<Workload> operator()(const CsvFile& csv) const {
    const Result<std::string> path = find_input(scenario.folder, csv.path);
    if (!path) return path.error();
    Result<CsvReader> reader = CsvReader::open(*path, csv.map.separator);
    if (!reader) return reader.error();
    return read_csv_workload(std::move(*reader), csv.map, report);
  }
  Result<Workload> operator()(const LublinParameters& lublin) const {
    return generated(generate_lublin(lublin, seed), recipe(lublin, seed));
  }
  Result<Workload> operator()(const PoissonParameters& poisson) const {
    return generated(generate_poisson(poisson, seed), recipe(poisson, seed));
  }
  Result<Workload> operator()(const Workload& listed) const {
    report.format = "scenario";
    report.jobs = listed.jobs.size();
    report.input_hash = scenario.input_hash;
    return listed;
  }

 private:
  Result<Workload> generated(Result<Workload> workload, const std::string& of) const {
    if (!workload) {
      const Error& error = workload.error();
      return scenario.place.empty() ? error : Error::input(scenario.place + ":/workload/" + error.place, error.message);
    }
    report.format = "generated";
    report.jobs = workload->jobs.size();
    report.input_hash = content_hash(of);
    return workload;
  }
};

// Says of a draw what it is made of, so that another one has another hash.
std::string recipe(const DrawParameters& draw, std::uint64_t seed, std::int64_t gpu_milli, const std::string& of) {
  return "draw " + std::to_string(draw.seed.value_or(seed)) + ' ' + std::to_string(draw.until_gpu_milli) + ' ' +
         std::to_string(gpu_milli) + ' ' + std::to_string(draw.gap_us) + (draw.stay ? " stay " : " leave ") + of;
}

// What the scenario makes of the jobs that were read: the first of them, or some drawn from them.
Result<Workload> cut(const Scenario& scenario, std::uint64_t seed, Workload workload, ReadReport& report) {
  if (scenario.take && *scenario.take < workload.jobs.size()) {
    take_first(workload, *scenario.take);
    report.input_hash = content_hash("take " + std::to_string(*scenario.take) + ' ' + report.input_hash);
  }
  if (scenario.draw) {
    std::int64_t gpu_milli = 0;
    for (const ClusterSpec& cluster : scenario.clusters) gpu_milli += cluster.capacity().gpu_milli;
    report.input_hash = content_hash(recipe(*scenario.draw, seed, gpu_milli, report.input_hash));
    Result<Workload> drawn = draw_jobs(std::move(workload), *scenario.draw, seed, gpu_milli);
    if (!drawn) return drawn;
    workload = std::move(*drawn);
  }
  report.jobs = workload.jobs.size();
  return workload;
}

void add_node_lists(const ReadReport& node_lists, ReadReport& report) {
  if (node_lists.malformed_rows == 0) return;
  report.oddities.push_back({"malformed rows of node lists", "left out", node_lists.malformed_rows, 0});
  report.malformed_rows += node_lists.malformed_rows;
  report.malformed.insert(report.malformed.begin(), node_lists.malformed.begin(), node_lists.malformed.end());
}

}  // namespace

Result<Scenario> read_scenario(const std::string& path) {
  const Result<std::string> text = read_whole_file(path, kScenarioBytesLimit);
  if (!text) return text.error();
  const std::string folder = std::filesystem::path(path).parent_path().string();
  ReadReport node_lists;
  Result<Scenario> scenario = parse_scenario(*text, path, [&](const std::string& list, const std::string& name) {
    const Result<std::string> found = find_input(folder, list);
    return found ? read_nodes(*found, name, node_lists) : found.error();
  });
  if (!scenario) return scenario;
  scenario->folder = folder;
  scenario->node_lists = std::move(node_lists);
  return scenario;
}

bool depends_on_seed(const Scenario& scenario) {
  return std::holds_alternative<LublinParameters>(scenario.source) ||
         std::holds_alternative<PoissonParameters>(scenario.source) || (scenario.draw && !scenario.draw->seed) ||
         std::ranges::any_of(scenario.disruptions.failures, [](const FailureModel& model) { return !model.seed; });
}

Result<Scenario> open_scenario(const std::string& path, std::int64_t nodes, const std::string& node_list) {
  if (nodes < 0 || nodes > kCountLimit) {
    return Error::input(
        "--nodes", "is " + std::to_string(nodes) + ", must be a whole number from 1 to " + std::to_string(kCountLimit));
  }
  const Result<FileFormat> format = recognize(path);
  if (!format) return format.error();
  Scenario scenario;
  if (*format == FileFormat::kScenario) {
    Result<Scenario> read = read_scenario(path);
    if (!read) return read;
    scenario = std::move(*read);
    if ((nodes > 0 || !node_list.empty()) && !scenario.clusters.empty()) {
      return Error::input("--nodes", "contradicts " + path + ", which has clusters of its own; leave it out");
    }
  } else {
    scenario.name = name_from_path(path);
    scenario.source = WorkloadFile{path};
    scenario.place = path;
  }
  if (nodes > 0 || !node_list.empty()) {
    Result<ClusterSpec> machine =
        node_list.empty() ? usual_nodes(scenario, nodes) : read_nodes(node_list, "machine", scenario.node_lists);
    if (!machine) return machine.error();
    scenario.clusters = {std::move(*machine)};
  }
  return scenario;
}

Result<Workload> load_workload(const Scenario& scenario, std::uint64_t seed, ReadReport& report) {
  Result<Workload> workload = std::visit(Loader{scenario, seed, report}, scenario.source);
  add_node_lists(scenario.node_lists, report);
  if (scenario.strict && !report.malformed.empty()) {
    const Error& first = report.malformed.front();
    return Error::input(first.place, first.message + " (--strict: " + std::to_string(report.malformed_rows) +
                                         " malformed " + (report.malformed_rows == 1 ? "row)" : "rows)"));
  }
  if (workload && (scenario.take || scenario.draw)) workload = cut(scenario, seed, std::move(*workload), report);
  if (workload && scenario.clusters.empty() && workload->machine_units <= 0) {
    return Error::input(scenario.place, "does not say how many processors its machine has; give them with --nodes");
  }
  if (workload) workload->tenants = scenario.tenants;
  return workload;
}

}  // namespace berth
