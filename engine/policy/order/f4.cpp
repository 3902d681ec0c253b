#include <algorithm>
#include <cmath>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& f4() {
  static const OrderAlgorithm algorithm{{"order",
                                         "f4",
                                         "learned order 4",
                                         "r·√n + 530000·log10(s), smallest first",
                                         "Carastan-Santos & de Camargo, Obtaining Dynamic Scheduling Policies with "
                                         "Simulation and Machine Learning, SC'17",
                                         "as f1, with size weighed by its root",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return in.r() * std::sqrt(in.n()) +
                                                   530000.0 * portable::log10(std::max(in.s(), 1.0));
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
