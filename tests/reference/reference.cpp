#include "tests/reference/reference.hpp"

#include "tests/reference/simulation.hpp"

namespace berth::reference {

Replay replay(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
              const ReplayOptions& options) {
  return Simulation(workload, clusters, policy, options).run();
}

}  // namespace berth::reference
