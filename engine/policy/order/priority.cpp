#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& priority() {
  static const OrderAlgorithm algorithm{{"order",
                                         "priority",
                                         "largest priority first",
                                         "job's priority, largest first",
                                         "as every production scheduler has it",
                                         "when people set priorities and mean them",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return -static_cast<double>(in.job.priority);
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
