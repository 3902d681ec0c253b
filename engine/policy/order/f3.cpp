#include <algorithm>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& f3() {
  static const OrderAlgorithm algorithm{{"order",
                                         "f3",
                                         "learned order 3",
                                         "r·n + 6860000·log10(s), smallest first",
                                         "Carastan-Santos & de Camargo, Obtaining Dynamic Scheduling Policies with "
                                         "Simulation and Machine Learning, SC'17",
                                         "as f1, with the full area",
                                         {}},
                                        Scores::kFixed,
                                        [](const Choice&) -> Score {
                                          return [](const OrderInput& in) {
                                            return in.r() * in.n() + 6860000.0 * portable::log10(std::max(in.s(), 1.0));
                                          };
                                        }};
  return algorithm;
}

}  // namespace berth
