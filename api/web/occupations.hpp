// When jobs held which nodes: every stretch from a start to an end or an interruption, with its nodes.
#pragma once

#include <vector>

#include "engine/simulation/assign_nodes.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

struct Occupation {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time waits_since_us = 0;  // when it became eligible, or was interrupted
  Time start_us = 0;
  Time end_us = 0;  // of a job that still runs, the last instant of the replay
  bool interrupted = false;
  const Placement* seats = nullptr;  // where placement is per node
};

// Sorted by job, then start. The outcome outlives them.
std::vector<Occupation> occupations(const Outcome& outcome);

// Calls use(range, replicas): a range of nodes, numbered through all clusters, and how many of the job's replicas each
// of them holds. `assignment` is the outcome's.
template <class Use>
void each_node_range(const Outcome& outcome, const NodeAssignment& assignment, const Occupation& of, Use&& use) {
  if (of.seats == nullptr) {
    for (const NodeRange& range : assignment.of(of.job)) use(range, 1U);
    return;
  }
  std::uint32_t offset = 0;
  for (ClusterId i = 0; i < of.cluster; ++i) offset += static_cast<std::uint32_t>(outcome.clusters[i].node_count());
  for (const Seat& seat : *of.seats) use(NodeRange{offset + seat.node, offset + seat.node}, seat.replicas);
}

}  // namespace berth::web
