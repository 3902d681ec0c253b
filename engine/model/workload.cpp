#include "engine/model/workload.hpp"

#include <algorithm>
#include <numeric>

namespace berth {
namespace {

bool by_job_then_on(const Dependency& left, const Dependency& right) {
  return left.job != right.job ? left.job < right.job : left.on < right.on;
}

// Names the jobs of a circle, following unresolved dependencies from one of its members.
std::string describe_circle(const Workload& workload, const std::vector<std::uint32_t>& unresolved, JobId start) {
  constexpr std::size_t kNamed = 8;
  const auto next = [&](JobId job) {
    for (const Dependency& dependency : workload.dependencies_of(job)) {
      if (unresolved[dependency.on] > 0) return dependency.on;
    }
    return job;
  };
  JobId at = start;  // after as many steps as there are jobs one is inside the circle, not on a way into it
  for (std::size_t step = 0; step < workload.jobs.size(); ++step) at = next(at);
  std::string text = workload.name_of(at);
  std::size_t named = 1;
  for (JobId job = next(at); job != at; job = next(job)) {
    if (named++ < kNamed) text += " → " + workload.name_of(job);
  }
  if (named > kNamed) text += " → … (" + std::to_string(named) + " jobs)";
  return text + " → " + workload.name_of(at);
}

}  // namespace

TraitsId Workload::intern(const Traits& wanted) {
  // The last ones first: logs come in runs of like jobs.
  for (std::size_t id = traits.size(); id-- > 0;) {
    if (traits[id] == wanted) return static_cast<TraitsId>(id);
  }
  traits.push_back(wanted);
  return static_cast<TraitsId>(traits.size() - 1);
}

std::span<const Dependency> Workload::dependencies_of(JobId job) const {
  if (jobs[job].dependency_count == 0) return {};
  const auto first = std::lower_bound(dependencies.begin(), dependencies.end(), Dependency{job, 0, 0}, by_job_then_on);
  return {first, jobs[job].dependency_count};
}

std::size_t sort_by_submission(Workload& workload) {
  const auto earlier = [](const Job& left, const Job& right) { return left.submit_us < right.submit_us; };
  std::size_t out_of_order = 0;
  for (std::size_t i = 1; i < workload.jobs.size(); ++i) {
    if (earlier(workload.jobs[i], workload.jobs[i - 1])) ++out_of_order;
  }
  if (out_of_order == 0) return 0;

  std::vector<JobId> old_ids(workload.jobs.size());
  std::iota(old_ids.begin(), old_ids.end(), JobId{0});
  std::stable_sort(old_ids.begin(), old_ids.end(),
                   [&](JobId left, JobId right) { return earlier(workload.jobs[left], workload.jobs[right]); });
  std::vector<JobId> new_ids(old_ids.size());
  std::vector<Job> jobs(old_ids.size());
  std::vector<std::string> names(workload.names.empty() ? 0 : old_ids.size());
  for (JobId id = 0; id < old_ids.size(); ++id) {
    new_ids[old_ids[id]] = id;
    jobs[id] = workload.jobs[old_ids[id]];
    if (!names.empty()) names[id] = std::move(workload.names[old_ids[id]]);
  }
  workload.jobs = std::move(jobs);
  workload.names = std::move(names);
  for (Dependency& dependency : workload.dependencies) {
    dependency.job = new_ids[dependency.job];
    dependency.on = new_ids[dependency.on];
  }
  return out_of_order;
}

Result<void> link_dependencies(Workload& workload) {
  std::vector<Dependency>& dependencies = workload.dependencies;
  std::sort(dependencies.begin(), dependencies.end(), by_job_then_on);
  const auto same = [](const Dependency& a, const Dependency& b) { return a.job == b.job && a.on == b.on; };
  dependencies.erase(std::unique(dependencies.begin(), dependencies.end(), same), dependencies.end());
  for (Job& job : workload.jobs) job.dependency_count = 0;
  for (const Dependency& dependency : dependencies) ++workload.jobs[dependency.job].dependency_count;
  if (dependencies.empty()) return {};

  // Take away jobs that wait for nobody until none is left; what stays is in a circle or waits for one.
  std::vector<std::uint32_t> unresolved(workload.jobs.size());
  std::vector<std::pair<JobId, JobId>> dependents;  // (on, job)
  dependents.reserve(dependencies.size());
  for (JobId job = 0; job < workload.jobs.size(); ++job) unresolved[job] = workload.jobs[job].dependency_count;
  for (const Dependency& dependency : dependencies) dependents.emplace_back(dependency.on, dependency.job);
  std::sort(dependents.begin(), dependents.end());
  std::vector<JobId> ready;
  for (JobId job = 0; job < workload.jobs.size(); ++job) {
    if (unresolved[job] == 0) ready.push_back(job);
  }
  for (std::size_t i = 0; i < ready.size(); ++i) {
    for (auto it = std::lower_bound(dependents.begin(), dependents.end(), std::pair{ready[i], JobId{0}});
         it != dependents.end() && it->first == ready[i]; ++it) {
      if (--unresolved[it->second] == 0) ready.push_back(it->second);
    }
  }
  if (ready.size() == workload.jobs.size()) return {};
  const auto stuck = std::find_if(unresolved.begin(), unresolved.end(), [](std::uint32_t count) { return count > 0; });
  const auto start = static_cast<JobId>(stuck - unresolved.begin());
  return Error::input(workload.name,
                      "jobs depend on each other in a circle: " + describe_circle(workload, unresolved, start) +
                          "; a job can only wait for jobs that can end before it starts");
}

}  // namespace berth
