// One cluster of the live service as its scheduler sees it: the cluster's shape and policy, a draft of its book, and
// the engine's scheduler with the queue of those who wait for it. What the policy's algorithms cannot undo (a waiting
// job withdrawn, a policy changed) is done by building the lane anew from who runs and who waits.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "engine/cluster/node_book.hpp"
#include "engine/live/standing.hpp"
#include "engine/negotiation.hpp"
#include "engine/policy/spec.hpp"
#include "engine/scheduler/scheduler.hpp"

namespace berth::live {

// The policy of a cluster that names none: important ones first, past those that do not fit, by preemption if need be.
PolicySpec default_policy();

// A place in line: minus the priority, when it became eligible, the job.
using InLine = std::tuple<std::int64_t, Time, JobId>;

struct LaneSpec {
  ClusterSpec cluster;
  PolicySpec policy = default_policy();
  bool cordoned = false;            // nothing new starts here
  std::vector<std::uint32_t> down;  // nodes that take nobody, ascending
};

class Lane {
 public:
  // All given outlive the lane. `shares`: what tenants hold in all lanes whose order takes turns. `used`: what users
  // have used, where the order goes by it; null: it does not. REQUIRES: the policy's names are registered.
  Lane(const Workload& workload, const std::vector<Standing>& standings, LaneSpec spec, DominantShares& shares,
       FairShare* used);

  const LaneSpec& spec() const { return spec_; }
  const NodeBook& book() const { return *book_; }
  const std::set<JobId>& running() const { return running_; }
  // Who waits here, important ones first, then by place in line.
  const std::set<InLine>& waiting() const { return waiting_; }
  InLine in_line(JobId job) const { return in_line(workload_.jobs[job], standings_[job], job); }
  static InLine in_line(const Job& job, const Standing& standing, JobId id) {
    return {-std::int64_t{job.priority}, standing.eligible_us, id};
  }
  // The least priority among those who run here; none when nobody does.
  std::optional<std::int32_t> least_running_priority() const;
  // At once where somebody waits whom recovery has brought here.
  Time wake_at() const;
  bool plans_ahead() const { return scheduler_->foresight() != Foresight::kNone; }
  // Whether it counts how long jobs hold their places.
  bool counts_service() const { return ways_.counts_service; }
  // Whether tenants take turns here, and whether they take back what they have lent.
  bool takes_turns() const { return ways_.takes_turns; }
  bool reclaims() const { return ways_.claim == Claim::kQuota; }
  // Whether jobs take turns on GPUs here, and whether anybody does now who has some.
  bool gives_turns() const { return ways_.claim == Claim::kThroughput; }
  bool runs_on_gpus() const { return running_on_gpus_ > 0; }
  // Whether tenants hold other amounts than at the last pass, and somebody waits whom that may concern.
  bool shares_moved() const;
  // The shares were made anew, and know nothing of this lane.
  void shares_renewed();

  // Counts use there from now on. Where it did so far.
  FairShare* count_use_with(FairShare* used) { return std::exchange(used_, used); }

  // It is then, where that matters: where nodes are closed for a while.
  void advance(Time now) {
    if (book_->has_closures()) book_->advance(now);
  }
  // Who runs, now, on nodes that are closed to him; what may finish left out.
  std::vector<JobId> shut_out(Time now) const;
  // The first instant after that one at which nodes are closed, or open again.
  Time next_closure(Time after) const;
  bool opened(Time after, Time now) const;

  // Other requests are typical of the organization than were.
  void mix_changed();

  // The same lane with a book and a queue of its own: what happens there does not happen here. `shares`: a copy of this
  // lane's; and `used`.
  std::unique_ptr<Lane> copy(DominantShares& shares, FairShare* used) const;

  // One scheduling pass: who ended, who is started ahead of everybody, who is newly here, who comes back to its old
  // place. Returns the round with the scheduler's part filled in: who starts, and who makes way by attained service.
  // While cordoned nothing starts.
  Round pass(Round round);

  // A job that waits here does not any more. The next pass sees to what that lets start.
  void withdraw(JobId job);

