#include "engine/scheduler/attained_service.hpp"

#include <algorithm>
#include <cmath>

namespace berth {

double service_width(const Job& job, const Workload& workload) {
  const Resources& one = job.per_replica;
  const auto per_core = static_cast<double>(workload.cpu_per_core);
  if (one.gpu_milli > 0) return static_cast<double>(one.gpu_milli) * job.replicas / static_cast<double>(kWholeGpu);
  return static_cast<double>(one.cpu_milli) * job.replicas / per_core;
}

ServiceQueues::ServiceQueues(const Choice& las) {
  const double factor = las.parameter("factor", kUsualFactor);
  const double queues = std::clamp(las.parameter("queues", kUsualQueues), 1.0, static_cast<double>(kQueuesLimit));
  double step_s = las.parameter("threshold", kUsualThreshold_s), sum_s = 0;
  for (int i = 1; i < static_cast<int>(queues); ++i, step_s *= factor) thresholds_s_.push_back(sum_s += step_s);
}

Duration ServiceQueues::leaves_after(double width, int queue) const {
  if (static_cast<std::size_t>(queue) >= thresholds_s_.size() || width <= 0) return kNever;
  const double held_us = std::ceil(thresholds_s_[static_cast<std::size_t>(queue)] / width * 1e6);
  if (!(held_us < static_cast<double>(kTimeLimit))) return kNever;
  return std::max<Duration>(1, static_cast<Duration>(held_us));
}

int ServiceQueues::queue_of(double width, Duration held_us) const {
  int low = 0, high = static_cast<int>(thresholds_s_.size());  // the first queue it has not left
  while (low < high) {
    const int middle = low + (high - low) / 2;
    if (leaves_after(width, middle) <= held_us) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void AttainedService::make_room_for(JobId job) {
  if (job >= jobs_.size()) jobs_.resize(std::max<std::size_t>(std::size_t{job} + 1, jobs_.size() * 2));
}

void AttainedService::started(JobId job, Time now) {
  make_room_for(job);
  jobs_[job].since_us = now;
}

void AttainedService::know(JobId job, Duration held_us) {
  make_room_for(job);
  jobs_[job].held_us = held_us;
}

}  // namespace berth
