#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scenarios/read/scenario_json.hpp"
#include "tests/fuzz/properties.hpp"

namespace berth::fuzz {
namespace {

bool within_limits(const Resources& amount) {
  return !amount.is_negative() && amount.fits_in({kResourceLimit, kResourceLimit, kResourceLimit});
}

// What is true of a scenario that was accepted, so that whoever replays it needs to ask no more.
void check_scenario(const Scenario& scenario) {
  require(!scenario.name.empty() && scenario.name.size() <= kScenarioNameLimit);
  require(scenario.description.size() <= kScenarioDescriptionLimit);
  require(scenario.clusters.size() <= kScenarioClustersLimit);
  for (const ClusterSpec& cluster : scenario.clusters) {
    require(!cluster.groups.empty() && cluster.groups.size() <= kScenarioGroupsLimit);
    require(cluster.node_count() >= 1 && cluster.node_count() <= kCountLimit);
    for (const NodeGroup& group : cluster.groups) require(group.count >= 1 && within_limits(group.per_node));
  }
  require(scenario.policies.size() <= kScenarioPoliciesLimit);
  for (const PolicySpec& policy : scenario.policies) {
    const Result<PolicySpec> again = parse_policy(policy.text());
    require(again.ok() && *again == policy);
  }
  require(!scenario.seeds.empty() && scenario.seeds.size() <= kScenarioSeedsLimit);
  if (const auto* workload = std::get_if<Workload>(&scenario.source)) {
    check_workload(*workload);
    for (const Job& job : workload->jobs) require(within_limits(job.per_replica));
  }
}

}  // namespace
}  // namespace berth::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  const berth::Result<berth::Scenario> scenario = berth::parse_scenario(text, "input");
  if (scenario) {
    berth::fuzz::check_scenario(*scenario);
  } else {
    berth::fuzz::check_error(scenario.error());
  }
  return 0;
}
