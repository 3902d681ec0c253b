#include <algorithm>
#include <set>

#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

// What the nodes of a group are, beyond amounts, and where they stand.
void read_qualities(const JsonFields& fields, NodeGroup& group) {
  if (const auto model = fields.find("gpu_model")) {
    group.gpu_model = model->text(kScenarioNameLimit);
    if (group.gpus() == 0) model->problem("stands in a group without GPUs; give it a gpu above 0");
  }
  if (const auto memory = fields.find("gpu_memory_gib")) {
    group.gpu_memory_mib = read_gib(*memory);
    if (group.gpus() == 0) memory->problem("stands in a group without GPUs; give it a gpu above 0");
  }
  if (const auto labels = fields.find("labels")) group.labels = read_labels(*labels);
  if (const auto taints = fields.find("taints")) group.taints = read_names(*taints);
  if (const auto rack = fields.find("rack")) group.rack = rack->text(kScenarioNameLimit);
  if (const auto zone = fields.find("zone")) group.zone = zone->text(kScenarioNameLimit);
  if (const auto count = fields.find("nodes_per_rack")) group.nodes_per_rack = count->whole(1, kCountLimit);
}

std::vector<NodeGroup> read_groups(const JsonField& field) {
  std::vector<NodeGroup> groups;
  std::set<std::string> names;
  for (const JsonField& item : field.items(kScenarioGroupsLimit)) {
    NodeGroup group = read_group(item, "group-" + std::to_string(groups.size() + 1));
    if (!names.insert(group.name).second) item.problem("is a second group named \"" + group.name + "\"");
    groups.push_back(std::move(group));
  }
  return groups;
}

std::vector<NodeGroup> read_list(const JsonField& field, const std::string& name, const NodeListReader& node_lists) {
  const std::string path = field.text(kScenarioPathLimit);
  if (!node_lists) {
    field.problem("names a file, but there is no folder to look for it in");
  } else if (!path.empty()) {
    Result<ClusterSpec> cluster = node_lists(path, name);
    if (cluster) return std::move(cluster->groups);
    field.problem(cluster.error().text());
  }
  return {};
}

}  // namespace

NodeGroup read_group(const JsonField& field, const std::string& named, bool anywhere) {
  const JsonFields fields(
      field, {"name", "count", "cpu", "memory_gib", "memory_mib", "gpu", "gpu_model", "gpu_memory_gib", "labels",
              "taints", "rack", "zone", "nodes_per_rack", "cost_per_hour", "autoscale", anywhere ? "cluster" : "name"});
  NodeGroup group;
  group.name = named;
  if (const auto name = fields.find("name")) group.name = name->text(kScenarioNameLimit);
  if (const auto count = fields.require("count")) group.count = count->whole(1, kCountLimit);
  if (!fields.has("cpu")) fields.require("cpu");
  group.per_node = read_resources(fields, {}, true);
  if (group.per_node.is_nothing()) fields.problem("has nodes of nothing; give them cpu, memory or gpu above 0");
  read_qualities(fields, group);
  if (const auto cost = fields.find("cost_per_hour")) {
    group.cost_micro_per_hour = cost->scaled(6, 0, kCostMicroLimit / 1'000'000, "per hour");
  }
  if (const auto autoscale = fields.find("autoscale")) {
    const JsonFields said(*autoscale, {"min", "boot", "idle"});
    Autoscaling& scaling = group.autoscaling.emplace();
    if (const auto least = said.find("min")) scaling.least = least->whole(0, std::max<std::int64_t>(group.count, 0));
    if (const auto boot = said.find("boot")) scaling.boot_us = read_seconds(*boot);
    if (const auto idle = said.find("idle")) scaling.idle_us = read_seconds(*idle);
  }
  return group;
}

std::int64_t read_gpu_request(const JsonField& field) {
  const std::int64_t gpu_milli = field.scaled(3, 0, kResourceLimit / kWholeGpu, "GPUs");
  if (!is_gpu_request(gpu_milli)) field.must_be("a whole number of GPUs, or a share of one below 1");
  return gpu_milli;
}

Resources read_resources(const JsonFields& fields, const Resources& otherwise, bool whole_gpus) {
  Resources resources = otherwise;
  if (const auto cpu = fields.find("cpu")) resources.cpu_milli = cpu->scaled(3, 0, kResourceLimit / 1000, "cores");
  if (const auto gpu = fields.find("gpu")) {
    resources.gpu_milli = whole_gpus ? gpu->whole(0, kResourceLimit / kWholeGpu) * kWholeGpu : read_gpu_request(*gpu);
  }
  if (const auto mib = fields.find("memory_mib")) resources.memory_mib = mib->whole(0, kResourceLimit);
  if (const auto gib = fields.find("memory_gib")) {
    resources.memory_mib = read_gib(*gib, "a whole number of MiB; memory_mib says them");
    if (fields.has("memory_mib")) gib->problem("stands beside memory_mib; give one of them");
  }
  return resources;
}

std::vector<ClusterSpec> read_clusters(const JsonField& field, const NodeListReader& node_lists) {
  std::vector<ClusterSpec> clusters;
  std::set<std::string> names;
  std::int64_t nodes = 0;
  Resources sum;
  const std::vector<JsonField> items = field.items(kScenarioClustersLimit);
  for (const JsonField& item : items) {
    const JsonFields fields(item, {"name", "nodes", "groups", "node_list"});
    ClusterSpec cluster;
    cluster.name = items.size() == 1 ? "machine" : "cluster-" + std::to_string(clusters.size() + 1);
    if (const auto name = fields.find("name")) cluster.name = name->text(kScenarioNameLimit);
    if (!names.insert(cluster.name).second) fields.problem("is a second cluster named \"" + cluster.name + "\"");
    if (const auto which = fields.require_one_of({"nodes", "groups", "node_list"})) {
      if (*which == 0) {
        cluster = processors(fields.find("nodes")->whole(1, kCountLimit), cluster.name);
      } else if (*which == 1) {
        cluster.groups = read_groups(*fields.find("groups"));
      } else {
        cluster.groups = read_list(*fields.find("node_list"), cluster.name, node_lists);
      }
    }
    for (const NodeGroup& group : cluster.groups) {
      nodes += group.count;
      const bool bounded = is_bounded(group.per_node, group.count);
      if (bounded) sum += group.per_node * group.count;
      if (!bounded || !is_bounded(sum, 1)) {
        fields.problem("has more of a resource than can be counted; all clusters together may have 10^15 cores");
        return clusters;
      }
    }
    if (nodes > kCountLimit) {
      fields.problem("makes more nodes than can be counted; all clusters together may have " +
                     std::to_string(kCountLimit));
      return clusters;
    }
    clusters.push_back(std::move(cluster));
  }
  return clusters;
}

}  // namespace berth
