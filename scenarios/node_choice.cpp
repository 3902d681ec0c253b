#include "scenarios/node_choice.hpp"

#include <algorithm>
#include <map>
#include <numeric>

namespace berth {
namespace {

struct Rack {
  std::string name;
  std::vector<std::uint32_t> nodes;
};

// As placement tells them apart (Sites in engine/cluster/placer.hpp).
std::vector<Rack> racks_of(const ClusterSpec& cluster) {
  std::vector<Rack> racks;
  std::map<std::string, std::size_t> by_key;
  std::uint32_t node = 0;
  for (const NodeGroup& group : cluster.groups) {
    for (std::int64_t i = 0; i < group.count; ++i, ++node) {
      std::string name = group.rack;
      if (group.nodes_per_rack > 0) name += "-" + std::to_string(i / group.nodes_per_rack + 1);
      std::string key = group.zone;
      key += '\n';
      key += name;
      const auto [found, is_new] = by_key.try_emplace(std::move(key), racks.size());
      if (is_new) racks.push_back({name, {}});
      racks[found->second].nodes.push_back(node);
    }
  }
  return racks;
}

Result<std::vector<std::uint32_t>> in_group(const ClusterSpec& cluster, const NodeChoice& choice) {
  std::vector<std::uint32_t> nodes;
  std::uint32_t first = 0;
  for (const NodeGroup& group : cluster.groups) {
    const auto count = static_cast<std::uint32_t>(group.count);
    if (group.name == choice.group) {
      nodes.resize(count);
      std::iota(nodes.begin(), nodes.end(), first);
      return nodes;
    }
    first += count;
  }
  return Error::input(choice.place, "names the group \"" + choice.group + "\", which cluster " + cluster.name +
                                        " has not; it has \"" + cluster.groups.front().name + "\"" +
                                        (cluster.groups.size() > 1 ? " and others" : ""));
}

Result<std::vector<std::uint32_t>> in_rack(const ClusterSpec& cluster, const NodeChoice& choice) {
  std::vector<Rack> racks = racks_of(cluster);
  if (choice.rack_number) {
    if (*choice.rack_number >= 1 && *choice.rack_number <= static_cast<std::int64_t>(racks.size())) {
      return std::move(racks[static_cast<std::size_t>(*choice.rack_number - 1)].nodes);
    }
    return Error::input(choice.place, "names rack " + std::to_string(*choice.rack_number) + ", must be from 1 to " +
                                          std::to_string(racks.size()) + ": so many has cluster " + cluster.name);
  }
  const auto found = std::find_if(racks.begin(), racks.end(), [&](const Rack& one) { return one.name == choice.rack; });
  if (found != racks.end()) return std::move(found->nodes);
  return Error::input(choice.place, "names the rack \"" + choice.rack + "\", which cluster " + cluster.name +
                                        " has not; its first is \"" + racks.front().name + "\"");
}

Result<std::vector<std::uint32_t>> chosen(const ClusterSpec& cluster, const NodeChoice& choice) {
  if (choice.node) {
    if (*choice.node >= 0 && *choice.node < cluster.node_count()) {
      return std::vector{static_cast<std::uint32_t>(*choice.node)};
    }
    return Error::input(choice.place, "names node " + std::to_string(*choice.node) + ", must be from 0 to " +
                                          std::to_string(cluster.node_count() - 1) + ": so many has cluster " +
                                          cluster.name);
  }
  if (!choice.group.empty()) return in_group(cluster, choice);
  if (!choice.rack.empty() || choice.rack_number) return in_rack(cluster, choice);
  std::vector<std::uint32_t> all(static_cast<std::size_t>(cluster.node_count()));
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

Result<ClusterId> find_cluster(std::span<const ClusterSpec> clusters, const std::string& name,
                               const std::string& place) {
  if (name.empty() && clusters.size() == 1) return ClusterId{0};
  for (std::size_t i = 0; i < clusters.size(); ++i) {
    if (clusters[i].name == name) return static_cast<ClusterId>(i);
  }
  if (name.empty()) return Error::input(place, "does not say which cluster; there are several");
  return Error::input(place, "names the cluster \"" + name + "\", which is not there; there is \"" +
                                 clusters.front().name + "\"" + (clusters.size() > 1 ? " and others" : ""));
}

Result<ChosenNodes> choose_nodes(std::span<const ClusterSpec> clusters, const NodeChoice& choice) {
  const Result<ClusterId> cluster = find_cluster(clusters, choice.cluster, choice.place);
  if (!cluster) return cluster.error();
  Result<std::vector<std::uint32_t>> nodes = chosen(clusters[*cluster], choice);
  if (!nodes) return nodes.error();
  if (choice.last && *choice.last < static_cast<std::int64_t>(nodes->size())) {
    nodes->erase(nodes->begin(), nodes->end() - static_cast<std::ptrdiff_t>(*choice.last));
  }
  return ChosenNodes{*cluster, std::move(*nodes)};
}

}  // namespace berth
