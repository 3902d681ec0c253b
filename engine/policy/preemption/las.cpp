#include "engine/policy/preemption/preemption.hpp"

namespace berth {

// Who is in which queue is kept by engine/scheduler/attained_service.*, who leaves is found by
// engine/scheduler/ranked_preemptor.*.
const PreemptionAlgorithm& by_service() {
  static const PreemptionAlgorithm algorithm{
      {"preemption",
       "las",
       "running jobs that have attained more service leave for one that has attained less",
       "victims: of a later queue of order=las; fewest, then of the last queue, then youngest, then highest id",
       "Gu et al., Tiresias: A GPU Cluster Manager for Distributed Deep Learning, NSDI 2019 (discretized 2D-LAS)",
       "when jobs can be suspended and nobody knows how long they will run; needs order=las and backfill=greedy",
       {{"min_run", 60, "seconds a job runs before it may be preempted: the least slice of time"},
        {"grace", 0, "seconds a victim runs on, its place being taken already"},
        {"checkpoint", 1, "seconds between its savings of its work, and one at the end of a grace; 0: all is lost"},
        {"restart", 0, "seconds more it runs when it starts again"},
        {"budget", 0, "how often a job may be preempted; 0: without limit"}}},
      Claim::kService};
  return algorithm;
}

}  // namespace berth
