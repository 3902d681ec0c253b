#include "engine/policy/placement/request_mix.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>

namespace berth {
namespace {

constexpr double kTypical = 0.95;

// CPU, milli-GPUs asked of each GPU, number of GPUs, models: in this order, descending, among requests as frequent.
using Key = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::vector<std::string>>;

Key key_of(const Job& job, const Traits& traits) {
  const std::int64_t gpu = job.per_replica.gpu_milli;
  const bool whole = gpu >= kWholeGpu;
  return {job.per_replica.cpu_milli, whole ? kWholeGpu : gpu, whole ? gpu / kWholeGpu : (gpu > 0 ? 1 : 0),
          gpu > 0 ? traits.gpu_models : std::vector<std::string>{}};
}

}  // namespace

std::vector<TypicalRequest> typical_requests(const Workload& workload) {
  std::map<Key, std::uint64_t> counts;
  std::uint64_t total = 0;
  for (const Job& job : std::span(workload.jobs).first(std::min(workload.jobs.size(), workload.typical_jobs))) {
    counts[key_of(job, workload.traits_of(job))] += job.replicas;
    total += job.replicas;
  }
  std::vector<std::pair<std::uint64_t, Key>> order;
  order.reserve(counts.size());
  for (const auto& [key, count] : counts) order.emplace_back(count, key);
  std::sort(order.begin(), order.end(), std::greater<>());

  std::vector<TypicalRequest> typical;
  std::uint64_t covered = 0;
  for (const auto& [count, key] : order) {
    if (static_cast<double>(covered) >= kTypical * static_cast<double>(total)) break;
    const auto& [cpu, gpu, gpus, models] = key;
    typical.push_back({cpu, gpu * gpus, models, static_cast<double>(count)});
    covered += count;
  }
  for (TypicalRequest& request : typical) request.share /= static_cast<double>(covered);
  std::stable_sort(typical.begin(), typical.end(),
                   [](const auto& left, const auto& right) { return left.cpu_milli < right.cpu_milli; });
  return typical;
}

}  // namespace berth
