#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& laf() {
  static const OrderAlgorithm algorithm{{"order",
                                         "laf",
                                         "largest area first: requested time × replicas",
                                         "r·n, largest first",
                                         "Lelong, Reis & Trystram, Tuning EASY-Backfilling Queues, JSSPP 2017",
                                         "when big jobs matter most and small ones can be backfilled around them",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return -(static_cast<double>(in.job.requested_us) * in.n());
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
