// Finish-time fairness (Mahajan et al., "Themis: Fair and Efficient GPU Cluster Scheduling", NSDI 2020): ρ = how long
// a tenant's work took on the shared clusters ÷ how long it would have taken alone, on a part of them as large as the
// tenant is entitled to, 1/N of N equal ones. Up to 1, sharing was worth while.
//
// The time alone is worked out, not replayed: a tenant's jobs are served first come, first served from its part, each
// at full speed where its dominant share is left, else, the first that is not, as much slower as less is left. So a
// job that asks for more than the whole part runs slower in proportion, as Themis has it. All parts are divisible, no
// room is lost to placement, and run times are those the jobs really had.
#pragma once

#include <span>
#include <vector>

#include "engine/metrics/owners.hpp"
#include "engine/model/cluster_spec.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

// One job as its tenant alone would have run it, in the order in which they are served.
struct AloneJob {
  Time submit_us = 0;
  Duration run_us = 0;
  double share = 0;  // its dominant share
};
// When each would have ended, in µs. Costs O(n log n). REQUIRES: sorted by submission; entitlement above 0.
std::vector<double> ends_alone(std::span<const AloneJob> jobs, double entitlement);

struct FinishTimes {
  std::uint64_t jobs = 0;  // that ended
  double shared_s = 0;     // their mean turnaround
  double alone_s = 0;
  double rho = 0;  // of the two; 0 where no time passed alone
};

// By tenant, in the order of `owners`. Jobs that did not end are left out of both.
std::vector<FinishTimes> finish_times(const Workload& workload, std::span<const ClusterSpec> clusters,
                                      const Replay& replay, const Owners& owners);

}  // namespace berth
