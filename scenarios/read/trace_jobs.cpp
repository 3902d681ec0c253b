#include "scenarios/read/trace_jobs.hpp"

#include <algorithm>

#include "scenarios/read/input_file.hpp"

namespace berth {

std::int32_t NameNumbers::number_of(std::string_view name) {
  if (name.empty()) return kUnknown;
  return numbers_.emplace(std::string(name), static_cast<std::int32_t>(numbers_.size()) + 1).first->second;
}

std::vector<std::string> split_models(std::string_view spec) {
  std::vector<std::string> models;
  while (!spec.empty()) {
    const std::size_t end = std::min(spec.find('|'), spec.size());
    if (end > 0) models.emplace_back(spec.substr(0, end));
    spec.remove_prefix(std::min(end + 1, spec.size()));
  }
  std::sort(models.begin(), models.end());
  models.erase(std::unique(models.begin(), models.end()), models.end());
  return models;
}

GpuSplit split_gpus(std::int64_t gpus, std::int64_t least, std::int64_t most_each) {
  const std::int64_t start = std::max(least, (gpus + most_each - 1) / most_each);
  std::int64_t replicas = gpus;
  for (std::int64_t divisor = 1; divisor * divisor <= gpus; ++divisor) {
    if (gpus % divisor != 0) continue;
    for (const std::int64_t candidate : {divisor, gpus / divisor}) {
      if (candidate >= start) replicas = std::min(replicas, candidate);
    }
  }
  return {static_cast<std::uint32_t>(replicas), gpus / replicas};
}

void take_gpus(Job& job, std::int64_t gpus, std::int64_t least, const GpuShape& shape) {
  const GpuSplit split = split_gpus(gpus, least, shape.most_each);
  job.replicas = split.replicas;
  job.per_replica = shape.per_gpu * split.each;
  job.per_replica.gpu_milli = split.each * kWholeGpu;
}

TraceJobs::TraceJobs(std::string place, ReadReport& report) : place_(std::move(place)), report_(&report) {
  workload_.name = name_from_path(place_);
}

bool TraceJobs::is_new(const std::string& name, std::uint64_t line, std::uint64_t& taken_on) {
  if (name.empty()) return true;
  const auto [found, is_new] = lines_of_.emplace(name, line);
  taken_on = found->second;
  return is_new;
}

void TraceJobs::add(Job job, std::string name, const Traits& traits, std::uint64_t line) {
  if (!workload_.jobs.empty() && job.submit_us < latest_us_) {
    report_->count("jobs out of submission order", "sorted by submission", line);
  }
  latest_us_ = job.submit_us;
  if (job.requested_us <= 0) {
    if (job.run_us == 0) report_->count("jobs that ran for no time", "requested time taken as 1 s", line);
    job.requested_us = job.run_us > 0 ? job.run_us : kSecond;
  }
  job.number = static_cast<std::int64_t>(workload_.jobs.size()) + 1;
  job.traits = traits_.intern(workload_, traits);
  if (!name.empty()) workload_.names.push_back(std::move(name));
  workload_.jobs.push_back(job);
}

Result<Workload> TraceJobs::finish(std::uint64_t lines, std::string hash) {
  report_->lines = lines;
  report_->input_hash = std::move(hash);
  report_->jobs = workload_.jobs.size();
  if (workload_.jobs.empty()) {
    if (report_->skipped == 0) return Error::input(place_, "has no jobs");
    std::string why;
    if (!report_->malformed.empty()) {
      why = report_->malformed.front().text();
    } else if (!report_->oddities.empty()) {
      why = report_->oddities.front().what + ", line " + std::to_string(report_->oddities.front().first_line);
    }
    return Error::input(place_, "has no job that can be replayed: all " + std::to_string(report_->skipped) +
                                    " are left out (" + why + ")");
  }
  const auto earlier = [](const Job& left, const Job& right) { return left.submit_us < right.submit_us; };
  const Time first_us = std::min_element(workload_.jobs.begin(), workload_.jobs.end(), earlier)->submit_us;
  for (Job& job : workload_.jobs) job.submit_us -= first_us;
  sort_by_submission(workload_);
  return std::move(workload_);
}

}  // namespace berth
