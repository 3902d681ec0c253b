#include "engine/scheduler/dependencies.hpp"

#include <algorithm>

namespace berth {

Dependencies::Dependencies(const Workload& workload) {
  if (workload.dependencies.empty()) return;
  for (const Dependency& dependency : workload.dependencies) {
    edges_.push_back({dependency.on, dependency.job, dependency.think_us});
  }
  std::sort(edges_.begin(), edges_.end(), [](const Edge& left, const Edge& right) {
    return left.on != right.on ? left.on < right.on : left.job < right.job;
  });
  unresolved_.reserve(workload.jobs.size());
  eligible_at_.reserve(workload.jobs.size());
  for (const Job& job : workload.jobs) {
    unresolved_.push_back(job.dependency_count);
    eligible_at_.push_back(job.submit_us);
  }
  lost_.resize(workload.jobs.size());
}

std::vector<Dependencies::Edge>::const_iterator Dependencies::first_of(JobId on) const {
  return std::lower_bound(edges_.begin(), edges_.end(), on, [](const Edge& edge, JobId id) { return edge.on < id; });
}

void Dependencies::ended(JobId job, Time now, std::vector<Eligible>& eligible) {
  if (edges_.empty()) return;
  for (auto edge = first_of(job); edge != edges_.end() && edge->on == job; ++edge) {
    eligible_at_[edge->job] = std::max(eligible_at_[edge->job], now + edge->think_us);
    if (--unresolved_[edge->job] == 0 && !lost_[edge->job]) eligible.push_back({edge->job, eligible_at_[edge->job]});
  }
}

void Dependencies::refused(JobId job, std::vector<JobId>& lost) {
  if (edges_.empty()) return;
  const auto start = static_cast<std::ptrdiff_t>(lost.size());
  std::vector<JobId> reach{job};
  for (std::size_t i = 0; i < reach.size(); ++i) {
    for (auto edge = first_of(reach[i]); edge != edges_.end() && edge->on == reach[i]; ++edge) {
      if (lost_[edge->job]) continue;
      lost_[edge->job] = true;
      lost.push_back(edge->job);
      reach.push_back(edge->job);
    }
  }
  std::sort(lost.begin() + start, lost.end());
}

}  // namespace berth
