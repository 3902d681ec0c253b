#include "scenarios/machine.hpp"

namespace berth {

Result<std::vector<ClusterSpec>> machine_of(const Scenario& scenario, const Workload& workload, std::uint64_t seed,
                                            const Variant& variant) {
  std::vector<ClusterSpec> clusters = scenario.clusters;
  if (clusters.empty() && workload.machine_units > 0) clusters = {processors(workload.machine_units)};
  if (clusters.empty()) {
    return Error::input(scenario.place, "does not say how many processors the machine has; give them with --nodes");
  }
  if (Result<void> added = add_listed(scenario.disruptions, scenario.folder, workload, clusters); !added) {
    return added.error();
  }
  if (!variant.changes_nothing()) {
    Result<std::vector<ClusterSpec>> other = varied(std::move(clusters), variant);
    if (!other) return other;
    clusters = std::move(*other);
  }
  if (Result<void> drawn = add_failures(scenario.disruptions, workload, seed, clusters); !drawn) return drawn.error();
  return clusters;
}

}  // namespace berth
