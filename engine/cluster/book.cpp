#include "engine/cluster/book.hpp"

#include <algorithm>

#include "engine/cluster/node_book.hpp"
#include "engine/cluster/unit_book.hpp"
#include "engine/policy/registry.hpp"

namespace berth {
namespace {

// Whether a job's replicas each take one whole node of the cluster, and any node will do.
bool is_unit_cluster(const ClusterSpec& cluster, const Workload& workload) {
  if (cluster.groups.empty()) return false;
  const Resources& node = cluster.groups.front().per_node;
  if (std::any_of(cluster.groups.begin(), cluster.groups.end(),
                  [&](const NodeGroup& group) { return group.per_node != node; })) {
    return false;
  }
  return std::none_of(workload.jobs.begin(), workload.jobs.end(),
                      [&](const Job& job) { return times_in(job.per_replica, node) > 1; });
}

}  // namespace

std::vector<std::unique_ptr<Book>> make_books(std::span<const ClusterSpec> clusters, const Workload& workload,
                                              Foresight foresight, const std::string& placement) {
  const bool units = std::all_of(clusters.begin(), clusters.end(),
                                 [&](const ClusterSpec& cluster) { return is_unit_cluster(cluster, workload); });
  std::vector<std::unique_ptr<Book>> books;
  for (const ClusterSpec& cluster : clusters) {
    if (units) {
      books.push_back(std::make_unique<UnitBook>(cluster.node_count(), cluster.groups.front().per_node, foresight));
    } else {
      books.push_back(std::make_unique<NodeBook>(cluster, *find_placement(placement)));
    }
  }
  return books;
}

}  // namespace berth
