// The jobs that waited longest, and what their records say of the reason.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/metrics/metrics.hpp"

namespace berth::web {

struct LongWait {
  JobId job = kNoJob;
  Duration wait_us = 0;
  double share_in_use = 0;              // of the CPU of all clusters, averaged over its wait
  std::uint64_t overtaken_by = 0;       // jobs that became eligible later and started while it waited
  std::uint64_t started_meanwhile = 0;  // jobs that started while it waited
};

// The `count` longest, longest first, then by job. `utilization` is the replay's curve.
std::vector<LongWait> longest_waits(const Replay& replay, std::span<const Step> utilization, std::size_t count);

}  // namespace berth::web
