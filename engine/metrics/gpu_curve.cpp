#include "engine/metrics/gpu_curve.hpp"

#include <algorithm>
#include <tuple>

#include "engine/cluster/node_pool.hpp"
#include "engine/policy/placement/fragmentation.hpp"

namespace berth {
namespace {

enum class What : std::uint8_t { kEnd, kSubmission, kStart };  // at one instant in this order

struct Happening {
  Time at_us;
  What what;
  JobId job;
  ClusterId cluster;
  const Placement* nodes;

  bool operator<(const Happening& other) const {
    return std::tie(at_us, what, job) < std::tie(other.at_us, other.what, other.job);
  }
};

std::vector<Happening> changes_of(const Replay& replay) {
  std::vector<Happening> changes;
  const auto add = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement& nodes) {
    changes.push_back({start, What::kStart, job, cluster, &nodes});
    if (end != kNever) changes.push_back({end, What::kEnd, job, cluster, &nodes});
  };
  for (const Stint& stint : replay.interrupted) {
    add(stint.job, stint.cluster, stint.start_us, stint.end_us, stint.nodes);
  }
  for (const Grown& grown : replay.grown) add(grown.job, grown.cluster, grown.from_us, grown.until_us, grown.nodes);
  for (JobId job = 0; job < replay.records.size(); ++job) {
    const Record& record = replay.records[job];
    if (record.state == JobState::kRefused || record.submit_us == kNever) continue;
    changes.push_back({record.submit_us, What::kSubmission, job, kNoCluster, nullptr});
    // A job that ran for no time holds nothing at the end of any instant.
    if (replay.placements[job].empty() || record.end_us == record.start_us) continue;
    const bool again = !replay.restarted_us.empty() && replay.restarted_us[job] != kNever;
    const Time start = again ? replay.restarted_us[job] : record.start_us;
    add(job, record.cluster, start, record.end_us, replay.placements[job]);
  }
  std::sort(changes.begin(), changes.end());
  return changes;
}

// One cluster's nodes, with the sum of their fragmentation.
class Meter {
 public:
  Meter(const ClusterSpec& cluster, const Workload& workload)
      : pool_(cluster, false), fragmentation_(cluster, workload) {
    for (std::uint32_t node = 0; node < pool_.node_count(); ++node) sum_ += of(node);
    capacity_ = cluster.capacity().gpu_milli;
  }

  void change(const Placement& nodes, const Resources& one, bool take) {
    for (const Seat& seat : nodes) {
      sum_ -= of(seat.node);
      take ? pool_.take(seat, one) : pool_.give(seat, one);
      sum_ += of(seat.node);
    }
  }
  double fragmented() const { return sum_; }
  std::int64_t allocated() const { return capacity_ - pool_.free().gpu_milli; }

 private:
  double of(std::uint32_t node) { return fragmentation_.of(pool_.state(pool_.class_of(node))); }

  NodePool pool_;
  Fragmentation fragmentation_;
  double sum_ = 0;
  std::int64_t capacity_ = 0;
};

}  // namespace

std::vector<GpuStep> gpu_curve(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay) {
  std::vector<GpuStep> curve;
  const bool any = std::any_of(clusters.begin(), clusters.end(),
                               [](const ClusterSpec& cluster) { return cluster.capacity().gpu_milli > 0; });
  if (!any || replay.placements.empty()) return curve;
  std::vector<Meter> meters;
  meters.reserve(clusters.size());
  for (const ClusterSpec& cluster : clusters) meters.emplace_back(cluster, workload);

  GpuStep step;
  const std::vector<Happening> changes = changes_of(replay);
  for (auto change = changes.begin(); change != changes.end();) {
    step.at_us = change->at_us;
    for (; change != changes.end() && change->at_us == step.at_us; ++change) {
      const Job& job = workload.jobs[change->job];
      if (change->what == What::kSubmission) {
        step.asked += job.per_replica.gpu_milli * job.replicas;
      } else {
        meters[change->cluster].change(*change->nodes, job.per_replica, change->what == What::kStart);
      }
    }
    step.allocated = 0;
    step.fragmented = 0;
    for (const Meter& meter : meters) {
      step.allocated += meter.allocated();
      step.fragmented += meter.fragmented();
    }
    curve.push_back(step);
  }
  return curve;
}

}  // namespace berth
