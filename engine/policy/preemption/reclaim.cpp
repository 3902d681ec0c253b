#include "engine/policy/preemption/preemption.hpp"

namespace berth {

// Who may take back what from whom is found by engine/scheduler/reclaimer.*.
const PreemptionAlgorithm& reclaim() {
  static const PreemptionAlgorithm algorithm{
      {"preemption",
       "reclaim",
       "a tenant that stays within its quota takes back what others hold beyond theirs",
       "victims: of tenants beyond their quota; fewest, then of the tenant most beyond, then youngest, then highest id",
       "as the capacity scheduler of YARN and the queues of Kubernetes' batch schedulers; shares as in DRF",
       "when quotas are lent while unused and must be there when needed; needs order=drf and backfill=greedy",
       {{"grace", 0, "seconds a victim runs on, its place being taken already"},
        {"checkpoint", 0, "seconds between its savings of its work, and one at the end of a grace; 0: all is lost"},
        {"restart", 0, "seconds more it runs when it starts again"},
        {"min_run", 0, "seconds a job runs before it may be preempted"},
        {"budget", 0, "how often a job may be preempted; 0: without limit"}}},
      Claim::kQuota};
  return algorithm;
}

}  // namespace berth
