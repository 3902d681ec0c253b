#include "actors/live/shapes.hpp"

#include <algorithm>

#include "actors/live/amounts.hpp"

namespace berth::live {

// Of a cluster that is a sum, and of nodes with a part of a GPU, GPUs are an amount, of which any part may be taken.
// Else nodes have single ones: whole, or shared by those who ask for less than one.
ClusterSpec spec_of(const Cluster& cluster) {
  ClusterSpec spec;
  spec.name = cluster.name;
  if (cluster.groups.empty()) spec.groups.push_back({"pool", 1, room_of(cluster.limit), true});
  for (const NodeGroupView& group : cluster.groups) {
    NodeGroup& nodes = spec.groups.emplace_back();
    nodes.name = group.name;
    nodes.count = group.count;
    nodes.per_node = room_of(group.per_node);
    nodes.gpus_pooled = nodes.per_node.gpu_milli % kWholeGpu != 0;
    nodes.gpu_model = group.gpu_model;
    nodes.gpu_memory_mib = room_of({0, group.gpu_memory, 0}).memory_mib;
    nodes.labels = group.labels;
    nodes.taints = group.taints;
    nodes.rack = group.rack;
    nodes.zone = group.zone;
    nodes.nodes_per_rack = group.nodes_per_rack;
    std::sort(nodes.labels.begin(), nodes.labels.end());
    std::sort(nodes.taints.begin(), nodes.taints.end());
  }
  return spec;
}

PolicySpec policy_of(const std::string& text) {
  Result<PolicySpec> policy = parse_policy(text);
  return policy ? *policy : default_policy();
}

LaneSpec lane_of(const Cluster& cluster) {
  ClusterSpec spec = spec_of(cluster);
  for (const Reservation& reservation : cluster.reservations) spec.closures.push_back(reservation.closure);
  return {.cluster = std::move(spec),
          .policy = policy_of(cluster.policy),
          .cordoned = cluster.cordoned,
          .down = cluster.down};
}

std::vector<Resources> nodes_of(const ClusterSpec& spec) {
  std::vector<Resources> nodes;
  for (const NodeGroup& group : spec.groups) {
    nodes.insert(nodes.end(), static_cast<std::size_t>(group.count), group.per_node);
  }
  return nodes;
}

Amounts total(const std::vector<NodeGroupView>& groups) {
  Amounts sum;
  for (const NodeGroupView& group : groups) {
    const auto count = static_cast<double>(group.count);
    sum.cpu += group.per_node.cpu * count;
    sum.ram += group.per_node.ram * count;
    sum.gpu += group.per_node.gpu * count;
  }
  return sum;
}

std::vector<std::uint32_t> moved_nodes(const Cluster& from, const Cluster& to) {
  std::vector<std::uint32_t> moved;
  if (from.groups.empty() || to.groups.empty()) {
    std::size_t nodes = from.groups.empty() ? 1 : 0;
    for (const NodeGroupView& group : from.groups) nodes += static_cast<std::size_t>(group.count);
    // A pool of totals stays the one node it is; between a pool and groups nothing can stay.
    const bool stays = from.groups.empty() && to.groups.empty();
    moved.assign(nodes, stays ? 0 : Lane::kGone);
    return moved;
  }
  for (const NodeGroupView& group : from.groups) {
    std::uint32_t first = 0;
    std::int64_t count = 0;
    for (const NodeGroupView& other : to.groups) {
      if (other.name == group.name) {
        count = other.count;
        break;
      }
      first += static_cast<std::uint32_t>(other.count);
    }
    for (std::int64_t i = 0; i < group.count; ++i) {
      moved.push_back(i < count ? first + static_cast<std::uint32_t>(i) : Lane::kGone);
    }
  }
  return moved;
}

}  // namespace berth::live
