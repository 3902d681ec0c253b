// What users have used, which counts in all lanes whose order goes by it with the same half-life, together.
#include <algorithm>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {

void Use::note(const Part& later) {
  const auto same =
      std::find_if(parts.begin(), parts.end(), [&](const Part& part) { return part.half_life_s == later.half_life_s; });
  same == parts.end() ? parts.push_back(later) : void(*same = later);
}

FairShare& LiveScheduler::used_with(double half_life_s) {
  const auto [found, is_new] = used_.try_emplace(half_life_s);
  if (is_new) {
    found->second.set_half_life(half_life_s);
    for (const std::int32_t user : users_) found->second.know(user);
  }
  return found->second;
}

FairShare* LiveScheduler::used_in(const LaneSpec& spec) {
  const auto half_life_s = half_life_of(spec.policy.order);
  return half_life_s ? &used_with(*half_life_s) : nullptr;
}

void LiveScheduler::know_user(std::int32_t user) {
  if (!users_.insert(user).second) return;
  for (auto& [half_life_s, used] : used_) used.know(user);
}

std::vector<Use::Part> LiveScheduler::used_as_of_now(JobId job) const {
  std::vector<Use::Part> parts;
  for (const auto& [half_life_s, used] : used_) {
    const FairShare::Stand stand = used.stand(workload_.jobs[job].user);
    if (stand.since == now_) parts.push_back({half_life_s, stand});
  }
  return parts;
}

void LiveScheduler::restore_use(JobId job, const Use& use) {
  for (const Use::Part& part : use.parts) used_with(part.half_life_s).restore(workload_.jobs[job].user, part.stand);
}

void LiveScheduler::change_order(ClusterId lane, const LaneSpec& spec, Changes& changes) {
  FairShare* const now = used_in(spec);
  FairShare* const before = lanes_[lane]->count_use_with(now);
  if (now == before) return;
  for (const JobId job : lanes_[lane]->running()) {
    const std::int64_t milli_cores = need(job).cpu_milli;
    if (before) before->change_rate(workload_.jobs[job].user, -milli_cores, now_);
    if (now) now->change_rate(workload_.jobs[job].user, milli_cores, now_);
    changes.push_back({.kind = Change::Kind::kCounted, .job = job, .lane = lane});
  }
}

}  // namespace berth::live
