#include "scenarios/write/job_numbers.hpp"

#include <algorithm>
#include <numeric>

#include "engine/model/cluster_spec.hpp"

namespace berth {

std::vector<std::int64_t> job_numbers(const Workload& workload, std::vector<Oddity>& losses) {
  std::vector<std::int64_t> numbers;
  numbers.reserve(workload.jobs.size());
  for (const Job& job : workload.jobs) numbers.push_back(job.number);
  std::vector<std::int64_t> sorted = numbers;
  if (!std::is_sorted(sorted.begin(), sorted.end())) std::sort(sorted.begin(), sorted.end());
  const bool usable =
      (sorted.empty() || sorted.front() >= 0) && std::adjacent_find(sorted.begin(), sorted.end()) == sorted.end();
  if (usable) return numbers;
  add_loss(losses, "job numbers that stand twice or are negative", "jobs are numbered from 1", numbers.size());
  std::iota(numbers.begin(), numbers.end(), std::int64_t{1});
  return numbers;
}

void add_loss(std::vector<Oddity>& losses, std::string what, std::string consequence, std::uint64_t count) {
  if (count > 0) losses.push_back({std::move(what), std::move(consequence), count, 0});
}

std::uint64_t jobs_not_of_processors(const Workload& workload) {
  return static_cast<std::uint64_t>(
      std::ranges::count_if(workload.jobs, [](const Job& job) { return job.per_replica != kOneProcessor; }));
}

}  // namespace berth
