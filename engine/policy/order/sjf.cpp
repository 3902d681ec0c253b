#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& sjf() {
  static const OrderAlgorithm algorithm{{"order",
                                         "sjf",
                                         "shortest job first, by requested time",
                                         "r, smallest first",
                                         "Smith, Various Optimizers for Single-Stage Production, 1956",
                                         "when the mean wait counts more than the longest; long jobs may starve",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return static_cast<double>(in.job.requested_us);
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
