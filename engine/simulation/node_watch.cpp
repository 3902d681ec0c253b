#include "engine/simulation/node_watch.hpp"

#include <algorithm>
#include <tuple>

namespace berth {

NodeWatch::NodeWatch(std::span<const ClusterSpec> clusters) {
  for (ClusterId cluster = 0; cluster < clusters.size(); ++cluster) {
    for (const Outage& outage : clusters[cluster].outages) outages_.push_back({cluster, outage});
    for (const Closure& closure : clusters[cluster].closures) closures_.push_back({cluster, closure});
    recoveries_.push_back(clusters[cluster].recovery);
    free_.emplace_back(0, clusters[cluster].node_count());
  }
  std::sort(outages_.begin(), outages_.end(), [](const Numbered& left, const Numbered& right) {
    return std::tie(left.outage.down_us, left.cluster, left.outage.node) <
           std::tie(right.outage.down_us, right.cluster, right.outage.node);
  });
}

void NodeWatch::started(JobId job, std::uint32_t replicas, ClusterId cluster, Placement& nodes) {
  if (nodes.empty()) {
    numbers_units_ = true;
    std::vector<NodeRange> ranges;
    free_[cluster].take_lowest(replicas, false, ranges);
    for (const NodeRange& range : ranges) {
      for (std::uint32_t node = range.first; node <= range.last; ++node) nodes.push_back({node, 1});
    }
  }
  for (const Seat& seat : nodes) {
    std::vector<JobId>& here = on_node_[key(cluster, seat.node)];
    if (here.empty() || here.back() != job) here.push_back(job);
  }
}

void NodeWatch::ended(JobId job, ClusterId cluster, const Placement& nodes) {
  for (const Seat& seat : nodes) {
    const auto found = on_node_.find(key(cluster, seat.node));
    if (found == on_node_.end()) continue;
    std::erase(found->second, job);
    if (found->second.empty()) on_node_.erase(found);
    if (numbers_units_) free_[cluster].give_back({seat.node, seat.node});
  }
}

std::vector<JobId> NodeWatch::jobs_on(ClusterId cluster, std::uint32_t node) const {
  const auto found = on_node_.find(key(cluster, node));
  if (found == on_node_.end()) return {};
  std::vector<JobId> jobs = found->second;
  std::sort(jobs.begin(), jobs.end());
  return jobs;
}

}  // namespace berth
