#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& wfp3() {
  static const OrderAlgorithm algorithm{
      {"order",
       "wfp3",
       "old, short and wide jobs first",
       "(w/r)³·n, largest first",
       "Tang, Lan, Desai & Buettner, Fault-aware, Utility-based Job Scheduling on Blue Gene/P Systems, CLUSTER 2009",
       "a good general order: waiting counts in proportion to length, wide jobs are not starved",
       {}},
      Scores::kChanging,
      [](const Choice&) -> Score {
        return [](const OrderInput& in) {
          const double ratio = in.w() / in.r();
          return -(ratio * ratio * ratio * in.n());
        };
      }};
  return algorithm;
}

}  // namespace berth
