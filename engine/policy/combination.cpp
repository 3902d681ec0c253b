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

Result<void> check_preemption(const PolicySpec& policy) {
  if (policy.preemption.name != "none" && policy.backfill.name != "greedy") {
    return Error::input("policy",
                        "preemption=" + policy.preemption.name +
                            " goes with backfill=greedy: nobody can be promised a place that others may take");
  }
  const Claim claim = find_preemption(policy.preemption.name)->claim;
  if (claim == Claim::kService && policy.order.name != las().info.name) {
    return Error::input("policy", "preemption=las goes with order=las, which says what its queues are");
  }
  if (claim == Claim::kQuota && policy.order.name != drf().info.name) {
    return Error::input("policy", "preemption=reclaim goes with order=drf, by which tenants take turns");
  }
  return {};
}

namespace {

// What is done with the work of who makes way: a replay models it, live it is done by whoever runs it.
Result<void> check_costs_nothing(const Choice& preemption) {
  for (const auto& [name, value] : preemption.parameters) {
    if (name != "grace" && name != "checkpoint" && name != "restart") continue;
    return Error::input("policy", "preemption=" + preemption.name + " takes no " + name +
                                      " in a live cluster, where who makes way leaves at once and saves his work "
                                      "himself; leave it out, or try it in a replay");
  }
  return {};
}

}  // namespace

Result<void> check_is_for_live(const PolicySpec& policy) {
  if (Result<void> fine = check_costs_nothing(policy.preemption); !fine) return fine;
  const Claim claim = find_preemption(policy.preemption.name)->claim;
  if (claim == Claim::kService || claim == Claim::kQuota || claim == Claim::kThroughput) {
    if (Result<void> fine = check_preemption(policy); !fine) return fine;
  }
  return check_order_with_backfill(policy);
}

}  // namespace berth
