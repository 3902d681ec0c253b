#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& hrrn() {
  static const OrderAlgorithm algorithm{
      {"order",
       "hrrn",
       "highest response ratio next",
       "(w + r)/r, largest first",
       "Brinch Hansen, An Analysis of Response Ratio Scheduling, IFIP Congress 1971",
       "shortest first, but a job that has waited long enough always gets its turn",
       {}},
      Scores::kChanging,
      [](const Choice&) -> Score { return [](const OrderInput& in) { return -((in.w() + in.r()) / in.r()); }; }};
  return algorithm;
}

}  // namespace berth
