#include "scenarios/scenario.hpp"

#include <filesystem>
#include <utility>

#include "scenarios/read/batsim.hpp"
#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/recognize.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/swf.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

Result<Workload> read_log(const std::string& path, ReadReport& report) {
  const Result<FileFormat> format = recognize(path);
  if (!format) return format.error();
  switch (*format) {
    case FileFormat::kSwf:
      return read_swf(path, report);
    case FileFormat::kBatsim:
      return read_batsim(path, report);
    case FileFormat::kScenario:
      break;
  }
  return Error::input(path,
                      "is neither a log (SWF) nor a Batsim workload: its JSON has none of the keys \"jobs\", "
                      "\"profiles\" and \"nb_res\"");
}

std::string in_folder(const std::string& folder, const std::string& path) {
  return folder.empty() ? path : (std::filesystem::path(folder) / path).string();
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
    return read_log(in_folder(scenario.folder, file.path), report);
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

}  // namespace

Result<Scenario> read_scenario(const std::string& path) {
  const Result<std::string> text = read_whole_file(path, kScenarioBytesLimit);
  if (!text) return text.error();
  Result<Scenario> scenario = parse_scenario(*text, path);
  if (scenario) scenario->folder = std::filesystem::path(path).parent_path().string();
  return scenario;
}

Result<Scenario> open_scenario(const std::string& path, std::int64_t nodes) {
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
    if (nodes > 0 && !scenario.clusters.empty()) {
      return Error::input("--nodes", "contradicts " + path + ", which has clusters of its own; leave it out");
    }
  } else {
    scenario.name = name_from_path(path);
    scenario.source = WorkloadFile{path};
    scenario.place = path;
  }
  if (nodes > 0) scenario.clusters = {processors(nodes)};
  return scenario;
}

Result<Workload> load_workload(const Scenario& scenario, std::uint64_t seed, ReadReport& report) {
  Result<Workload> workload = std::visit(Loader{scenario, seed, report}, scenario.source);
  if (workload && scenario.clusters.empty() && workload->machine_units <= 0) {
    return Error::input(scenario.place, "does not say how many processors its machine has; give them with --nodes");
  }
  return workload;
}

}  // namespace berth
