#include "engine/simulation/conductor.hpp"

#include <algorithm>
#include <cassert>

namespace berth {

Conductor::Conductor(const Workload& workload, std::span<const ClusterSpec> clusters, const ReplayOptions& options)
    : workload_(workload),
      clusters_(clusters),
      semantics_(options.semantics),
      work_(workload,
            (options.overrun == OverrunRule::kAsLogged ? workload.overrun : options.overrun) == OverrunRule::kKill),
      log_(options.decisions),
      progress_(options.progress),
      dependencies_(workload),
      nodes_(clusters),
      fleet_(workload, clusters),
      elastic_(workload, clusters) {
  replay_.records.resize(workload.jobs.size());
  nodes_matter_ = nodes_.any() || fleet_.any() || elastic_.any();
  if (elastic_.any()) keep_stints();  // ends are not known at the start
  advance_in_file();
  await_outage(0);
  for (std::uint32_t number = 0; number < nodes_.closures().size(); ++number) {
    const Closure& closure = nodes_.closures()[number].closure;
    if (!closure.lets_finish) heap_.push({closure.from_us, EventKind::kClosing, number});
    heap_.push({closure.until_us, EventKind::kOpening, number});
  }
}

void Conductor::log(Time now, JobId job, DecisionKind kind, Reason reason, Time at) {
  if (log_) log_->record({now, job, kind, reason, replay_.records[job].cluster, at});
}

// Passes over dependents: they are submitted when what they depend on has ended.
void Conductor::advance_in_file() {
  const std::vector<Job>& jobs = workload_.jobs;
  if (dependencies_.any()) {
    while (next_in_file_ < jobs.size() && jobs[next_in_file_].dependency_count > 0) ++next_in_file_;
  }
  next_submit_us_ = next_in_file_ < jobs.size() ? jobs[next_in_file_].submit_us : kNever;
}

void Conductor::take_submission(Round& round) {
  replay_.records[next_in_file_].submit_us = round.now;
  round.submitted.push_back(next_in_file_);
  if (fleet_.any()) fleet_.waits(next_in_file_, round.now);
  ++next_in_file_;
  advance_in_file();
}

Time Conductor::expected_end(JobId job) const {
  if (!extended_.empty()) {
    const auto found = std::find_if(extended_.begin(), extended_.end(), [&](const auto& e) { return e.first == job; });
    if (found != extended_.end()) return found->second;
  }
  return stint_start(job) + workload_.jobs[job].requested_us;
}

Time Conductor::stint_start(JobId job) const {
  const bool again = !replay_.restarted_us.empty() && replay_.restarted_us[job] != kNever;
  return again ? replay_.restarted_us[job] : replay_.records[job].start_us;
}

void Conductor::keep_stints() {
  if (work_.is_kept()) return;
  replay_.restarted_us.resize(workload_.jobs.size(), kNever);
  work_.keep(replay_.records, [this](JobId job) { return stint_start(job); });
}

void Conductor::settle(JobId job, Stint& stint, const PreemptionCost& cost) {
  const Duration left = work_.stint(job);
  const Time over = elastic_.is_elastic(job) ? elastic_.ends(job) : stint.start_us + left;
  stint.end_us = std::min(stint.end_us, over);
  const Duration ran = stint.end_us - stint.start_us;
  Duration kept = 0;
  if (cost.checkpoint_us > 0) kept = cost.grace_us > 0 ? ran : ran / cost.checkpoint_us * cost.checkpoint_us;
  kept = std::min(kept, left - 1);  // who would have been over within its grace has one more instant to run
  stint.lost_us = ran - kept;
  Duration saved = kept;
  if (elastic_.is_elastic(job)) {
    saved = std::min(elastic_.done_by(job, stint.start_us + kept), work_.whole(job) - 1);
  }
  work_.save(job, saved, cost.restart_us);
}

void Conductor::interrupt(JobId job, Stint stint, const PreemptionCost& cost) {
  keep_stints();
  settle(job, stint, cost);
  work_.is_over(job);
  replay_.records[job].state = JobState::kWaiting;
  if (nodes_matter_) leave_nodes(job, stint.end_us);
  stint.nodes = std::move(replay_.placements[job]);
  replay_.placements[job].clear();
  if (!extended_.empty()) std::erase_if(extended_, [&](const auto& entry) { return entry.first == job; });
  replay_.interrupted.push_back(std::move(stint));
}

void Conductor::preempt(const Preempted& preempted, Time now) {
  const JobId job = preempted.job;
  const Time start = stint_start(job);
  const Time end = std::max(start, now + preempted.cost.grace_us);
  keep_stints();
  if (preempted.cost.grace_us > 0) {
    leaving_.push_back({job, end, replay_.interrupted.size(), work_.kept(job), preempted.cost});
    if (elastic_.any()) {
      elastic_.leaves(job, preempted.cluster, replay_.placements[job], now, now + preempted.cost.grace_us);
    }
  }
  interrupt(job, {job, preempted.cluster, start, end, 0, Interruption::kPreempted, preempted.for_job, {}},
            preempted.cost);
  if (preempted.cost.grace_us > 0) {
    heap_.push({end, EventKind::kRequeue, job});
  } else {
    ++waiting_;
    if (fleet_.any()) fleet_.waits(job, replay_.records[job].submit_us);
  }
}

void Conductor::waits_again(JobId job, Round& round) {
  const Time submit_us = replay_.records[job].submit_us;
  round.note_unusual().requeued.emplace_back(job, submit_us);
  ++waiting_;
  if (fleet_.any()) fleet_.waits(job, submit_us);
}

void Conductor::keep_events() {
  for (const Event& event : fleet_events_) heap_.push(event);
  fleet_events_.clear();
}

void Conductor::scale(Round& round) {
  std::vector<NodeChange>& down = round.note_unusual().down;
  const std::size_t before = down.size();
  fleet_.decide(round.now, down, fleet_events_);
  for (std::size_t i = before; i < down.size() && elastic_.any(); ++i) {
    elastic_.set_off(down[i].cluster, down[i].node, true);
  }
  keep_events();
}

void Conductor::deal(Time now) {
  for (const auto& [job, ends_us, grew] : elastic_.deal(now)) {
    work_.ends_at(job, ends_us);
    heap_.push({ends_us, EventKind::kCompletion, job});
    log(now, job, DecisionKind::kResize, grew ? Reason::kGrows : Reason::kShrinks, ends_us);
  }
}

void Conductor::unstick(Time now) {
  if (!fleet_.is_stuck()) return;
  if (const auto number = fleet_.next_off()) heap_.push({now, EventKind::kSwitchOn, *number});
}

// The next to begin is in the heap, one at a time.
void Conductor::await_outage(std::size_t outage) {
  if (outage >= nodes_.outages().size()) return;
  heap_.push({nodes_.outages()[outage].outage.down_us, EventKind::kNodeDown, static_cast<std::uint32_t>(outage)});
}

void Conductor::leave_nodes(JobId job, Time at) {
  const ClusterId cluster = replay_.records[job].cluster;
  const Placement& nodes = replay_.placements[job];
  if (nodes_.any()) nodes_.ended(job, cluster, nodes);
  if (elastic_.any()) elastic_.ended(job, cluster, nodes, at);
  if (fleet_.any()) fleet_.ended(job, cluster, nodes, at, fleet_events_);
  keep_events();
}

void Conductor::end(JobId job, Round& round) {
  Record& record = replay_.records[job];
  const bool is_elastic = nodes_matter_ && elastic_.is_elastic(job);
  const bool killed = is_elastic ? !elastic_.is_through(job, round.now) : work_.is_killed(job);
  if (nodes_matter_) leave_nodes(job, round.now);
  round.ended.push_back({job, record.cluster, expected_end(job)});
  if (!extended_.empty()) std::erase_if(extended_, [&](const auto& entry) { return entry.first == job; });
  record.end_us = round.now;
  work_.is_over(job);
  record.state = killed ? JobState::kKilled : JobState::kCompleted;
  ++ended_;
  log(round.now, job, killed ? DecisionKind::kKill : DecisionKind::kEnd,
      killed ? Reason::kLimitReached : Reason::kCompleted, kNever);
  if (dependencies_.any()) release_dependents(job, round.now);
}

void Conductor::release_dependents(JobId job, Time now) {
  eligible_.clear();
  dependencies_.ended(job, now, eligible_);
  for (const auto& [dependent, at] : eligible_) heap_.push({at, EventKind::kSubmission, dependent});
}

void Conductor::extend(JobId job, Round& round) {
  const Record& record = replay_.records[job];
  const Time was = expected_end(job);
  const Time start = stint_start(job);
  const Time until = was + (was - start);
  if (was - start == workload_.jobs[job].requested_us) {
    extended_.emplace_back(job, until);
  } else {
    std::find_if(extended_.begin(), extended_.end(), [&](const auto& entry) { return entry.first == job; })->second =
        until;
  }
  round.note_unusual().extended.push_back({job, record.cluster, was, until});
  if (until < start + work_.stint(job)) heap_.push({until, EventKind::kExtension, job});
  log(round.now, job, DecisionKind::kExtend, Reason::kLimitReached, until);
}

void Conductor::take_booted(std::uint32_t number, Round& round) {
  const auto change = fleet_.booted(number, round.now, fleet_events_);
  if (!change) return;  // it went down meanwhile
  round.note_unusual().up.push_back(*change);
  if (elastic_.any()) elastic_.set_off(change->cluster, change->node, false);
  keep_events();
}

void Conductor::take(const Event& event, Round& round) {
  switch (event.kind()) {
    case EventKind::kSubmission:
      replay_.records[event.job()].submit_us = round.now;
      round.submitted.push_back(event.job());
      if (fleet_.any()) fleet_.waits(event.job(), round.now);
      break;
    case EventKind::kCompletion:
      take_completion(event.job(), round);
      break;
    case EventKind::kExtension: {
      const bool runs = replay_.records[event.job()].state == JobState::kRunning;
      if (!work_.is_kept() || (runs && expected_end(event.job()) == round.now)) extend(event.job(), round);
      break;
    }
    case EventKind::kRequeue: {
      const auto leaves = [&](const Leaving& leaving) {
        return leaving.job == event.job() && leaving.until == round.now;
      };
      if (std::erase_if(leaving_, leaves) > 0) {
        waits_again(event.job(), round);
      } else {
        round.note_unusual().opened = true;  // it had lost its grace; its nodes were kept from others all the same
      }
      break;
    }
    case EventKind::kNodeUp:
      node_up(event.job(), round);
      break;
    case EventKind::kNodeDown:
      node_down(event.job(), round);
      break;
    case EventKind::kClosing:
      close(event.job(), round);
      break;
    case EventKind::kOpening:
      round.note_unusual().opened = true;
      break;
    case EventKind::kBooted:
      take_booted(event.job(), round);
      break;
    case EventKind::kIdle:
      if (fleet_.is_idle(event.job(), round.now)) round.note_unusual().woken = true;
      break;
    case EventKind::kSwitchOn:
      fleet_.demand(event.job());
      round.note_unusual().woken = true;
      break;
  }
}

void Conductor::take_all(Round& round) {
  // Completions may make dependents eligible at this very instant; these are in the heap by the time it is empty of
  // this instant's events.
  while (heap_.next_at() == round.now) {
    const Event event = heap_.pop();
    if (event.kind() == EventKind::kCompletion) {
      take_completion(event.job(), round);
    } else {
      take(event, round);
    }
  }
  while (next_submit_us_ == round.now) take_submission(round);
  if (round.submitted.size() > 1) std::sort(round.submitted.begin(), round.submitted.end());
}

void Conductor::take_one(Round& round) {
  const bool from_file = next_submit_us_ == round.now;
  const bool from_heap = heap_.next_at() == round.now;
  const bool is_first = !from_heap || heap_.top().kind() > EventKind::kSubmission ||
                        (heap_.top().kind() == EventKind::kSubmission && next_in_file_ < heap_.top().job());
  if (from_file && is_first) {
    take_submission(round);
  } else if (from_heap) {
    take(heap_.pop(), round);
  }  // else it is a wake-up
}

bool Conductor::next(Round& round) {
  round.clear();
  if (progress_) {
    progress_->ended.store(ended_, std::memory_order_relaxed);
    if (progress_->stop.load(std::memory_order_relaxed)) {
      replay_.partial = true;
      return false;
    }
  }
  // Outages go on for ever; what they could still hit does not.
  if ((nodes_.any() || fleet_.any()) && ended_ == workload_.jobs.size()) return false;
  for (bool anything = false; !anything;) {
    round.now = std::min({next_submit_us_, wake_at_, heap_.next_at()});
    if (round.now == kNever) return false;
    if (semantics_ == Semantics::kBatch) {
      take_all(round);
    } else {
      take_one(round);
    }
    // Events of stints that were interrupted are nothing that happens; a wake-up is, once nothing else is left.
    const bool woken = wake_at_ == round.now && heap_.next_at() != round.now && next_submit_us_ != round.now;
    anything = woken || !round.is_empty();
  }
  wake_at_ = kNever;
  if (fleet_.any()) scale(round);
  ++replay_.counters.instants;
  waiting_ += round.submitted.size();
  replay_.counters.max_waiting = std::max(replay_.counters.max_waiting, waiting_);
  return true;
}

void Conductor::refuse(JobId job, std::string reason, Reason why, Time now) {
  Record& record = replay_.records[job];
  record.state = JobState::kRefused;
  ++ended_;
  replay_.refusals.push_back({job, std::move(reason)});
  if (why == Reason::kDependency) log(now, job, DecisionKind::kRefuse, why, kNever);
}

void Conductor::apply_unusual(const Round& round) {
  for (const Refusal& refusal : round.unusual().refusals) {
    --waiting_;
    if (fleet_.any()) fleet_.waits_no_more(refusal.job, replay_.records[refusal.job].submit_us);
    refuse(refusal.job, refusal.reason, Reason::kNeverFits, round.now);
    lost_.clear();
    dependencies_.refused(refusal.job, lost_);
    for (const JobId dependent : lost_) {
      replay_.records[dependent].submit_us = workload_.jobs[dependent].submit_us;
      refuse(dependent, "depends on job " + workload_.name_of(refusal.job) + ", which was refused", Reason::kDependency,
             round.now);
    }
  }
  for (const Preempted& preempted : round.unusual().preempted) preempt(preempted, round.now);
}

void Conductor::start(const Start& start, Time now, const Placement* nodes) {
  const Job& job = workload_.jobs[start.job];
  Record& record = replay_.records[start.job];
  assert(record.state == JobState::kWaiting);
  const Time begins = now + start.delay_us;
  if (record.start_us == kNever) {
    record.start_us = begins;
  } else {
    replay_.restarted_us[start.job] = begins;
  }
  record.cluster = start.cluster;
  record.state = JobState::kRunning;
  if (nodes) {
    note_nodes(start.job, *nodes);
    work_.placed(start.job, clusters_[start.cluster], replay_.placements[start.job]);
  }
  const Duration left = work_.stint(start.job);
  work_.begins(start.job, begins);
  heap_.push({begins + left, EventKind::kCompletion, start.job});
  if (left > job.requested_us) heap_.push({begins + job.requested_us, EventKind::kExtension, start.job});
  if (nodes_matter_ && elastic_.any()) {
    elastic_.started(start.job, start.cluster, replay_.placements[start.job], record.submit_us, begins,
                     work_.whole(start.job), work_.limit(start.job));
  }
}

void Conductor::apply(const Round& round) {
  if (!round.is_usual()) apply_unusual(round);
  const Placement nowhere;
  for (std::size_t i = 0; i < round.starts.size(); ++i) {
    const Placement* nodes = nodes_.any() ? &nowhere : nullptr;
    start(round.starts[i], round.now, round.placements.empty() ? nodes : &round.placements[i]);
  }
  waiting_ -= round.starts.size();
  wake_at_ = round.wake_at;
  if (!nodes_matter_) return;
  if (elastic_.any()) deal(round.now);
  if (fleet_.any()) unstick(round.now);
}

void Conductor::note_nodes(JobId job, Placement placement) {
  if (nodes_.any()) {
    nodes_.started(job, workload_.jobs[job].replicas, replay_.records[job].cluster, placement);
  }
  if (fleet_.any()) {
    fleet_.waits_no_more(job, replay_.records[job].submit_us);
    fleet_.started(job, replay_.records[job].cluster, placement);
  }
  replay_.placements.resize(workload_.jobs.size());
  replay_.placements[job] = std::move(placement);
}

void Conductor::apply_but_declined(Round& round) {
  Round accepted = round;
  const auto is_declined = [&](ClusterId cluster) {
    const std::vector<ClusterId>& all = round.unusual().declined;
    return std::find(all.begin(), all.end(), cluster) != all.end();
  };
  assert(round.unusual().preempted.empty() && "clusters of a replay do not move on while others are preempted");
  accepted.starts.clear();
  accepted.placements.clear();
  std::vector<std::pair<JobId, Time>> returned;
  for (std::size_t i = 0; i < round.starts.size(); ++i) {
    if (is_declined(round.starts[i].cluster)) {
      returned.emplace_back(round.starts[i].job, replay_.records[round.starts[i].job].submit_us);
      continue;
    }
    accepted.starts.push_back(round.starts[i]);
    if (!round.placements.empty()) accepted.placements.push_back(round.placements[i]);
  }
  apply(accepted);
  std::vector<ClusterId> declined = std::move(round.note_unusual().declined);
  const Time now = round.now;
  round.clear();
  round.now = now;
  round.note_unusual().declined = std::move(declined);
  round.note_unusual().returned = std::move(returned);
}

Replay Conductor::finish(std::uint64_t passes, std::uint64_t decisions) && {
  if (progress_) progress_->ended.store(ended_, std::memory_order_relaxed);
  replay_.counters.passes = passes;
  replay_.counters.decisions = decisions;
  replay_.grown = std::move(elastic_).grown();
  replay_.powered = std::move(fleet_).powered();
  return std::move(replay_);
}

}  // namespace berth
