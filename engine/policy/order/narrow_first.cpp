#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& narrow_first() {
  static const OrderAlgorithm algorithm{
      {"order",
       "narrow-first",
       "fewest replicas first",
       "n, smallest first",
       "Majumdar, Eager & Bunt, Scheduling in Multiprogrammed Parallel Systems, SIGMETRICS 1988 (smallest number of "
       "processes first)",
       "when narrow jobs are many and urgent; wide jobs may starve",
       {}},
      Scores::kFixed,
      [](const Choice&) -> Score { return [](const OrderInput& in) { return in.n(); }; }};
  return algorithm;
}

}  // namespace berth
