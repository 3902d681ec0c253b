// How the GPUs of a live cluster are used at this moment, and how much of the idle rest is fragmented, measured against
// what runs and waits in the organization now (engine/policy/placement/fragmentation.hpp). Milli-GPUs.
#pragma once

#include "engine/live/live_scheduler.hpp"

namespace berth::live {

struct GpuUse {
  std::int64_t capacity = 0;
  std::int64_t allocated = 0;
  double fragmented = 0;
};

// REQUIRES: scheduler.has_lane(lane).
GpuUse gpu_use(const LiveScheduler& scheduler, ClusterId lane);

}  // namespace berth::live