  // The book as it is; what happens by these is seen to by the next pass: somebody who runs here leaves, somebody waits
  // here again, somebody starts, where he is placed now. REQUIRES: there is room.
  NodeBook& ready(Time now);
  void leaves(JobId job, Time now);
  void waits(JobId job) { adopt_waiting(job); }
  Placement starts(JobId job, Time now);

  // Takes in jobs as recovery finds them.
  void adopt_running(JobId job, const Placement& nodes);
  void adopt_waiting(JobId job);

  // A job that runs here has another priority than it had.
  void priority_changed(JobId job, std::int32_t old);

  // Takes another shape or policy; `nodes` says where each old node is now (kGone: nowhere), empty when they stay.
  // REQUIRES: nobody runs on a node that is gone, down or too small. The next pass sees to what that lets start.
  void change(LaneSpec spec, const std::vector<std::uint32_t>& nodes);
  static constexpr std::uint32_t kGone = 0xFFFFFFFF;

  // The jobs whose expected end is over, with the end to plan with instead: as long again.
  std::vector<Extended> overdue(Time now) const;

  // Whom the lane's preemption would take for the job; empty when it would not preempt, or nobody's leaving helps.
  std::vector<JobId> victims_for(const Job& job, Time now) const;
  // By priority, too, jobs may be left alone for a while (`min_run`). Whether it is time to ask again whom those who
  // wait may take the place of; and that it was done, or is to be done at an instant, somebody having lost his.
  bool is_time_to_look(Time now) const { return std::min(ripens_at(), look_again_) <= now; }
  void looked(Time now) {
    looked_at_ = now;
    if (look_again_ <= now) look_again_ = kNever;
  }
  void look_again(Time at) {
    if (ways_.min_run_us > 0) look_again_ = at;
  }
  // Who would make way for a job that comes here now, by quota.
  std::vector<JobId> would_leave_for(JobId job, Time now);

 private:
  std::unique_ptr<NodeBook> make_book(const LaneSpec& spec) const;
  void rebuild(Time now);
  bool is_behind() const { return stale_ || queue_stale_; }
  // Whether it may make way by priority.
  bool may_leave(JobId job, Time now) const;
  // When the next of those who run has been left alone for long enough, since it was last looked at.
  Time ripens_at() const;
  // Notes that its tenant holds (+1) what the job asks for here, or no longer does (-1).
  void note_held(JobId job, int sign);
  // The same, and tells the shares.
  void change_held(JobId job, int sign);
  // The same, and counts it as used from now on, or no more.
  void change_use(JobId job, int sign, Time now);
  // Its owner is known to hold it (+1) since it began, or not to hold it here any more.
  void adopt_use(JobId job, int sign) const;
  void count(std::int32_t priority, int sign);
  void left(JobId job);
  void joined(JobId job);
  // Tells the scheduler what a job has behind it.
  void know(JobId job);
  // Applies a round to a cordoned lane.
  void drain(const Round& round);

  // What the policy says, looked up once.
  struct Ways {
    explicit Ways(const PolicySpec& policy);
    Claim claim;
    bool counts_service, takes_turns, by_fragmentation;
    bool preempts_after_an_instant;  // who has just started may make way then, or who lost his place take another's
    Duration min_run_us = 0;         // by priority: how long jobs are left alone,
    double budget = 0;               // and from when on for good; 0: never
  };

  const Workload& workload_;
  const std::vector<Standing>& standings_;
  LaneSpec spec_;
  Ways ways_;
  std::unique_ptr<NodeBook> book_;
  std::unique_ptr<Scheduler> scheduler_;
  std::set<JobId> running_;
  std::size_t running_on_gpus_ = 0;
  std::set<InLine> waiting_;
  std::map<std::int32_t, std::int64_t> running_priorities_;  // how many run of each
  bool stale_ = false;                                       // book and scheduler are to be built anew before a pass
  bool queue_stale_ = false;                                 // the scheduler is to be told who waits
  Time wake_at_ = kNever;
  Time looked_at_ = 0;
  Time look_again_ = kNever;
  DominantShares& shares_;
  FairShare* used_;
  std::map<TenantId, Resources> held_;  // what the shares know of this lane, where tenants take turns
  std::uint64_t shares_seen_ = 0;       // how far they had come at the last pass
};

}  // namespace berth::live
