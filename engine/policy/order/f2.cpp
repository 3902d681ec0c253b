#include <algorithm>
#include <cmath>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& f2() {
  static const OrderAlgorithm algorithm{{"order",
                                         "f2",
                                         "learned order 2",
                                         "√r·n + 25600·log10(s), smallest first",
                                         "Carastan-Santos & de Camargo, Obtaining Dynamic Scheduling Policies with "
                                         "Simulation and Machine Learning, SC'17",
                                         "as f1, with time weighed by its root",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return std::sqrt(in.r()) * in.n() +
                                                   25600.0 * portable::log10(std::max(in.s(), 1.0));
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
