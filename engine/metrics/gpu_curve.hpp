// How the GPUs of a replay were used: what had been asked for, what was allocated, and how much of the idle rest was
// fragmented (engine/policy/placement/fragmentation.hpp), at every instant at which any of it changed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

// Milli-GPUs of all clusters together; holds from `at_us` until the next step.
struct GpuStep {
  Time at_us = 0;
  std::int64_t asked = 0;  // by all jobs submitted so far, whether they ran or not
  std::int64_t allocated = 0;
  double fragmented = 0;
};

// Empty where no placement was recorded or no cluster has GPUs. Of an interrupted job the last stint counts, and those
// before it.
std::vector<GpuStep> gpu_curve(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay);

}  // namespace berth
