// Who takes back what from whom: docs/policies.md, "reclaim", asked anew of every pair of jobs.
#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"
#include "tests/reference/victims.hpp"

namespace berth::reference {

bool Simulation::take_back(std::vector<JobId>& left, std::set<std::pair<int, Shape>>& given_up) {
  std::vector<JobId> waiting = queue_;
  std::erase_if(waiting, [&](JobId job) { return !order_.has_quota(job); });
  std::sort(waiting.begin(), waiting.end(), [&](JobId a, JobId b) {
    const int one = order_.leaf_of(a), other = order_.leaf_of(b);
    if (one != other) return order_.comes_before(one, other);
    return std::tuple(eligible_[a], a) < std::tuple(eligible_[b], b);
  });
  for (const JobId job : waiting) {
    const std::pair asks{order_.leaf_of(job), shape_of(job)};
    if (given_up.contains(asks) || !order_.may_hold(job) || fits_now(job)) continue;
    for (ClusterId cluster = 0; cluster < machines_.size() && may_preempt(job); ++cluster) {
      const auto victims = givers_among(job, cluster);
      if (victims.empty()) continue;
      swap(job, cluster, victims);
      left.insert(left.end(), victims.begin(), victims.end());
      return true;
    }
    given_up.insert(asks);
  }
  return false;
}

Simulation::Shape Simulation::shape_of(JobId job) const {
  const Job& one = jobs_[job];
  std::vector<std::size_t> keep_out;
  for (std::size_t number = 0; number < closures_.size(); ++number) {
    if (is_shut(closures_[number].second, job, now_, seconds_of("grace"))) keep_out.push_back(number);
  }
  return {one.traits, one.per_replica.cpu_milli, one.per_replica.memory_mib, one.per_replica.gpu_milli, one.replicas,
          keep_out};
}

std::vector<JobId> Simulation::givers_among(JobId job, ClusterId cluster) const {
  std::vector<Hold> givers;
  for (const Hold& hold : running_) {
    if (hold.cluster == cluster && may_leave(hold) && order_.may_claim(job, hold.job, {})) givers.push_back(hold);
  }
  std::sort(givers.begin(), givers.end(), [&](const Hold& a, const Hold& b) {
    const int one = order_.leaf_of(a.job), other = order_.leaf_of(b.job);
    if (one != other) return order_.comes_before(other, one);
    return std::tuple(-a.since, ~a.job) < std::tuple(-b.since, ~b.job);
  });
  std::vector<JobId> leavers;
  leavers.reserve(givers.size());
  for (const Hold& hold : givers) leavers.push_back(hold.job);
  return fewest_of(leavers,
                   [&](const std::vector<JobId>& victims) {
                     std::vector<JobId> gone;
                     for (const JobId victim : victims) {
                       if (!order_.may_claim(job, victim, gone)) return false;
                       gone.push_back(victim);
                     }
                     return place_of(job, cluster, victims).has_value();
                   })
      .value_or(std::vector<JobId>{});
}

}  // namespace berth::reference
