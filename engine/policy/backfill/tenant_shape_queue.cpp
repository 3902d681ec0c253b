#include "engine/policy/backfill/tenant_shape_queue.hpp"

#include <algorithm>

namespace berth {

void TenantShapeQueue::insert(const Waiting& waiting, const Job& job) {
  groups_.try_emplace(shape_of(job, by_job_ ? waiting.job : kNoJob), shares_)
      .first->second.insert(shares_.leaf_of(job), waiting);
  ++size_;
}

bool TenantShapeQueue::erase(const Waiting& waiting, const Job& job) {
  const auto group = groups_.find(shape_of(job, by_job_ ? waiting.job : kNoJob));
  if (group == groups_.end() || !group->second.erase(shares_.leaf_of(job), waiting)) return false;
  if (group->second.empty()) groups_.erase(group);
  --size_;
  return true;
}

bool TenantShapeQueue::may_start(const Job& job) {
  return shares_.may_take(shares_.leaf_of(job), job.per_replica * job.replicas);
}

bool TenantShapeQueue::anyone_in(Candidate& candidate) {
  TenantLines& lines = candidate.group->second;
  lines.catch_up();
  for (const TenantId leaf : candidate.aside) lines.set_aside(leaf);
  for (TenantId leaf = lines.next_leaf(); leaf != kRootTenant; leaf = lines.next_leaf()) {
    if (may_start(jobs_[lines.first_of(leaf).job])) return true;
    candidate.aside.push_back(leaf);
    lines.set_aside(leaf);
  }
  return false;
}

void TenantShapeQueue::start_all_that_fit(const Choose& choose, const Start& start) {
  std::vector<Candidate> candidates;
  bool passed_over = false;
  for (auto group = groups_.begin(); group != groups_.end();) {
    const Shape& shape = group->first;
    if (choose(group->second.any()) != kNoCluster) {
      candidates.push_back({group++, {}});
    } else {
      passed_over = true;
      group = groups_.upper_bound(widest_of(shape));
    }
  }
  const auto leave = [&](std::size_t at) {
    for (const TenantId leaf : candidates[at].aside) candidates[at].group->second.back(leaf);
    candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(at));
    passed_over = true;
  };
  for (;;) {
    // The next in turn over all shapes that fit.
    std::size_t best = candidates.size();
    for (std::size_t i = 0; i < candidates.size();) {
      if (!anyone_in(candidates[i])) {
        leave(i);
        continue;
      }
      if (best >= candidates.size() || candidates[i].group->second.comes_before(candidates[best].group->second))
        best = i;
      ++i;
    }
    if (candidates.empty()) return;
    TenantLines& lines = candidates[best].group->second;
    const TenantId leaf = lines.next_leaf();
    const Waiting next = lines.first_of(leaf);
    const ClusterId cluster = choose(next.job);
    if (cluster == kNoCluster) {
      leave(best);
      continue;
    }
    lines.erase(leaf, next);
    --size_;
    if (lines.empty()) {
      groups_.erase(candidates[best].group);
      candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(best));
    }
    start(next, cluster, !passed_over);
  }
}

}  // namespace berth
