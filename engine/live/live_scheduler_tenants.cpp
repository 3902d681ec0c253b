// Tenants of an organization, who hold what they hold in all of its lanes whose order takes turns.
#include <algorithm>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {

using State = Standing::State;

namespace {

// How many of those that may run anywhere are looked at for what they may take back elsewhere: the first in line.
constexpr int kTriedElsewhere = 32;

}  // namespace

void LiveScheduler::meet(JobId job) {
  if (!met_.insert(number_of(workload_.jobs[job], workload_.tenants.by)).second) return;
  firsts_.push_back(job);
  shares_.leaf_of(workload_.jobs[job]);
}

void LiveScheduler::renew_shares() {
  Resources capacity;
  for (const auto& lane : lanes_) {
    if (lane && lane->takes_turns()) capacity += lane->spec().cluster.capacity();
  }
  shares_ = DominantShares(workload_.tenants, capacity);
  for (const JobId job : firsts_) shares_.leaf_of(workload_.jobs[job]);
  for (const auto& lane : lanes_) {
    if (lane) lane->shares_renewed();
  }
}

void LiveScheduler::set_tenants(Tenants tenants, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  workload_.tenants = std::move(tenants);
  met_.clear();
  firsts_.clear();
  for (JobId job = 0; job < workload_.jobs.size(); ++job) meet(job);
  renew_shares();
  std::vector<JobId> too_large;
  for (ClusterId lane = 0; lane < lane_count(); ++lane) {
    if (!lanes_[lane] || !lanes_[lane]->takes_turns()) continue;
    const std::vector<JobId> here = take_out_too_large(lane);
    too_large.insert(too_large.end(), here.begin(), here.end());
  }
  for (const JobId job : too_large) place(job, changes);
  reconsider_never(changes);
  settle(changes);
}

// A lane whose pass changes nothing has nothing to do with any other; who has taken a place by quota keeps it for the
// instant, so this comes to an end.
void LiveScheduler::settle(Changes& changes) {
  const bool any_takes_turns =
      std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) { return lane && lane->takes_turns(); });
  if (!any_takes_turns) return;
  for (bool again = true; again;) {
    again = false;
    for (ClusterId lane = 0; lane < lane_count(); ++lane) {
      if (!lanes_[lane] || !lanes_[lane]->shares_moved()) continue;
      pass(lane, {}, changes);
      again = true;
    }
    again = again || reclaim_elsewhere(changes);
  }
}

bool LiveScheduler::reclaim_elsewhere(Changes& changes) {
  std::vector<JobId> first;
  for (const auto& [priority, eligible_us, job] : floating_) {
    if (first.size() == kTriedElsewhere) break;
    first.push_back(job);
  }
  for (const JobId job : first) {
    const ClusterId home = standings_[job].lane;
    for (ClusterId lane = 0; lane < lane_count(); ++lane) {
      if (lane == home || !lanes_[lane] || !can_ever(job, lane)) continue;
      if (lanes_[lane]->book().fits_now(workload_.jobs[job])) offer_to_floating(lane, changes);
      if (standings_[job].state == State::kWaiting && !lanes_[lane]->would_leave_for(job, now_).empty()) {
        offer(job, lane, changes);
      }
      if (standings_[job].state != State::kWaiting) return true;
    }
  }
  return false;
}

}  // namespace berth::live
