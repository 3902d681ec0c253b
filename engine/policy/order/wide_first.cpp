#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& wide_first() {
  static const OrderAlgorithm algorithm{
      {"order",
       "wide-first",
       "most replicas first",
       "n, largest first",
       "Majumdar, Eager & Bunt, SIGMETRICS 1988 (its reverse); first-fit decreasing of bin packing",
       "to pack a machine tightly with wide jobs, small ones filling the gaps",
       {}},
      Scores::kFixed,
      [](const Choice&) -> Score { return [](const OrderInput& in) { return -in.n(); }; }};
  return algorithm;
}

}  // namespace berth
