#include "engine/simulation/work_left.hpp"

namespace berth {

Duration WorkLeft::whole(JobId job) const {
  const Duration run = workload_.jobs[job].run_us;
  return kept_.empty() ? run : run - kept_[job].done_us + kept_[job].restart_us;
}

void WorkLeft::save(JobId job, Duration stint_us, Duration restart_us) {
  Kept& kept = kept_[job];
  kept.done_us += std::max<Duration>(stint_us - kept.restart_us, 0);
  kept.restart_us = restart_us;
}

}  // namespace berth
