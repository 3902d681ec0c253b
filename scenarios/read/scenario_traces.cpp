#include <algorithm>
#include <limits>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

constexpr std::int64_t kGpusPerReplicaLimit = 1'000'000;

std::string read_path(const JsonFields& fields, std::string_view key) {
  const auto field = fields.require(key);
  return field ? field->text(kScenarioPathLimit) : "";
}

char read_separator(const JsonField& field) {
  constexpr char kSeparators[] = {',', ';', '\t', '|', ' '};
  return kSeparators[field.one_of({",", ";", "\t", "|", " "})];
}

void read_columns(const JsonField& field, CsvMap& map) {
  for (const auto& [key, value] : field.entries(CsvMap::kFields)) {
    const auto found = std::find(kCsvFieldNames.begin(), kCsvFieldNames.end(), key);
    if (found == kCsvFieldNames.end()) {
      std::string known;
      for (const std::string_view name : kCsvFieldNames) known += (known.empty() ? "" : ", ") + std::string(name);
      value.problem("is nothing a job has; there are: " + known);
      continue;
    }
    constexpr std::int64_t kColumnsLimit = 1024;
    std::string& column = map.columns[static_cast<std::size_t>(found - kCsvFieldNames.begin())];
    column = map.header ? value.text(kScenarioNameLimit) : std::to_string(value.whole(1, kColumnsLimit));
  }
  const auto has = [&](CsvMap::Field name) { return !map.columns[name].empty(); };
  if (!has(CsvMap::kSubmit)) field.problem("names no column for \"submit\", when a job is submitted");
  if (has(CsvMap::kMemoryGib) && has(CsvMap::kMemoryMib)) {
    field.problem("names columns for memory_gib and memory_mib; name one of them");
  }
  if (has(CsvMap::kStart) && !has(CsvMap::kEnd)) field.problem("names a column for \"start\", but none for \"end\"");
}

void read_defaults(const JsonField& field, CsvMap& map) {
  const JsonFields fields(
      field, {"run", "requested", "replicas", "cpu", "memory_gib", "memory_mib", "gpu", "priority", "speeds"});
  if (const auto run = fields.find("run")) map.run_us = read_seconds(*run);
  if (const auto requested = fields.find("requested")) {
    map.otherwise.requested_us = read_seconds(*requested);
    if (map.otherwise.requested_us == 0) requested->must_be("above 0");
  }
  if (const auto replicas = fields.find("replicas")) {
    map.otherwise.replicas = static_cast<std::uint32_t>(replicas->whole(1, kCountLimit));
  }
  map.otherwise.per_replica = read_resources(fields, map.otherwise.per_replica);
  if (const auto speeds = fields.find("speeds")) map.speeds = read_speeds(*speeds, Resources{0, 0, kWholeGpu});
  if (const auto priority = fields.find("priority")) {
    constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
    map.otherwise.priority = static_cast<std::int32_t>(priority->whole(-kMost, kMost));
  }
}

}  // namespace

TraceFile read_trace(const JsonField& field) {
  using Format = TraceFormat;
  const JsonFields fields(field, {"file", "format", "jobs", "cpu_per_gpu", "memory_gib_per_gpu", "gpus_per_replica"});
  TraceFile trace;
  trace.path = read_path(fields, "file");
  if (const auto format = fields.find("format")) {
    constexpr Format kFormats[] = {Format::kOpenb, Format::kPhilly, Format::kHelios, Format::kPai};
    trace.format = kFormats[format->one_of({"openb", "philly", "helios", "pai"})];
  }
  if (const auto jobs = fields.find("jobs")) {
    trace.jobs_path = jobs->text(kScenarioPathLimit);
    if (trace.format != Format::kPai) jobs->problem("is PAI's job table; say \"format\": \"pai\" beside it");
  }
  if (const auto cpu = fields.find("cpu_per_gpu")) {
    trace.shape.per_gpu.cpu_milli = cpu->scaled(3, 0, kResourceLimit / 1'000'000, "cores");
  }
  if (const auto memory = fields.find("memory_gib_per_gpu")) {
    trace.shape.per_gpu.memory_mib = read_gib(*memory);
  }
  if (const auto most = fields.find("gpus_per_replica")) trace.shape.most_each = most->whole(1, kGpusPerReplicaLimit);
  return trace;
}

CsvFile read_csv(const JsonField& field) {
  const JsonFields fields(field, {"file", "columns", "time", "defaults", "separator", "header", "gpus_per_replica"});
  CsvFile csv;
  csv.map.otherwise.per_replica = kOneProcessor;
  csv.path = read_path(fields, "file");
  if (const auto header = fields.find("header")) csv.map.header = header->truth();
  if (const auto time = fields.find("time")) {
    constexpr TimeFormat kFormats[] = {TimeFormat::kSeconds, TimeFormat::kMilliseconds, TimeFormat::kMicroseconds,
                                       TimeFormat::kIso};
    csv.map.time = kFormats[time->one_of({"seconds", "milliseconds", "microseconds", "iso"})];
  }
  if (const auto separator = fields.find("separator")) csv.map.separator = read_separator(*separator);
  if (const auto most = fields.find("gpus_per_replica")) csv.map.most_gpus_each = most->whole(1, kGpusPerReplicaLimit);
  if (const auto defaults = fields.find("defaults")) read_defaults(*defaults, csv.map);
  if (const auto columns = fields.require("columns")) {
    read_columns(*columns, csv.map);
    if (csv.map.columns[CsvMap::kRun].empty() && csv.map.columns[CsvMap::kEnd].empty() && !csv.map.run_us) {
      columns->problem("names no column for \"run\", nor for \"end\"; without either, defaults must say \"run\"");
    }
  }
  return csv;
}

DrawParameters read_draw(const JsonField& field) {
  const JsonFields fields(field, {"seed", "until_gpu", "gap", "stay"});
  DrawParameters draw;
  if (const auto seed = fields.find("seed")) {
    draw.seed = static_cast<std::uint64_t>(seed->whole(0, kScenarioIntegerLimit));
  }
  if (const auto until = fields.find("until_gpu")) {
    draw.until_gpu_milli = until->scaled(3, 0, kDrawShareLimit, "times the clusters' GPUs");
    if (draw.until_gpu_milli == 0) until->must_be("above 0");
  }
  if (const auto gap = fields.find("gap")) draw.gap_us = read_seconds(*gap);
  if (const auto stay = fields.find("stay")) draw.stay = stay->truth();
  return draw;
}

}  // namespace berth
