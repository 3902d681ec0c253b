#include "engine/live/live_scheduler.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace berth::live {

using State = Standing::State;

LiveScheduler::LiveScheduler(std::int64_t cpu_per_core) {
  workload_.name = "live";
  workload_.cpu_per_core = cpu_per_core;
}

std::span<const JobId> LiveScheduler::depends_on(JobId job) const {
  const auto found = depends_on_.find(job);
  if (found == depends_on_.end()) return {};
  return found->second;
}

Resources LiveScheduler::need(JobId job) const {
  return workload_.jobs[job].per_replica * workload_.jobs[job].replicas;
}

JobId LiveScheduler::append(const JobRequest& request, Time submit_us) {
  const auto id = static_cast<JobId>(workload_.jobs.size());
  Job job;
  job.submit_us = submit_us;
  job.requested_us = request.expected_us;
  job.per_replica = request.per_replica;
  job.replicas = request.replicas;
  job.priority = request.priority;
  job.user = request.user;
  job.queue = request.queue;
  job.dependency_count = static_cast<std::uint32_t>(request.depends_on.size());
  job.number = request.number;
  job.traits = traits_.intern(workload_, request.traits);
  workload_.jobs.push_back(job);
  Standing standing;
  standing.pinned = request.pinned;
  standing.eligible_us = submit_us;
  standings_.push_back(standing);
  if (!request.depends_on.empty()) {
    depends_on_[id] = request.depends_on;
    for (const JobId on : request.depends_on) dependents_[on].push_back(id);
  }
  return id;
}

void LiveScheduler::count_typical() {
  if (!std::has_single_bit(workload_.jobs.size())) return;
  workload_.typical_jobs = workload_.jobs.size();
  for (const auto& lane : lanes_) {
    if (lane) lane->mix_changed();
  }
}

JobId LiveScheduler::submit(const JobRequest& request, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  const JobId job = append(request, now_);
  meet(job);
  know_user(request.user);
  count_typical();
  place(job, changes);
  settle(changes);
  return job;
}

bool LiveScheduler::dependencies_completed(JobId job) const {
  const auto on = depends_on(job);
  return std::all_of(on.begin(), on.end(), [&](JobId other) { return standings_[other].completed; });
}

bool LiveScheduler::tenant_may_ever(const Job& job, const Lane& lane) const {
  return !lane.takes_turns() || shares_.may_ever_take(shares_.known_leaf(job), job.per_replica * job.replicas);
}

bool LiveScheduler::can_ever(JobId job, ClusterId lane) const {
  return has_lane(lane) && lanes_[lane]->book().can_ever(workload_.jobs[job]) &&
         tenant_may_ever(workload_.jobs[job], *lanes_[lane]);
}

void LiveScheduler::hold(JobId job, State state, Changes& changes) {
  Standing& standing = standings_[job];
  standing.state = state;
  standing.lane = kNoCluster;
  if (state == State::kHeldByQuota) held_by_quota_.insert(in_line(job));
  if (state == State::kNever) never_.insert(job);
  changes.push_back({.kind = Change::Kind::kQueued, .job = job});
}

// Where it could start now with the best fit; else where it would preempt least; else where the fewest wait.
ClusterId LiveScheduler::choose_lane(JobId id) {
  const Job& job = workload_.jobs[id];
  ClusterId best = kNoCluster;
  std::tuple<int, double, std::size_t> least{};
  for (ClusterId lane = 0; lane < lanes_.size(); ++lane) {
    if (!can_ever(id, lane)) continue;
    Lane& here = *lanes_[lane];
    std::tuple<int, double, std::size_t> cost{3, 0, here.waiting().size()};
    if (here.spec().cordoned) {
      std::get<0>(cost) = 4;
    } else if (here.book().fits_now(job)) {
      cost = {0, here.book().left_after(job), 0};
    } else if (const auto victims = here.victims_for(job, now_); !victims.empty()) {
      cost = {1, 0, victims.size()};
    } else if (const auto leaving = here.would_leave_for(id, now_); !leaving.empty()) {
      cost = {1, 0, leaving.size()};
    }
    if (best != kNoCluster && cost >= least) continue;
    best = lane;
    least = cost;
  }
  return best;
}

