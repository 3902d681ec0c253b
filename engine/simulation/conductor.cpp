#include "engine/simulation/conductor.hpp"

#include <algorithm>
#include <cassert>

namespace berth {

Conductor::Conductor(const Workload& workload, const ReplayOptions& options)
    : workload_(workload),
      semantics_(options.semantics),
      kills_((options.overrun == OverrunRule::kAsLogged ? workload.overrun : options.overrun) == OverrunRule::kKill),
      log_(options.decisions),
      progress_(options.progress),
      dependencies_(workload) {
  replay_.records.resize(workload.jobs.size());
  advance_in_file();
}

void Conductor::log(Time now, JobId job, DecisionKind kind, Reason reason, Time at) {
  if (log_) log_->record({now, job, kind, reason, replay_.records[job].cluster, at});
}

// Passes over dependents: they are submitted when what they depend on has ended.
void Conductor::advance_in_file() {
  const std::vector<Job>& jobs = workload_.jobs;
  while (next_in_file_ < jobs.size() && jobs[next_in_file_].dependency_count > 0) ++next_in_file_;
  next_submit_us_ = next_in_file_ < jobs.size() ? jobs[next_in_file_].submit_us : kNever;
}

void Conductor::take_submission(Round& round) {
  replay_.records[next_in_file_].submit_us = round.now;
  round.submitted.push_back(next_in_file_);
  ++next_in_file_;
  advance_in_file();
}

Time Conductor::expected_end(JobId job) const {
  if (!extended_.empty()) {
    const auto found = std::find_if(extended_.begin(), extended_.end(), [&](const auto& e) { return e.first == job; });
    if (found != extended_.end()) return found->second;
  }
  return replay_.records[job].start_us + workload_.jobs[job].requested_us;
}

void Conductor::end(JobId job, Round& round) {
  Record& record = replay_.records[job];
  round.ended.push_back({job, record.cluster, expected_end(job)});
  if (!extended_.empty()) std::erase_if(extended_, [&](const auto& entry) { return entry.first == job; });
  record.end_us = round.now;
  const bool killed = kills_ && workload_.jobs[job].run_us > workload_.jobs[job].requested_us;
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
  const Time until = was + (was - record.start_us);
  if (was - record.start_us == workload_.jobs[job].requested_us) {
    extended_.emplace_back(job, until);
  } else {
    std::find_if(extended_.begin(), extended_.end(), [&](const auto& entry) { return entry.first == job; })->second =
        until;
  }
  round.extended.push_back({job, record.cluster, was, until});
  if (until < record.start_us + workload_.jobs[job].run_us) heap_.push({until, EventKind::kExtension, job});
  log(round.now, job, DecisionKind::kExtend, Reason::kLimitReached, until);
}

void Conductor::take(const Event& event, Round& round) {
  switch (event.kind()) {
    case EventKind::kSubmission:
      replay_.records[event.job()].submit_us = round.now;
      round.submitted.push_back(event.job());
      break;
    case EventKind::kCompletion:
      end(event.job(), round);
      break;
    case EventKind::kExtension:
      extend(event.job(), round);
      break;
  }
}

void Conductor::take_all(Round& round) {
  // Completions may make dependents eligible at this very instant; these are in the heap by the time it is empty of
  // this instant's events.
  while (heap_.next_at() == round.now) take(heap_.pop(), round);
  while (next_submit_us_ == round.now) take_submission(round);
  if (round.submitted.size() > 1) std::sort(round.submitted.begin(), round.submitted.end());
}

void Conductor::take_one(Round& round) {
  const bool from_file = next_submit_us_ == round.now;
  const bool from_heap = heap_.next_at() == round.now;
  if (from_file && (!from_heap || heap_.top().kind() != EventKind::kSubmission || next_in_file_ < heap_.top().job())) {
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
  round.now = std::min({next_submit_us_, wake_at_, heap_.next_at()});
  if (round.now == kNever) return false;
  wake_at_ = kNever;
  ++replay_.counters.instants;
  if (semantics_ == Semantics::kBatch) {
    take_all(round);
  } else {
    take_one(round);
  }
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

void Conductor::apply(const Round& round) {
  for (const Refusal& refusal : round.refusals) {
    --waiting_;
    refuse(refusal.job, refusal.reason, Reason::kNeverFits, round.now);
    lost_.clear();
    dependencies_.refused(refusal.job, lost_);
    for (const JobId dependent : lost_) {
      replay_.records[dependent].submit_us = workload_.jobs[dependent].submit_us;
      refuse(dependent, "depends on job " + workload_.name_of(refusal.job) + ", which was refused", Reason::kDependency,
             round.now);
    }
  }
  for (std::size_t i = 0; i < round.starts.size(); ++i) {
    const Start& start = round.starts[i];
    const Job& job = workload_.jobs[start.job];
    Record& record = replay_.records[start.job];
    assert(record.state == JobState::kWaiting);
    record.start_us = round.now;
    record.cluster = start.cluster;
    record.state = JobState::kRunning;
    const bool overruns = job.run_us > job.requested_us;
    heap_.push({round.now + (overruns && kills_ ? job.requested_us : job.run_us), EventKind::kCompletion, start.job});
    if (overruns && !kills_) heap_.push({round.now + job.requested_us, EventKind::kExtension, start.job});
    if (!round.placements.empty()) note_nodes(start.job, round.placements[i]);
  }
  waiting_ -= round.starts.size();
  wake_at_ = round.wake_at;
}

void Conductor::note_nodes(JobId job, const Placement& placement) {
  replay_.placements.resize(workload_.jobs.size());
  replay_.placements[job] = placement;
}

void Conductor::apply_but_declined(Round& round) {
  Round accepted = round;
  const auto is_declined = [&](ClusterId cluster) {
    return std::find(round.declined.begin(), round.declined.end(), cluster) != round.declined.end();
  };
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
  std::vector<ClusterId> declined = std::move(round.declined);
  const Time now = round.now;
  round.clear();
  round.now = now;
  round.declined = std::move(declined);
  round.returned = std::move(returned);
}

Replay Conductor::finish(std::uint64_t passes, std::uint64_t decisions) && {
  if (progress_) progress_->ended.store(ended_, std::memory_order_relaxed);
  replay_.counters.passes = passes;
  replay_.counters.decisions = decisions;
  return std::move(replay_);
}

}  // namespace berth
