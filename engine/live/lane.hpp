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
  bool cordoned = false;  // nothing new starts here
};

class Lane {
 public:
  // `workload` and `standings` outlive the lane. REQUIRES: the policy's names are registered.
  Lane(const Workload& workload, const std::vector<Standing>& standings, LaneSpec spec);

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
  Time wake_at() const { return stale_ && !spec_.cordoned && !waiting_.empty() ? 0 : wake_at_; }
  bool plans_ahead() const { return scheduler_->foresight() != Foresight::kNone; }
  // Whether it counts how long jobs hold their places.
  bool counts_service() const;

  // The same lane with a book and a queue of its own: what happens there does not happen here.
  std::unique_ptr<Lane> copy() const;

  // One scheduling pass: who ended, who is started ahead of everybody, who is newly here, who comes back to its old
  // place. Returns the round with the scheduler's part filled in: who starts, and who makes way by attained service.
  // While cordoned nothing starts.
  Round pass(Round round);

  // A job that waits here does not any more. The next pass sees to what that lets start.
  void withdraw(JobId job);

  // Takes in jobs as recovery finds them.
  void adopt_running(JobId job, const Placement& nodes);
  void adopt_waiting(JobId job);

  // A job that runs here has another priority than it had.
  void priority_changed(JobId job, std::int32_t old);

  // Takes another shape or policy; `nodes` says where each old node is now (kGone: nowhere), empty when they stay.
  // REQUIRES: nobody runs on a node that is gone or too small. The next pass sees to what that lets start.
  void change(LaneSpec spec, const std::vector<std::uint32_t>& nodes);
  static constexpr std::uint32_t kGone = 0xFFFFFFFF;

  // The jobs whose expected end is over, with the end to plan with instead: as long again.
  std::vector<Extended> overdue(Time now) const;

  // Whom the lane's preemption would take for the job; empty when it would not preempt, or nobody's leaving helps.
  std::vector<JobId> victims_for(const Job& job) const;

 private:
  std::unique_ptr<NodeBook> make_book(const LaneSpec& spec) const;
  void rebuild(Time now);
  void count(std::int32_t priority, int sign);
  void left(JobId job);
  // Tells the scheduler what a job has behind it.
  void know(JobId job);
  // Applies a round to a cordoned lane.
  void drain(const Round& round);

  const Workload& workload_;
  const std::vector<Standing>& standings_;
  LaneSpec spec_;
  std::unique_ptr<NodeBook> book_;
  std::unique_ptr<Scheduler> scheduler_;
  std::set<JobId> running_;
  std::set<InLine> waiting_;
  std::map<std::int32_t, std::int64_t> running_priorities_;  // how many run of each
  bool stale_ = false;                                       // book and queue are to be built anew before a pass
  Time wake_at_ = kNever;
};

}  // namespace berth::live
