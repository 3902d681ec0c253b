// Knows, for a replay in which nodes come and go, who runs where, and when which node goes down next.
//
// Where nodes are alike the scheduler counts them and names none. Each job is then put on the lowest-numbered free
// nodes as it starts, starts in the order in which they were decided, so that an outage hits somebody in particular.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/simulation/free_nodes.hpp"

namespace berth {

class NodeWatch {
 public:
  explicit NodeWatch(std::span<const ClusterSpec> clusters);

  struct Numbered {
    ClusterId cluster = kNoCluster;
    Outage outage;
  };
  // Of those that begin or end at one instant, the first of the first cluster comes first.
  struct NumberedClosure {
    ClusterId cluster = kNoCluster;
    Closure closure;
  };
  bool any() const { return !outages_.empty() || !closures_.empty(); }
  // All outages of all clusters by beginning, then cluster, then node.
  const std::vector<Numbered>& outages() const { return outages_; }
  const std::vector<NumberedClosure>& closures() const { return closures_; }
  const Recovery& recovery(ClusterId cluster) const { return recoveries_[cluster]; }

  // Where no placement was decided, makes it.
  void started(JobId job, std::uint32_t replicas, ClusterId cluster, Placement& nodes);
  void ended(JobId job, ClusterId cluster, const Placement& nodes);
  // Ascending.
  std::vector<JobId> jobs_on(ClusterId cluster, std::uint32_t node) const;
  // REQUIRES: nobody runs on it.
  void went_down(ClusterId cluster, std::uint32_t node) { free_[cluster].take(node); }
  void came_up(ClusterId cluster, std::uint32_t node) { free_[cluster].give_back({node, node}); }

 private:
  static std::uint64_t key(ClusterId cluster, std::uint32_t node) { return std::uint64_t{cluster} << 32 | node; }

  std::vector<Numbered> outages_;
  std::vector<NumberedClosure> closures_;
  std::vector<Recovery> recoveries_;  // by cluster
  std::vector<FreeNodes> free_;       // by cluster; of like nodes, else all that are up
  bool numbers_units_ = false;
  std::unordered_map<std::uint64_t, std::vector<JobId>> on_node_;
};

}  // namespace berth
