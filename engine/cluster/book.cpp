#include "engine/cluster/book.hpp"

#include <algorithm>

#include "engine/cluster/node_book.hpp"
#include "engine/cluster/unit_book.hpp"
#include "engine/policy/registry.hpp"

namespace berth {
namespace {

// Whether all nodes of all clusters are alike and a job's replicas each take one whole node, so that any will do.
bool are_units(std::span<const ClusterSpec> clusters, const Workload& workload) {
  if (clusters.empty() || clusters.front().groups.empty() || workload.traits.size() > 1) return false;
  const Resources& node = clusters.front().groups.front().per_node;
  if (node.gpu_milli > 0) return false;  // who shares which GPU is worth knowing
  for (const ClusterSpec& cluster : clusters) {
    if (!cluster.closures.empty()) return false;  // which of the nodes are closed is worth knowing
    if (std::any_of(cluster.groups.begin(), cluster.groups.end(), [&](const NodeGroup& group) {
          return group.per_node != node || !group.taints.empty() || group.autoscaling;
        })) {
      return false;
    }
  }
  const Resources half{node.cpu_milli / 2, node.memory_mib / 2, 0};
  return std::none_of(workload.jobs.begin(), workload.jobs.end(),
                      [&](const Job& job) { return job.per_replica.fits_in(half); });
}

}  // namespace

std::vector<std::unique_ptr<Book>> make_books(std::span<const ClusterSpec> clusters, const Workload& workload,
                                              Foresight foresight, const PolicySpec& policy) {
  const bool units = policy.preemption.name == "none" && are_units(clusters, workload);
  std::vector<std::unique_ptr<Book>> books;
  for (const ClusterSpec& cluster : clusters) {
    if (units) {
      books.push_back(std::make_unique<UnitBook>(cluster.node_count(), cluster.groups.front().per_node, foresight));
    } else {
      books.push_back(
          std::make_unique<NodeBook>(cluster, workload, *find_placement(policy.placement.name), policy.placement));
    }
  }
  return books;
}

}  // namespace berth
