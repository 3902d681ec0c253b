#include "scenarios/generate/draw.hpp"

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

#include "scenarios/generate/random.hpp"

namespace berth {
namespace {

enum Stream : std::uint64_t { kOrder, kFurther, kOut };

std::int64_t gpus_of(const Job& job) { return job.per_replica.gpu_milli * job.replicas; }

// 0, 1, … count − 1 in a random order (Fisher and Yates; Durstenfeld, CACM 7(7), 1964).
std::vector<JobId> shuffled(std::size_t count, Random random) {
  std::vector<JobId> order(count);
  std::iota(order.begin(), order.end(), JobId{0});
  for (std::size_t left = count; left > 1; --left) std::swap(order[left - 1], order[random.below(left)]);
  return order;
}

// Which jobs of the list come, in their order.
Result<std::vector<JobId>> choose(const Workload& list, std::uint64_t seed, std::int64_t wanted) {
  std::vector<JobId> chosen = shuffled(list.jobs.size(), Random(seed, kOrder));
  std::int64_t asked = 0;
  for (const Job& job : list.jobs) {
    asked += gpus_of(job);
    if (asked > kCapacityLimit) return Error::input(list.name, "has jobs that ask for more GPUs than can be counted");
  }
  if (asked == 0)
    return Error::input(list.name, "has no job that asks for a GPU: no share of GPUs can be drawn from it");
  if (asked > wanted) {
    std::vector<bool> is_out(list.jobs.size());
    for (const JobId job : shuffled(list.jobs.size(), Random(seed, kOut))) {
      if (asked <= wanted) break;
      is_out[job] = true;
      asked -= gpus_of(list.jobs[job]);
    }
    std::erase_if(chosen, [&](JobId job) { return is_out[job]; });
    if (chosen.empty()) return Error::input(list.name, "has no job left when no more GPUs are asked for than wanted");
    return chosen;
  }
  Random further(seed, kFurther);
  for (;;) {
    const auto job = static_cast<JobId>(further.below(list.jobs.size()));
    asked += gpus_of(list.jobs[job]);
    if (asked > wanted) return chosen;
    if (chosen.size() == kDrawnJobsLimit) {
      return Error::input(list.name, "would have to be drawn more than " + std::to_string(kDrawnJobsLimit) +
                                         " times for so many GPUs; its jobs ask for too few");
    }
    chosen.push_back(job);
  }
}

// The longest all of so many jobs can stay, so that one after the other they end within what can be planned.
Duration longest_stay(std::size_t jobs, Time last_submit_us) {
  return std::min(kStay, (kHorizonLimit - last_submit_us) / static_cast<Duration>(jobs) - 1);
}

}  // namespace

Result<Workload> draw_jobs(Workload list, const DrawParameters& parameters, std::uint64_t seed,
                           std::int64_t gpu_milli) {
  seed = parameters.seed.value_or(seed);
  if (!list.dependencies.empty()) {
    return Error::input(list.name, "has jobs that wait for others; they cannot be drawn in another order");
  }
  std::vector<JobId> chosen;
  if (parameters.until_gpu_milli > 0) {
    if (gpu_milli > kCapacityLimit / parameters.until_gpu_milli) {
      return Error::input(list.name, "is drawn for more GPUs than can be counted");
    }
    Result<std::vector<JobId>> found = choose(list, seed, gpu_milli * parameters.until_gpu_milli / 1000);
    if (!found) return found.error();
    chosen = std::move(*found);
  } else {
    chosen = shuffled(list.jobs.size(), Random(seed, kOrder));
  }
  if (parameters.gap_us > kTimeLimit / static_cast<Time>(chosen.size())) {
    return Error::input(list.name, "is drawn so far apart that its last job comes later than can be counted");
  }

  Workload drawn;
  drawn.name = std::move(list.name);
  drawn.traits = std::move(list.traits);
  drawn.overrun = list.overrun;
  drawn.machine_units = list.machine_units;
  drawn.jobs.reserve(chosen.size());
  std::vector<std::uint32_t> times(list.jobs.size());
  const Duration stay_us = longest_stay(chosen.size(), static_cast<Time>(chosen.size()) * parameters.gap_us);
  for (const JobId from : chosen) {
    const auto place = static_cast<std::int64_t>(drawn.jobs.size());
    Job& job = drawn.jobs.emplace_back(list.jobs[from]);
    job.submit_us = place * parameters.gap_us;
    job.number = place + 1;
    if (parameters.stay) job.run_us = job.requested_us = stay_us;
    if (list.names.empty()) continue;
    const std::uint32_t time = ++times[from];
    drawn.names.push_back(time == 1 ? list.names[from] : list.names[from] + "#" + std::to_string(time));
  }
  return drawn;
}

void take_first(Workload& workload, std::size_t count) {
  if (count >= workload.jobs.size()) return;
  workload.jobs.resize(count);
  if (!workload.names.empty()) workload.names.resize(count);
  std::erase_if(workload.dependencies,
                [&](const Dependency& dependency) { return dependency.job >= count || dependency.on >= count; });
  for (Job& job : workload.jobs) job.dependency_count = 0;
  for (const Dependency& dependency : workload.dependencies) ++workload.jobs[dependency.job].dependency_count;
}

}  // namespace berth
