#include "scenarios/read/node_list.hpp"

#include <unordered_map>

#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/trace_jobs.hpp"

namespace berth {
namespace {

bool alike(const NodeGroup& left, const NodeGroup& right) {
  return left.per_node == right.per_node && left.gpu_model == right.gpu_model;
}

// Adds a node to the last group, or to one of its own. False: more than can be counted.
bool add_node(ClusterSpec& cluster, NodeGroup node, Resources& sum) {
  sum += node.per_node;
  if (!is_bounded(sum, 1)) return false;
  if (!cluster.groups.empty() && alike(cluster.groups.back(), node)) {
    return ++cluster.groups.back().count <= kCountLimit;
  }
  cluster.groups.push_back(std::move(node));
  return true;
}

}  // namespace

Result<ClusterSpec> read_node_list(CsvReader reader, const std::string& name, ReadReport& report) {
  report.format = "openb nodes";
  CsvTable table(std::move(reader), report);
  if (Result<void> header = table.read_header({"sn", "cpu_milli", "memory_mib", "gpu", "model"}); !header) {
    return header.error();
  }
  const CsvColumn sn = table.column("sn"), cpu = table.column("cpu_milli"), memory = table.column("memory_mib"),
                  gpu = table.column("gpu"), model = table.column("model");
  ClusterSpec cluster{name, {}};
  Resources sum;
  std::unordered_map<std::string, std::uint64_t> lines_of;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!*more) break;
    NodeGroup node;
    node.name = table.text(sn);
    node.count = 1;
    if (node.name.empty() || node.name.size() > kTraceNameLimit) {
      table.must_be(sn, "a name of 1 to " + std::to_string(kTraceNameLimit) + " bytes");
    }
    node.per_node.cpu_milli = table.whole(cpu, 0, kResourceLimit);
    node.per_node.memory_mib = table.whole(memory, 0, kResourceLimit);
    node.per_node.gpu_milli = table.whole(gpu, 0, kTraceGpusLimit) * kWholeGpu;
    if (node.gpus() > 0) node.gpu_model = table.text(model);
    if (node.gpu_model.size() > kTraceNameLimit) {
      table.must_be(model, "a name of at most " + std::to_string(kTraceNameLimit) + " bytes");
    }
    if (node.per_node.is_nothing()) {
      table.problem("the node has nothing; cpu_milli, memory_mib or gpu must be above 0");
    }
    if (table.is_fine()) {
      const auto [found, is_new] = lines_of.emplace(node.name, table.line());
      if (!is_new) {
        table.must_be(sn, "a name of its own: it stands on line " + std::to_string(found->second) + " already");
      }
    }
    if (!table.accept()) continue;
    if (!add_node(cluster, std::move(node), sum)) {
      return Error::input(table.reader().place() + ":" + std::to_string(table.line()),
                          "makes more nodes, or more of a resource, than can be counted");
    }
  }
  report.lines = table.reader().lines();
  report.input_hash = table.reader().hash();
  if (!cluster.groups.empty()) return cluster;
  const std::string why =
      report.malformed.empty() ? "" : "; the first malformed row: " + report.malformed.front().text();
  return Error::input(table.reader().place(), "has no nodes" + why);
}

}  // namespace berth
