// The first byte chooses the reader, the rest is what it reads.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/model/cluster_spec.hpp"
#include "scenarios/read/csv_workload.hpp"
#include "scenarios/read/helios.hpp"
#include "scenarios/read/node_list.hpp"
#include "scenarios/read/openb.hpp"
#include "scenarios/read/pai.hpp"
#include "scenarios/read/philly.hpp"
#include "tests/fuzz/properties.hpp"

namespace berth::fuzz {
namespace {

CsvReader csv(std::string_view text, char separator = ',') { return CsvReader::of_text(text, "input", separator); }

void check_nodes(std::string_view text) {
  ReadReport report;
  const Result<ClusterSpec> cluster = read_node_list(csv(text), "input", report);
  if (!cluster) return check_error(cluster.error());
  require(cluster->node_count() >= 1 && cluster->node_count() <= kCountLimit);
  for (const NodeGroup& group : cluster->groups) {
    require(group.count >= 1 && is_bounded(group.per_node, group.count) && !group.per_node.is_nothing());
    require(group.per_node.gpu_milli % kWholeGpu == 0);
  }
}

CsvMap map_of_all() {
  CsvMap map;
  map.header = false;
  map.separator = ';';
  map.time = TimeFormat::kIso;
  map.most_gpus_each = 8;
  map.run_us = kSecond;
  map.otherwise.per_replica = kOneProcessor;
  for (std::size_t i = 0; i < CsvMap::kFields; ++i) map.columns[i] = std::to_string(i + 1);
  return map;
}

Result<Workload> read(std::uint8_t which, std::string_view text, ReadReport& report) {
  switch (which) {
    case 'h':
      return read_helios(csv(text), {}, report);
    case 'p':
      return read_philly_csv(csv(text), {}, report);
    case 'j':
      return parse_philly_log(text, "input", {}, report);
    case 't':
      return read_pai(csv(text), std::nullopt, report);
    case 'u':
      return read_pai(csv(text.substr(0, text.size() / 2)), csv(text.substr(text.size() / 2)), report);
    case 'c':
      return read_csv_workload(csv(text, ';'), map_of_all(), report);
    default:
      return read_openb_pods(csv(text), report);
  }
}

void check_jobs(std::uint8_t which, std::string_view text) {
  ReadReport report;
  const Result<Workload> workload = read(which, text, report);
  check_result(workload, report);
  require(report.malformed.size() <= kMalformedNamed && report.malformed_rows <= report.skipped);
  for (const Error& row : report.malformed) check_error(row);
  if (!workload) return;
  for (const Job& job : workload->jobs) {
    require(is_gpu_request(job.per_replica.gpu_milli) && is_bounded(job.per_replica, job.replicas));
    require(!job.per_replica.is_negative() && !job.per_replica.is_nothing());
    require(job.traits < workload->traits.size());
  }
}

}  // namespace
}  // namespace berth::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  if (count == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, count - 1);
  if (bytes[0] == 'n') {
    berth::fuzz::check_nodes(text);
  } else {
    berth::fuzz::check_jobs(bytes[0], text);
  }
  return 0;
}