void LiveScheduler::place(JobId job, Changes& changes) {
  Standing& standing = standings_[job];
  if (!dependencies_completed(job)) return hold(job, State::kHeldByDependency, changes);
  const ClusterId lane = floats(job) ? choose_lane(job) : standing.pinned;
  if (!can_ever(job, lane)) return hold(job, State::kNever, changes);
  if (!need(job).fits_in(quota_)) return hold(job, State::kNever, changes);
  if (!(admitted_ + need(job)).fits_in(quota_)) return hold(job, State::kHeldByQuota, changes);
  admitted_ += need(job);
  standing.state = State::kWaiting;
  standing.lane = lane;
  if (floats(job)) floating_.insert(in_line(job));
  const std::size_t queued = changes.size();
  changes.push_back({.kind = Change::Kind::kQueued, .job = job, .lane = lane});
  Round round;
  round.note_unusual().requeued.emplace_back(job, standing.eligible_us);
  pass(lane, std::move(round), changes);
  if (standings_[job].state == State::kWaiting) preempt_for(job, changes);
  // Who starts at once was never queued for anybody to see.
  if (standings_[job].state == State::kRunning) changes.erase(changes.begin() + static_cast<std::ptrdiff_t>(queued));
}

Round LiveScheduler::pass(ClusterId lane, Round round, Changes& changes) {
  round.now = now_;
  Lane& here = *lanes_[lane];
  for (const Extended& extended : here.overdue(now_)) {
    const bool leaves = std::any_of(round.ended.begin(), round.ended.end(),
                                    [&](const Ended& ended) { return ended.job == extended.job; });
    if (leaves) continue;
    standings_[extended.job].expected_end_us = extended.new_end;
    round.note_unusual().extended.push_back(extended);
    changes.push_back({.kind = Change::Kind::kExtended, .job = extended.job, .lane = lane});
  }
  round = here.pass(std::move(round));
  for (const Ended& ended : round.ended) stops(ended.job, lane);
  for (const Preempted& preempted : round.unusual().preempted) {
    stops(preempted.job, lane);
    loses_place(preempted.job, lane, preempted.for_job, changes);
  }
  for (std::size_t i = 0; i < round.starts.size(); ++i) {
    begins(round.starts[i].job, lane, Change::Kind::kStarted, round.placements[i], changes);
  }
  for (const Refusal& refusal : round.unusual().refusals) {
    if (floats(refusal.job)) floating_.erase(in_line(refusal.job));
    admitted_ -= need(refusal.job);
    hold(refusal.job, State::kNever, changes);
  }
  if (!round.unusual().preempted.empty()) offer_what_is_left(round.unusual().preempted, lane, changes);
  return round;
}

void LiveScheduler::leave(JobId job) {
  Standing& standing = standings_[job];
  switch (standing.state) {
    case State::kWaiting:
      lanes_[standing.lane]->withdraw(job);
      if (floats(job)) floating_.erase(in_line(job));
      admitted_ -= need(job);
      break;
    case State::kHeldByQuota:
      held_by_quota_.erase(in_line(job));
      break;
    case State::kNever:
      never_.erase(job);
      break;
    case State::kRunning:
      admitted_ -= need(job);
      break;
    case State::kHeldByDependency:
    case State::kEnded:
      break;
  }
}

void LiveScheduler::end(JobId job, bool completed, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  Standing& standing = standings_[job];
  const State was = standing.state;
  const ClusterId lane = standing.lane;
  leave(job);
  standing.state = State::kEnded;
  standing.completed = completed;
  if (was == State::kRunning) {
    Round round;
    round.ended.push_back({job, 0, standing.expected_end_us});
    pass(lane, std::move(round), changes);
    after_room(lane, changes);
  } else if (was == State::kWaiting) {
    pass(lane, {}, changes);
  }
  standing.lane = kNoCluster;
  if (completed) dependencies_moved(job, changes);
  admit_from_quota(changes);
  settle(changes);
}

void LiveScheduler::dependencies_moved(JobId job, Changes& changes) {
  const auto found = dependents_.find(job);
  if (found == dependents_.end()) return;
  const std::vector<JobId> dependents = found->second;
  for (const JobId dependent : dependents) {
    if (standings_[dependent].state == State::kHeldByDependency && dependencies_completed(dependent)) {
      place(dependent, changes);
    }
  }
}

