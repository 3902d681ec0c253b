#include "engine/policy/order/order.hpp"

namespace berth {

const OrderAlgorithm& saf() {
  static const OrderAlgorithm algorithm{
      {"order",
       "saf",
       "smallest area first: requested time × replicas",
       "r·n, smallest first",
       "Lelong, Reis & Trystram, Tuning EASY-Backfilling Queues, JSSPP 2017",
       "when both long and wide jobs should wait for small ones; a strong simple order",
       {}},
      Scores::kFixed,
      [](const Choice&) -> Score {
        return [](const OrderInput& in) { return static_cast<double>(in.job.requested_us) * in.n(); };
      }};
  return algorithm;
}

}  // namespace berth
