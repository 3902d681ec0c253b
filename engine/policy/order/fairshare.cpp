#include "engine/policy/order/order.hpp"
#include "engine/scheduler/fair_share.hpp"

namespace berth {

const OrderAlgorithm& fairshare() {
  static const OrderAlgorithm algorithm{
      {"order",
       "fairshare",
       "jobs of the user who has used least first",
       "decayed core-seconds of the user, smallest first",
       "Kay & Lauder, A Fair Share Scheduler, CACM 31(1), 1988; half-life decay as in Maui and Slurm",
       "when users share a machine and nobody should crowd out the others",
       {{"half_life", 604800, "seconds after which use counts half"}}},
      Scores::kChanging,
      [](const Choice&) -> Score {
        return [](const OrderInput& in) { return in.fair_share.usage(in.job.user, in.now); };
      }};
  return algorithm;
}

}  // namespace berth