void LiveScheduler::resubmit(JobId job, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  assert(standings_[job].state == State::kEnded);
  standings_[job].completed = false;
  standings_[job].eligible_us = now_;
  standings_[job].held_us = 0;
  if (const auto found = turns_.find(job); found != turns_.end()) {
    for (Turns::Part& part : found->second.parts) part.had_us = part.due_us = 0;
  }
  place(job, changes);
  settle(changes);
}

void LiveScheduler::set_priority(JobId job, std::int32_t priority, Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  const State state = standings_[job].state;
  const std::int32_t old = workload_.jobs[job].priority;
  if (priority == old) return;
  if (state == State::kRunning) {
    const ClusterId lane = standings_[job].lane;
    workload_.jobs[job].priority = priority;
    lanes_[lane]->priority_changed(job, old);
    if (priority < old) after_room(lane, changes);
    return;
  }
  leave(job);
  workload_.jobs[job].priority = priority;
  if (state == State::kEnded || state == State::kHeldByDependency) return;
  Changes follow;
  place(job, follow);
  // That it still waits is no news.
  std::erase_if(follow,
                [&](const Change& change) { return change.job == job && change.kind == Change::Kind::kQueued; });
  changes.insert(changes.end(), follow.begin(), follow.end());
  settle(changes);
}

Time LiveScheduler::wake_at() const {
  Time at = kNever;
  for (const auto& lane : lanes_) {
    if (lane) at = std::min(at, lane->wake_at());
  }
  return std::min({at, next_round(), next_closure()});
}

void LiveScheduler::tick(Time now, Changes& changes) {
  clock(now);
  fresh_victims_.clear();
  mind_closures(changes);
  hold_rounds(changes);
  for (ClusterId lane = 0; lane < lanes_.size(); ++lane) {
    if (!lanes_[lane] || !(lanes_[lane]->plans_ahead() || lanes_[lane]->wake_at() <= now_)) continue;
    pass(lane, {}, changes);
    if (lanes_[lane]->is_time_to_look(now_)) after_room(lane, changes);
  }
  settle(changes);
}

Resources LiveScheduler::used(ClusterId lane) const {
  Resources used = lanes_[lane]->book().capacity();
  used -= lanes_[lane]->book().pool().free();
  return used;
}

JobId LiveScheduler::restore_job(const JobRequest& request, Time submit_us, const Standing& standing,
                                 const Placement& nodes) {
  const JobId job = append(request, submit_us);
  meet(job);
  know_user(request.user);
  count_typical();
  standings_[job] = standing;
  now_ = std::max({now_, submit_us, standing.eligible_us, standing.started_us});
  switch (standing.state) {
    case State::kEnded:
    case State::kHeldByDependency:
      break;
    case State::kHeldByQuota:
      held_by_quota_.insert(in_line(job));
      break;
    case State::kNever:
      never_.insert(job);
      break;
    case State::kWaiting:
      admitted_ += need(job);
      lanes_[standing.lane]->adopt_waiting(job);
      if (floats(job)) floating_.insert(in_line(job));
      break;
    case State::kRunning:
      admitted_ += need(job);
      lanes_[standing.lane]->adopt_running(job, nodes);
      break;
  }
  return job;
}

void LiveScheduler::restore_turns(JobId job, Turns turns) {
  last_round_.resize(lanes_.size());
  for (const Turns::Part& part : turns.parts) {
    now_ = std::max(now_, part.round_us);
    if (part.lane < last_round_.size()) last_round_[part.lane] = std::max(last_round_[part.lane], part.round_us);
  }
  turns_[job] = std::move(turns);
}

ClusterId LiveScheduler::restore_lane(LaneSpec spec) {
  const auto lane = static_cast<ClusterId>(lanes_.size());
  FairShare* const used = used_in(spec);
  lanes_.push_back(std::make_unique<Lane>(workload_, standings_, std::move(spec), shares_, used));
  if (lanes_.back()->takes_turns()) renew_shares();
  return lane;
}

}  // namespace berth::live
