// Whose leaving would make room for a job of one replica, node by node, for each shape of job that asked: kept from one
// question to the next, so that an answer costs what has changed in between and not the cluster's size.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "engine/cluster/node_book.hpp"
#include "engine/policy/preemption/preemption.hpp"

namespace berth {

class PreemptionPlans {
 public:
  // Says who may make way on a node now. The placements of what it returns are of one node, number 0.
  using CandidatesOn = std::function<std::vector<Running>(std::uint32_t node)>;
  // The last: its priority, and the closures that shut nodes to it.
  using Shape =
      std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, std::int32_t, std::vector<std::uint32_t>>;

  explicit PreemptionPlans(const PreemptionAlgorithm& algorithm) : algorithm_(algorithm) {}

  // Something on the node is not as it was, or somebody there may make way by now who might not before.
  void changed(std::uint32_t node);

  // The fewest victims on any one node, of sets as small the first in the order in which jobs leave; empty when there
  // is no such node. REQUIRES: job.replicas == 1, it fits nowhere as it is, and what is shut to it is blocked.
  const std::vector<JobId>& best(const Job& job, const NodeBook& book, const std::vector<std::uint32_t>& closures,
                                 const CandidatesOn& candidates_on);

 private:
  // Victims with the last to leave first: what sets of one size are compared by.
  using Leaving = std::tuple<std::int32_t, Time, JobId>;
  struct Key {
    std::size_t size;
    std::vector<Leaving> last_first;
    std::uint32_t node;
    auto operator<=>(const Key&) const = default;
  };
  struct Plan {
    std::map<Key, std::vector<JobId>> by_key;
    std::vector<std::map<Key, std::vector<JobId>>::iterator> of_node;
    std::set<std::uint32_t> stale;
  };

  void make(Plan& plan, std::uint32_t node, const Job& job, const NodeBook& book, const CandidatesOn& candidates_on);

  const PreemptionAlgorithm& algorithm_;
  std::map<Shape, Plan> plans_;
};

}  // namespace berth
