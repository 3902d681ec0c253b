#include <algorithm>

#include "engine/model/portable_math.hpp"
#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& f1() {
  static const OrderAlgorithm algorithm{
      {"order",
       "f1",
       "learned order 1: nonlinear in time and size",
       "log10(r)·n + 870·log10(s), smallest first",
       "Carastan-Santos & de Camargo, Obtaining Dynamic Scheduling Policies with Simulation and Machine Learning, "
       "SC'17",
       "low bounded slowdown on machines of a few hundred processors; the best of the four in its paper",
       {}},
      Scores::kFixed,
      [](const Choice&) -> Score {
        return [](const OrderInput& in) {
          return portable::log10(std::max(in.r(), 1.0)) * in.n() + 870.0 * portable::log10(std::max(in.s(), 1.0));
        };
      }};
  return algorithm;
}

}  // namespace berth
