#include "engine/policy/combination.hpp"

#include "engine/policy/registry.hpp"

namespace berth {

Result<void> check_order_with_backfill(const PolicySpec& policy) {
  if (find_order(policy.order.name)->scores == Scores::kByTenant && !find_backfill(policy.backfill.name)->by_tenant) {
    return Error::input("policy", "order=" + policy.order.name + " goes with backfill=none or backfill=greedy: with " +
                                      policy.backfill.name +
                                      " jobs are promised places before it is known whose turn "
                                      "it is");
  }
  return {};
}

Result<void> check_preemption_with_backfill(const PolicySpec& policy) {
  if (policy.preemption.name != "none" && policy.backfill.name != "greedy") {
    return Error::input("policy",
                        "preemption=" + policy.preemption.name +
                            " goes with backfill=greedy: nobody can be promised a place that others may take");
  }
  return {};
}

}  // namespace berth
