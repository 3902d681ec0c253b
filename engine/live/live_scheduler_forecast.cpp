// What would become of a job, and when: nothing is decided.
#include <algorithm>
#include <iterator>
#include <optional>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

// With how many running and waiting jobs a waiting one's start is still forecast.
constexpr std::size_t kPlannedWith = 100;

}  // namespace

using State = Standing::State;

bool LiveScheduler::could_ever(const JobRequest& request) {
  Job job;
  job.traits = traits_.intern(workload_, request.traits);
  job.per_replica = request.per_replica;
  job.replicas = request.replicas;
  job.user = request.user;
  job.queue = request.queue;
  const auto fits = [&](ClusterId lane) {
    return has_lane(lane) && lanes_[lane]->book().can_ever(job) && tenant_may_ever(job, *lanes_[lane]);
  };
  if (!(request.per_replica * request.replicas).fits_in(quota_)) return false;
  if (request.pinned != kNoCluster) return fits(request.pinned);
  for (ClusterId lane = 0; lane < lanes_.size(); ++lane) {
    if (fits(lane)) return true;
  }
  return false;
}

LiveScheduler::Fate LiveScheduler::try_submit(const JobRequest& request, Time now) {
  clock(now);
  // The job joins the tables for the length of the trial; what is decided happens to copies of the lanes.
  const JobId job = append(request, now_);
  Fate fate;
  Standing& standing = standings_[job];
  const ClusterId lane = floats(job) ? choose_lane(job) : standing.pinned;
  if (!dependencies_completed(job)) {
    standing.state = State::kHeldByDependency;
  } else if (!can_ever(job, lane) || !need(job).fits_in(quota_)) {
    standing.state = State::kNever;
  } else if (!(admitted_ + need(job)).fits_in(quota_)) {
    standing.state = State::kHeldByQuota;
  } else {
    standing.state = State::kWaiting;
    standing.lane = lane;
    DominantShares shares(shares_);
    std::optional<FairShare> used;
    if (const FairShare* here = used_in(lanes_[lane]->spec())) used.emplace(*here).know(request.user);
    const std::unique_ptr<Lane> trial = lanes_[lane]->copy(shares, used ? &*used : nullptr);
    Round round;
    round.now = now_;
    round.note_unusual().requeued.emplace_back(job, standing.eligible_us);
    round = trial->pass(std::move(round));
    const bool starts =
        std::any_of(round.starts.begin(), round.starts.end(), [&](const Start& start) { return start.job == job; });
    for (const Preempted& preempted : round.unusual().preempted) {
      if (preempted.for_job == job) fate.victims.push_back(preempted.job);
    }
    if (!starts) fate.victims = trial->victims_for(workload_.jobs[job], now_);
    if (starts || !fate.victims.empty()) {
      standing.state = State::kRunning;
      fate.expected_start_us = now_;
    } else {
      fate.expected_start_us = expected_start(*trial, job);
    }
  }
  fate.standing = standing;
  for (const JobId on : request.depends_on) dependents_[on].pop_back();
  depends_on_.erase(job);
  standings_.pop_back();
  workload_.jobs.pop_back();
  return fate;
}

Time LiveScheduler::expected_start(JobId job) const {
  if (standings_[job].state != State::kWaiting) return kNever;
  return expected_start(*lanes_[standings_[job].lane], job);
}

Time LiveScheduler::expected_start(const Lane& lane, JobId job) const {
  if (lane.spec().cordoned || lane.running().size() > kPlannedWith) return kNever;
  NodeBook book(lane.book());
  book.forget_reservations();
  book.advance(now_);
  std::size_t ahead = 0;
  for (const auto& [priority, eligible_us, other] : lane.waiting()) {
    if (other == job) break;
    if (++ahead > kPlannedWith) return kNever;
    const Time at = book.earliest(workload_.jobs[other], now_, kNever);
    if (at == kNever) return kNever;
    book.reserve(other, workload_.jobs[other], at);
  }
  const Time at = book.earliest(workload_.jobs[job], now_, kNever);
  return at - now_ < kUnknownDuration / 2 ? at : kNever;
}

std::size_t LiveScheduler::place_in_line(JobId job) const {
  const std::set<InLine>& waiting = lanes_[standings_[job].lane]->waiting();
  return static_cast<std::size_t>(std::distance(waiting.begin(), waiting.find(in_line(job))));
}

}  // namespace berth::live
