#include <algorithm>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& unicep() {
  static const OrderAlgorithm algorithm{{"order",
                                         "unicep",
                                         "old, short and narrow jobs first",
                                         "w / (log2(max(n, 2))·r), largest first",
                                         "Tang, Lan, Desai & Buettner, Fault-aware, Utility-based Job Scheduling on "
                                         "Blue Gene/P Systems, CLUSTER 2009 (there UNICEF)",
                                         "when quick turnaround of small jobs counts, without starving anyone",
                                         {}},
                                        Scores::kChanging,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return -(in.w() / (portable::log2(std::max(in.n(), 2.0)) * in.r()));
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
