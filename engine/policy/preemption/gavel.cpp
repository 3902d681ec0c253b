#include "engine/policy/preemption/preemption.hpp"

namespace berth {

// Who gets which part of the time is found by engine/scheduler/throughput_shares.*, who runs where in a round by
// engine/scheduler/throughput_preemptor.*.
const PreemptionAlgorithm& gavel() {
  static const PreemptionAlgorithm algorithm{
      {"preemption",
       "gavel",
       "jobs take turns on the clusters, by shares of the time that are fair in what each gets done",
       "each round, by priority: share of the time there that is due so far ÷ time had there, largest first",
       "Narayanan et al., Heterogeneity-Aware Cluster Scheduling Policies for Deep Learning Workloads, OSDI 2020",
       "when jobs can be suspended and run faster on one GPU model than on another; needs backfill=greedy",
       {{"round", 360, "seconds from one round to the next", 1},
        {"checkpoint", 1, "seconds between a job's savings of its work; 0: all is lost when it is interrupted"},
        {"restart", 0, "seconds more it runs when it starts again"}}},
      Claim::kThroughput};
  return algorithm;
}

}  // namespace berth
