// Who gets whose place: by preemption, and in what others have left, in this lane or another.
#include <algorithm>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

// How many waiting jobs are tried for preemption after somebody left, and how many that wait elsewhere are offered
// the room: the most important ones. Bounds the work of one command.
constexpr int kTriedForPreemption = 32;
constexpr int kOfferedRoom = 1000;

}  // namespace

void LiveScheduler::begins(JobId job, ClusterId lane, Change::Kind how, Placement nodes, Changes& changes) {
  Standing& standing = standings_[job];
  if (floats(job)) floating_.erase(in_line(job));
  standing.state = State::kRunning;
  standing.lane = lane;
  standing.started_us = now_;
  standing.expected_end_us = now_ + workload_.jobs[job].requested_us;
  changes.push_back({.kind = how, .job = job, .lane = lane, .nodes = std::move(nodes)});
}

void LiveScheduler::stops(JobId job, ClusterId lane) {
  if (lanes_[lane]->gives_turns() && workload_.jobs[job].per_replica.gpu_milli > 0) {
    turns_[job].part(lane).had_us += now_ - standings_[job].started_us;
  }
  if (lanes_[lane]->counts_service()) standings_[job].held_us += now_ - standings_[job].started_us;
}

void LiveScheduler::loses_place(JobId job, ClusterId lane, JobId to, Changes& changes, Reason reason) {
  Standing& standing = standings_[job];
  ++standing.preemptions;
  standing.state = State::kWaiting;
  if (floats(job)) floating_.insert(in_line(job));
  fresh_victims_.insert(job);
  lanes_[lane]->look_again(now_ + 1);
  changes.push_back({.kind = Change::Kind::kPreempted, .job = job, .lane = lane, .by = to, .reason = reason});
}

// Those who made way may have left more room than was needed, and may run elsewhere.
void LiveScheduler::offer_what_is_left(const std::vector<Preempted>& victims, ClusterId lane, Changes& changes) {
  const bool any_floats =
      std::any_of(victims.begin(), victims.end(), [&](const Preempted& victim) { return floats(victim.job); });
  for (ClusterId other = 0; other < lane_count(); ++other) {
    if (lanes_[other] && (other == lane || any_floats)) offer_to_floating(other, changes);
  }
}

void LiveScheduler::evict(ClusterId lane, const std::vector<JobId>& victims, JobId by, Round& round, Changes& changes,
                          Reason reason) {
  for (const JobId victim : victims) {
    const Standing& standing = standings_[victim];
    round.ended.push_back({victim, 0, standing.expected_end_us});
    round.note_unusual().requeued.emplace_back(victim, standing.eligible_us);
    loses_place(victim, lane, by, changes, reason);
  }
}

bool LiveScheduler::preempt_for(JobId job, Changes& changes) {
  const ClusterId lane = standings_[job].lane;
  const std::vector<JobId> victims = lanes_[lane]->victims_for(workload_.jobs[job], now_);
  if (victims.empty()) return false;
  Round round;
  evict(lane, victims, job, round, changes);
  lanes_[lane]->withdraw(job);
  round.note_unusual().ahead.push_back({job, 0});
  pass(lane, std::move(round), changes);
  offer_to_floating(lane, changes);
  return true;
}

void LiveScheduler::after_room(ClusterId lane, Changes& changes) {
  Lane& here = *lanes_[lane];
  here.looked(now_);
  const auto least = here.least_running_priority();
  if (least && !here.spec().cordoned && here.spec().policy.preemption.name != "none") {
    std::vector<JobId> candidates;
    for (const auto& [priority, eligible_us, job] : here.waiting()) {
      if (-priority <= *least || candidates.size() == kTriedForPreemption) break;
      if (!fresh_victims_.contains(job)) candidates.push_back(job);
    }
    for (const JobId job : candidates) {
      if (standings_[job].state == State::kWaiting && standings_[job].lane == lane) preempt_for(job, changes);
    }
  }
  offer_to_floating(lane, changes);
}

void LiveScheduler::offer_to_floating(ClusterId lane, Changes& changes) {
  if (lanes_[lane]->spec().cordoned) return;
  std::vector<JobId> takers;
  int looked_at = 0;
  for (const auto& [priority, eligible_us, job] : floating_) {
    if (++looked_at > kOfferedRoom) break;
    if (standings_[job].lane == lane || !lanes_[lane]->book().fits_now(workload_.jobs[job])) continue;
    takers.push_back(job);
  }
  for (const JobId job : takers) {
    if (standings_[job].state != State::kWaiting || !lanes_[lane]->book().fits_now(workload_.jobs[job])) continue;
    offer(job, lane, changes);
  }
}

// It leaves its queue only for a start: a lane whose reservations hold it back gives it back.
void LiveScheduler::offer(JobId job, ClusterId lane, Changes& changes) {
  if (!offered_.insert(job).second) return;
  const ClusterId home = standings_[job].lane;
  Round round;
  round.note_unusual().requeued.emplace_back(job, standings_[job].eligible_us);
  pass(lane, std::move(round), changes);
  if (standings_[job].state == State::kRunning) {
    lanes_[home]->withdraw(job);
    pass(home, {}, changes);
  } else {
    lanes_[lane]->withdraw(job);
  }
  offered_.erase(job);
}

}  // namespace berth::live
