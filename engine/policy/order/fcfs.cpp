#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& fcfs() {
  static const OrderAlgorithm algorithm{{"order",
                                         "fcfs",
                                         "first come, first served",
                                         "s, smallest first",
                                         "the oldest rule there is; the baseline of every study",
                                         "as the baseline, and where users expect a queue to be a queue",
                                         {}},
                                        Scores::kAllEqual,
                                        [](const Choice&) -> Score { return [](const OrderInput&) { return 0.0; }; }};
  return algorithm;
}

}  // namespace berth
