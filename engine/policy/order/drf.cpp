#include "engine/policy/order/order.hpp"

namespace berth {

// Whose turn it is is kept by engine/scheduler/tenant_lines.*, share by share.
const OrderAlgorithm& drf() {
  static const OrderAlgorithm algorithm{
      {"order",
       "drf",
       "the tenant with the smallest dominant share first, after every start anew",
       "max over resources of held / capacity, divided by the tenant's weight; smallest first",
       "Ghodsi, Zaharia, Hindman, Konwinski, Shenker & Stoica, Dominant Resource Fairness, NSDI 2011",
       "when tenants ask for resources in different mixes and none should do better by asking for more; needs "
       "backfill=none or greedy",
       {}},
      Scores::kByTenant,
      [](const Choice&) -> Score { return [](const OrderInput&) { return 0.0; }; }};
  return algorithm;
}

}  // namespace berth
