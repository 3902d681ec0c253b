// What a replay is judged by. All from its records alone, so that the same metrics hold for every way of running.
//
// wait               start − submit (submit: when the job became eligible)
// turnaround         end − submit
// slowdown           turnaround / run; not counted for jobs that ran for 0
// bounded slowdown   max(1, turnaround / max(run, 10 s))   (Feitelson, Rudolph, Schwiegelshohn et al., JSSPP'97)
// makespan           last end − first submission of a job that was not refused
// utilization        (CPU in use × time) / (CPU of all clusters × makespan, without what was down or under maintenance)
// cost               of all nodes, from the first submission to the last end, while they are on or booting
// availability       (nodes that were up, not under maintenance × time) / (nodes × makespan)
// finish-time fairness   turnaround / turnaround alone on the part one is entitled to (Themis, NSDI'20), by tenant
//
// Distributions are over the jobs that ended, completed or killed. `run` is the time a job really ran: a killed job's
// is its requested time; of an interrupted one the work it had to do again does not count. Waits end at the first
// start. Of a replay that was stopped, curves and averages over time reach up to the last end.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

// A distribution's summary, all 0 for no values. Percentiles are by the nearest-rank method.
struct Distribution {
  double mean = 0, median = 0, p90 = 0, p95 = 0, p99 = 0, max = 0;
};
Distribution summarize(std::vector<double> values);

// How one tenant fared (engine/metrics/owners.hpp): against what it would have had alone, on the part of the clusters
// it is entitled to.
struct TenantMetrics {
  std::string name;
  double entitlement = 0;           // 0 to 1
  std::uint64_t jobs = 0;           // that ended
  double turnaround_s = 0;          // their mean
  double turnaround_alone_s = 0;    // engine/metrics/finish_time_fairness.hpp
  double finish_time_fairness = 0;  // of the two, ρ; up to 1 sharing was worth while
};

struct Metrics {
  std::uint64_t jobs = 0, completed = 0, killed = 0, refused = 0, unfinished = 0;
  Distribution wait_s, turnaround_s, slowdown, bounded_slowdown;
  double utilization = 0;      // of CPU, 0 to 1
  double gpu_utilization = 0;  // 0 where there are none
  // At the last submission, of all GPUs, where their use was recorded: allocated, and idle but of no use to a typical
  // request (engine/metrics/gpu_curve.hpp).
  double gpu_allocated = 0, gpu_fragmented = 0;
  double makespan_s = 0;
  double throughput_per_hour = 0;      // jobs ended per hour of makespan
  double mean_queue_length = 0;        // waiting jobs, averaged over the makespan
  std::uint64_t max_queue_length = 0;  // between instants: a job that starts when it is submitted never waits
  std::uint64_t interruptions = 0;     // how often a running job had to wait again
  std::uint64_t failures = 0;          // of these, because a node went down
  double node_availability = 1;
  double node_hours =
      0;  // nodes that were on or booting × time; those of groups that do not follow the queue always are
  double cost = 0;
  double lost_core_hours = 0;  // work done again because of them
  double lost_gpu_hours = 0;
  double user_fairness = 1;  // Jain's index over users' mean bounded slowdowns; 1 is even
  // Those with jobs that ended, in the order in which they first submitted one. Empty where all jobs are of one.
  std::vector<TenantMetrics> tenants;
  // The largest ρ among them, and their mean; 0 where there are none.
  double worst_finish_time_fairness = 0, mean_finish_time_fairness = 0;
};

inline constexpr double kSlowdownThreshold_s = 10;

Metrics measure(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay);

// One step of a curve over time: `value` holds from `at_us` until the next step.
struct Step {
  Time at_us;
  double value;
};
// Jobs waiting over time, and share of capacity (CPU) in use over time. Exact, one step per change, the last one
// back to 0 where all jobs ended; what happens within one instant is one change.
std::vector<Step> queue_length_over_time(const Replay& replay);
std::vector<Step> utilization_over_time(const Workload& workload, std::span<const ClusterSpec> clusters,
                                        const Replay& replay);

}  // namespace berth
