#include "api/web/job_classes.hpp"

#include <algorithm>

namespace berth::web {

JobClasses::JobClasses(std::span<const Outcome> outcomes) {
  for (const Outcome& outcome : outcomes) {
    const std::vector<Job>& jobs = outcome.workload->jobs;
    by_gpus_ |= std::any_of(jobs.begin(), jobs.end(), [](const Job& job) { return job.per_replica.gpu_milli > 0; });
  }
  if (by_gpus_) {
    bounds_ = {0, kWholeGpu - 1, kWholeGpu, 4 * kWholeGpu, 8 * kWholeGpu};
    names_ = {"no GPU", "part of a GPU", "1 GPU", "2–4 GPUs", "5–8 GPUs", "more than 8 GPUs"};
  } else {
    bounds_ = {1'000, 8'000, 32'000, 128'000};
    names_ = {"1 core", "2–8 cores", "9–32 cores", "33–128 cores", "more than 128 cores"};
  }
}

std::size_t JobClasses::of(const Job& job) const {
  const std::int64_t asked = (by_gpus_ ? job.per_replica.gpu_milli : job.per_replica.cpu_milli) * job.replicas;
  return static_cast<std::size_t>(std::lower_bound(bounds_.begin(), bounds_.end(), asked) - bounds_.begin());
}

}  // namespace berth::web
