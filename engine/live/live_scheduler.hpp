// The scheduling of one organization, live: its jobs, its clusters' lanes, dependencies and quota. Commands come in
// with their time and are decided at once; what follows from them is handed back as changes, for the caller to make
// durable. Deterministic: the same commands at the same times give the same changes, and a state recovered from them
// decides on as the original would have.
//
// Invariants after every command: nothing is over-allocated; no waiting job fits where it may run (but for jobs a
// reservation, or its tenant's limit, holds back); nobody is preempted for one that is not strictly more important or,
// where the policy goes by attained service, has not attained less, or, where it goes by quota, whose tenant does not
// stay within its own.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/live/lane.hpp"
#include "engine/live/misfits.hpp"
#include "engine/live/standing.hpp"
#include "engine/live/turns.hpp"
#include "engine/live/use.hpp"
#include "engine/model/traits_table.hpp"

namespace berth::live {

// What became of a job by a command.
struct Change {
  enum class Kind : std::uint8_t {
    kQueued,     // waits in `lane`, or is held (see its standing)
    kStarted,    // runs in `lane` on `nodes`
    kPreempted,  // made room for `by`, or for nobody (kNoJob) when its cluster shrank or is drained; waits again
    kExtended,   // outlives its expected duration: planned with longer
    kMoved,      // goes on in `lane`, on `nodes`: it left another
    kTurn,       // a round has begun: what is due to it has changed
    kCounted,    // goes on; whether its owner's use counts in `lane`, and how, has changed
  };
  Kind kind = Kind::kQueued;
  JobId job = kNoJob;
  ClusterId lane = kNoCluster;
  JobId by = kNoJob;
  Reason reason = Reason::kNone;
  Placement nodes;
};
using Changes = std::vector<Change>;

inline constexpr Resources kNoQuota{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::max()};

struct JobRequest {
  Resources per_replica;
  std::uint32_t replicas = 1;
  std::int32_t priority = 0;
  Duration expected_us = kUnknownDuration;
  std::int32_t user = kUnknown;
  std::int32_t queue = kUnknown;
  std::int64_t number = 0;  // the deployment's id
  ClusterId pinned = kNoCluster;
  std::vector<JobId> depends_on;
  Traits traits;  // on which nodes its replicas may be
};

class LiveScheduler {
 public:
  // `cpu_per_core`: what resources count a core as.
  explicit LiveScheduler(std::int64_t cpu_per_core = 1000);
  LiveScheduler(const LiveScheduler&) = delete;
  LiveScheduler& operator=(const LiveScheduler&) = delete;

  const std::vector<Job>& jobs() const { return workload_.jobs; }
  const std::vector<Traits>& traits() const { return workload_.traits; }  // by Job::traits
  const Standing& standing(JobId job) const { return standings_[job]; }
  std::span<const JobId> depends_on(JobId job) const;
  bool has_lane(ClusterId lane) const { return lane < lanes_.size() && lanes_[lane]; }
  const Lane& lane(ClusterId lane) const { return *lanes_[lane]; }
  ClusterId lane_count() const { return static_cast<ClusterId>(lanes_.size()); }
  // What its turns have come to; null where it takes none.
  const Turns* turns(JobId job) const {
    const auto found = turns_.find(job);
    return found == turns_.end() ? nullptr : &found->second;
  }
  // What the job's owner has used, where that has changed at this instant: to be kept with the job.
  std::vector<Use::Part> used_as_of_now(JobId job) const;
  // The latest instant it has seen.
  Time now() const { return now_; }
  // What is requested by admitted jobs, waiting for room or running.
  const Resources& admitted() const { return admitted_; }
  const Resources& quota() const { return quota_; }
  const Tenants& tenants() const { return workload_.tenants; }
  // What tenants hold in the lanes whose order takes turns by it.
  const DominantShares& shares() const { return shares_; }
  // What runs in the lane holds.
  Resources used(ClusterId lane) const;
  // Whether such a job fits any lane it may run in, when that is empty, and the quota.
  bool could_ever(const JobRequest& request);
  // Whether somebody who runs would not fit the changed lane.
  bool would_evict(ClusterId lane, const LaneSpec& spec, const std::vector<std::uint32_t>& nodes) const {
    return !misfits(*lanes_[lane], workload_.jobs, standings_, spec, nodes).empty();
  }

