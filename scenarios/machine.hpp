// What a scenario's jobs run on, once the jobs are there: its clusters, or the machine the log's header names, with
// what befalls their nodes; in the variant wanted.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/scenario.hpp"

namespace berth {

// Where neither the scenario nor the workload names a machine, the error says how to. Outages listed and closures are
// of the clusters as the scenario has them and stay with their nodes; failures are drawn for the variant's nodes.
Result<std::vector<ClusterSpec>> machine_of(const Scenario& scenario, const Workload& workload, std::uint64_t seed,
                                            const Variant& variant = {});

}  // namespace berth
