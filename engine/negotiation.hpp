// The conversation between conductor, scheduler and clusters, as plain values. In a replay through actors these travel
// as messages; directly they are handed over by calls. One round serves one instant:
//
//   conductor → scheduler   what happened: jobs ended, estimates extended, jobs became eligible
//   scheduler → cluster(s)  the award: what ended there, and who starts there, made against the bid's version
//   cluster   → conductor   the outcome, or a refusal with a fresh bid when the cluster has moved on
//
// A bid is a cluster's book at a version: every job of a batch can be answered from it, start now, start at the
// earliest instant the cluster can promise, or never. It stands until the cluster moves on, so an instant costs a
// constant number of messages however long the queue is.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "engine/cluster/book.hpp"
#include "engine/policy/placement/placement.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

struct Ended {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time expected_end = 0;
};

struct Extended {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time expected_end = 0;
  Time new_end = 0;
};

struct Start {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  // It holds its place, and begins to run so much later: those in whose place it starts have that long to leave.
  Duration delay_us = 0;
};

// What being preempted costs a job.
struct PreemptionCost {
  Duration grace_us = 0;       // it runs on for so long, its place being somebody else's already
  Duration checkpoint_us = 0;  // its work is saved so often, and at the end of a grace; 0: never
  Duration restart_us = 0;     // so much more to run when it starts again
};

struct Preempted {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  JobId for_job = kNoJob;
  PreemptionCost cost;
};

// The version of a cluster's book an award was decided on.
struct AwardedOn {
  ClusterId cluster = kNoCluster;
  std::uint64_t version = 0;
};

// A node goes down until then, or comes back; or it is down already, but only until then.
struct NodeChange {
  ClusterId cluster = kNoCluster;
  std::uint32_t node = 0;
  Time until = 0;
};

// What happens at few instants, or is decided at few: nearly every round is without any of it.
struct Unusual {
  // The conductor's part.
  std::vector<Extended> extended;
  std::vector<NodeChange> up, down;              // after all that ended; what ran there has ended, and is requeued
  bool opened = false;                           // nodes that were closed are open again
  bool woken = false;                            // something happened that concerns only which nodes are on
  std::vector<std::pair<JobId, Time>> requeued;  // go back to their old place in the queue, with when that was
  std::vector<Start> ahead;                      // start before anybody else: room was made for them
  // The scheduler's part.
  std::vector<Preempted> preempted;  // end before this round's starts
  std::vector<Refusal> refusals;
  // The clusters' part: whose award came too late.
  std::vector<ClusterId> declined;
  // Jobs whose start was declined, with when they had become eligible: they are decided on again.
  std::vector<std::pair<JobId, Time>> returned;

  // Whether something happened: the conductor's part.
  bool happened() const {
    return !extended.empty() || !up.empty() || !down.empty() || opened || woken || !requeued.empty();
  }
};

class Round {
 public:
  Time now = 0;
  // The conductor's part.
  std::vector<Ended> ended;
  std::vector<JobId> submitted;
  // The scheduler's part.
  std::vector<AwardedOn> awards;  // the clusters this round touches, ascending
  std::vector<Start> starts;
  std::vector<Placement> placements;  // by start; empty where units are interchangeable
  Time wake_at = kNever;

  const Unusual& unusual() const { return unusual_; }
  // To write to.
  Unusual& note_unusual() {
    is_usual_ = false;
    return unusual_;
  }
  // Whether there is nothing unusual to look at.
  bool is_usual() const { return is_usual_; }

  // Whether nothing happened.
  bool is_empty() const { return ended.empty() && submitted.empty() && (is_usual_ || !unusual_.happened()); }

  // The lists keep their memory.
  void clear() {
    ended.clear();
    submitted.clear();
    awards.clear();
    starts.clear();
    placements.clear();
    wake_at = kNever;
    if (!is_usual_) clear_unusual();
  }

 private:
  void clear_unusual() {
    unusual_.extended.clear();
    unusual_.up.clear();
    unusual_.down.clear();
    unusual_.opened = false;
    unusual_.woken = false;
    unusual_.requeued.clear();
    unusual_.ahead.clear();
    unusual_.preempted.clear();
    unusual_.refusals.clear();
    unusual_.declined.clear();
    unusual_.returned.clear();
    is_usual_ = true;
  }

  bool is_usual_ = true;
  Unusual unusual_;
};

struct Bid {
  ClusterId cluster = kNoCluster;
  std::shared_ptr<const Book> book;
};

}  // namespace berth