  // Commands. `now` never goes back: an earlier instant counts as the latest one.
  JobId submit(const JobRequest& request, Time now, Changes& changes);
  // REQUIRES (all below): the job exists. Ends a job wherever it stands; `completed`: what depends on it may go.
  void end(JobId job, bool completed, Time now, Changes& changes);
  // An ended job goes back to the queue, as of now.
  void resubmit(JobId job, Time now, Changes& changes);
  void set_priority(JobId job, std::int32_t priority, Time now, Changes& changes);
  ClusterId add_lane(LaneSpec spec, Time now, Changes& changes);
  // Nodes: as Lane::change. Those who do not fit any more are preempted, least important and youngest first.
  void change_lane(ClusterId lane, LaneSpec spec, const std::vector<std::uint32_t>& nodes, Time now, Changes& changes);
  // Everybody who runs there goes back to the queue.
  void drain_lane(ClusterId lane, Time now, Changes& changes);
  // REQUIRES: nobody runs there. Jobs pinned to it never fit any more.
  void remove_lane(ClusterId lane, Time now, Changes& changes);
  // Who was admitted stays so.
  void set_quota(const Resources& quota, Time now, Changes& changes);
  // Who shares the lanes whose order takes turns. REQUIRES: as engine/model/tenants.hpp says.
  void set_tenants(Tenants tenants, Time now, Changes& changes);
  // What time alone brings: reservations that are due, estimates that ran out, time slices that are over.
  void tick(Time now, Changes& changes);
  Time wake_at() const;

  // What would become of such a job, by the same decisions on copies of the lanes.
  struct Fate {
    Standing standing;           // where it would stand
    std::vector<JobId> victims;  // whom it would preempt
    Time expected_start_us = kNever;
  };
  Fate try_submit(const JobRequest& request, Time now);

  // When a waiting job is expected to start by the present timeline: everybody ahead of it in its lane is planned as
  // early as possible first. kNever when that depends on somebody who does not say how long, or on too many.
  Time expected_start(JobId job) const;

  // Recovery: jobs in order of submission with their standing as it was; nothing is decided. `nodes` where they run.
  JobId restore_job(const JobRequest& request, Time submit_us, const Standing& standing, const Placement& nodes);
  void restore_turns(JobId job, Turns turns);
  void restore_use(JobId job, const Use& use);
  ClusterId restore_lane(LaneSpec spec);
  void restore_no_lane() { lanes_.push_back(nullptr); }
  void restore_quota(const Resources& quota) { quota_ = quota; }
  // REQUIRES: nothing was restored yet.
  void restore_tenants(Tenants tenants) { workload_.tenants = std::move(tenants); }

  // How many wait in the same lane with a higher priority, or the same and an older place in line.
  std::size_t place_in_line(JobId job) const;

 private:
  void clock(Time now);
  JobId append(const JobRequest& request, Time submit_us);
  // Takes note of whose the job is. Tenants nobody speaks of have their turns in the order in which they came.
  void meet(JobId job);
  // What is typical is looked at anew whenever there are twice as many jobs: by the same of them after a recovery.
  void count_typical();
  Resources need(JobId job) const;
  bool floats(JobId job) const { return standings_[job].pinned == kNoCluster; }
  InLine in_line(JobId job) const { return Lane::in_line(workload_.jobs[job], standings_[job], job); }
  bool can_ever(JobId job, ClusterId lane) const;
  bool tenant_may_ever(const Job& job, const Lane& lane) const;
  ClusterId choose_lane(JobId job);
  Time expected_start(const Lane& lane, JobId job) const;

