#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& ljf() {
  static const OrderAlgorithm algorithm{{"order",
                                         "ljf",
                                         "longest job first, by requested time",
                                         "r, largest first",
                                         "the reverse of shortest job first",
                                         "to see how bad it gets, or when the long jobs are the important ones",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return -static_cast<double>(in.job.requested_us);
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
