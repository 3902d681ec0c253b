// The jobs that fared worst, by wait and by bounded slowdown, and what the records say of their waits.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/metrics/metrics.hpp"

namespace berth::web {

struct WorstServed {
  JobId job = kNoJob;
  Duration wait_us = 0;                 // until its first start; until the last instant of a job that never started
  double bounded_slowdown = 0;          // 0 where it did not end
  double share_in_use = 0;              // of the CPU of all clusters, averaged over its wait
  std::uint64_t overtaken_by = 0;       // jobs that became eligible later and started while it waited
  std::uint64_t started_meanwhile = 0;  // jobs that started while it waited
};

// The `count` with the longest waits and the `count` with the greatest bounded slowdowns, those that are both once; the
// longest wait first, then by job. Jobs that neither waited nor were slowed down are not among them. `utilization` is
// the replay's curve.
std::vector<WorstServed> worst_served(const Replay& replay, std::span<const Step> utilization, std::size_t count);

}  // namespace berth::web