  // Puts a job that is nowhere yet where it belongs, and decides.
  void place(JobId job, Changes& changes);
  void hold(JobId job, Standing::State state, Changes& changes);
  // A pass in a lane and what follows from it, preemption left out.
  Round pass(ClusterId lane, Round round, Changes& changes);
  bool preempt_for(JobId job, Changes& changes);
  // Somebody left a lane: its queue has had its pass, now those whom preemption would let in, and those who wait
  // elsewhere but could run here.
  void after_room(ClusterId lane, Changes& changes);
  void offer_to_floating(ClusterId lane, Changes& changes);
  // A job that waits elsewhere may start here.
  void offer(JobId job, ClusterId lane, Changes& changes);
  // Takes a job out of whatever it waits in.
  void leave(JobId job);
  // It ran until now.
  void stops(JobId job, ClusterId lane);
  void begins(JobId job, ClusterId lane, Change::Kind how, Placement nodes, Changes& changes);
  // Lanes that give turns, those that do so alike together; and when their next round begins, kNever where nobody runs.
  std::vector<std::vector<ClusterId>> turn_takers() const;
  Time next_round(const std::vector<ClusterId>& lanes) const;
  Time next_round() const;
  // Those that are due.
  void hold_rounds(Changes& changes);
  void hold_round(const std::vector<ClusterId>& lanes, Changes& changes);
  void loses_place(JobId job, ClusterId lane, JobId to, Changes& changes, Reason reason = Reason::kNone);
  void offer_what_is_left(const std::vector<Preempted>& victims, ClusterId lane, Changes& changes);
  void evict(ClusterId lane, const std::vector<JobId>& victims, JobId by, Round& round, Changes& changes,
             Reason reason = Reason::kNone);
  // Nodes are closed to those who run there, or open again, since that was looked at last; and when it is next.
  void mind_closures(Changes& changes);
  Time next_closure() const;
  void dependencies_moved(JobId job, Changes& changes);
  bool dependencies_completed(JobId job) const;
  // Those who wait here and have become too large for it leave. Who they are.
  std::vector<JobId> take_out_too_large(ClusterId lane);
  // What users have used: with such a half-life; in such a lane, null where its order does not go by it.
  FairShare& used_with(double half_life_s);
  FairShare* used_in(const LaneSpec& spec);
  void know_user(std::int32_t user);
  // The lane is to have the order of `spec`: what runs there counts with that half-life from now on.
  void change_order(ClusterId lane, const LaneSpec& spec, Changes& changes);
  // Tenants' shares are counted anew: other tenants, or other lanes.
  void renew_shares();
  // What happened in one lane may let somebody start in another: tenants hold what they hold in all of them.
  void settle(Changes& changes);
  // Somebody who may run in any lane takes his tenant's part back in another than he waits in. False: nobody does.
  bool reclaim_elsewhere(Changes& changes);
  void admit_from_quota(Changes& changes);
  void reconsider_never(Changes& changes);

  Workload workload_;
  TraitsTable traits_;
  std::vector<Standing> standings_;
  std::unordered_map<JobId, std::vector<JobId>> depends_on_;  // looked up, never walked: its order is nobody's
  std::unordered_map<JobId, std::vector<JobId>> dependents_;
  DominantShares shares_{{}, {}};
  std::vector<JobId> firsts_;                 // the first job of each tenant, as they came
  std::unordered_set<std::int32_t> met_;      // numbers of users or queues; looked up only
  std::map<double, FairShare> used_;          // by half-life; who is there stays, and stays where it is
  std::unordered_set<std::int32_t> users_;    // whoever has submitted something; only their number matters
  std::vector<std::unique_ptr<Lane>> lanes_;  // null: removed
  std::unordered_map<JobId, Turns> turns_;    // looked up only
  std::vector<Time> last_round_;              // by lane
  std::set<InLine> floating_;                 // those that wait and may run in any lane
  std::set<InLine> held_by_quota_;
  std::set<JobId> never_;
  Resources admitted_;
  Resources quota_ = kNoQuota;
  std::set<JobId> fresh_victims_;  // of the command being decided: they do not preempt in it
  std::set<JobId> offered_;        // those who stand in a second lane's queue for the moment
  Time now_ = 0;
  Time minded_until_ = 0;
};

}  // namespace berth::live
