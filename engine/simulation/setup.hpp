// What must hold before a replay starts, however it is run.
#pragma once

#include <span>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// Clusters that have nodes, a policy whose names are known, jobs within limits and in order; and no sum of amounts or
// times that the replay would come to is beyond 64 bits.
Result<void> check_setup(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy);

}  // namespace berth
