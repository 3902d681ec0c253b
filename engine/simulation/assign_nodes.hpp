// Says which nodes each job of a replay ran on, for Gantt charts and for files that name nodes. Nodes are numbered
// from 0 through all clusters, in the scenario's order.
//
// Where placement was per node the replay knows (Replay::placements). On a machine of like nodes it does not, because
// any nodes would do: they are then assigned afterwards, always the same way. Instant by instant, what ends gives its
// nodes back, then jobs start in the order of their ids, each on the lowest-numbered free nodes. A job that ran for no
// time takes the lowest free ones of its instant and keeps none.
//
// Costs O(log f) per range of nodes taken or given back, f being the number of separate free ranges.
#pragma once

#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

// Nodes by job, as disjoint, ascending ranges that do not touch.
class NodeAssignment {
 public:
  // Empty for a job that never started.
  std::span<const NodeRange> of(JobId job) const {
    return {ranges_.data() + first_[job], ranges_.data() + first_[job] + count_[job]};
  }

 private:
  friend NodeAssignment assign_nodes(const Workload&, std::span<const ClusterSpec>, const Replay&);

  std::vector<NodeRange> ranges_;
  std::vector<std::size_t> first_;    // by JobId, into ranges_
  std::vector<std::uint32_t> count_;  // by JobId
};

// REQUIRES: the clusters have fewer than 2^32 nodes together.
NodeAssignment assign_nodes(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay);

}  // namespace berth
