#include "engine/simulation/work_left.hpp"

namespace berth {
namespace {

// How much of a run is done in that time, in whole microseconds.
Duration done_in(Duration time, std::int64_t speed) {
  return time / kUsualSpeed * speed + time % kUsualSpeed * speed / kUsualSpeed;
}

}  // namespace

Duration time_for(Duration run_us, std::int64_t speed) {
  if (speed == kUsualSpeed) return run_us;
  return run_us / speed * kUsualSpeed + (run_us % speed * kUsualSpeed + speed - 1) / speed;
}

WorkLeft::WorkLeft(const Workload& workload, bool kills) : workload_(workload), kills_(kills) {
  const bool any = std::any_of(workload.traits.begin(), workload.traits.end(),
                               [](const Traits& traits) { return !traits.speeds.empty(); });
  if (any) speeds_.resize(workload.jobs.size(), kUsualSpeed);
}

void WorkLeft::placed(JobId job, const ClusterSpec& cluster, const Placement& nodes) {
  if (speeds_.empty()) return;
  const Traits& traits = workload_.traits_of(workload_.jobs[job]);
  if (traits.speeds.empty()) return;
  std::int64_t slowest = kFastestSpeed;
  for (const Seat& seat : nodes) {
    slowest = std::min(slowest, traits.speed_on(cluster.group_of(seat.node).gpu_model));
  }
  speeds_[job] = slowest;
}

Duration WorkLeft::rest(JobId job) const {
  const Duration run = workload_.jobs[job].run_us;
  const Kept kept = kept_.empty() ? Kept{} : kept_[job];
  return kept.restart_us + time_for(run - kept.done_us, speeds_.empty() ? kUsualSpeed : speeds_[job]);
}

void WorkLeft::save(JobId job, Duration stint_us, Duration restart_us) {
  Kept& kept = kept_[job];
  kept.done_us +=
      done_in(std::max<Duration>(stint_us - kept.restart_us, 0), speeds_.empty() ? kUsualSpeed : speeds_[job]);
  kept.restart_us = restart_us;
}

}  // namespace berth
