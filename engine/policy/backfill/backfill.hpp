// Backfilling: which waiting jobs start at a scheduling pass, and what the others are promised. An algorithm keeps the
// waiting jobs and decides on the clusters' books. One file an algorithm, registered in engine/policy/registry.cpp.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "engine/cluster/book.hpp"
#include "engine/policy/spec.hpp"
#include "engine/scheduler/waiting_queue.hpp"
#include "engine/simulation/decision.hpp"

namespace berth {

// Is told of what a pass decides, decision by decision.
class Decisions {
 public:
  // `reason` speaks of instant `at`, where it speaks of one.
  virtual void started(const Waiting& waiting, ClusterId cluster, Reason reason, Time at) = 0;
  virtual void promised(JobId job, ClusterId cluster, Reason reason, Time at) = 0;

 protected:
  ~Decisions() = default;
};

// One scheduling pass: what it may look at and what it decides.
struct Pass {
  Time now = 0;
  const std::vector<Job>& jobs;
  std::span<Book* const> books;       // one a cluster, in the scenario's order
  std::span<const Waiting> arrivals;  // newly eligible, in queue order; not in the backfill's queue yet
  bool anything_ended = false;        // since the last pass: resources came free
  Time freed_until = 0;               // latest expected end of what ended before it; 0: nothing ended early
  bool extended = false;              // an estimate was extended, or a node went down
  const std::function<double(const Waiting&)>* rescore = nullptr;  // null where scores never change

  Decisions& decisions;
  void started(const Waiting& waiting, ClusterId cluster, Reason reason, Time at) {
    decisions.started(waiting, cluster, reason, at);
  }
  void promised(JobId job, ClusterId cluster, Reason reason, Time at) { decisions.promised(job, cluster, reason, at); }

  Time wake_at = kNever;  // when a pass is needed even if nothing happens

  ClusterId cluster_count() const { return static_cast<ClusterId>(books.size()); }
};

class Backfill {
 public:
  virtual ~Backfill() = default;
  // Takes in the arrivals and starts what may start.
  virtual void pass(Pass& pass) = 0;
  virtual std::size_t waiting() const = 0;
  // The cluster's book is about to be replaced by a fresh one, which knows of no promise.
  virtual void forget(ClusterId cluster) = 0;
  // A waiting job, with the score and submission it was taken in with, waits no more. False where the algorithm cannot
  // let go of one job, or does not have it: whoever asked must make the scheduler anew from those who still wait.
  virtual bool withdraw(const Waiting&, const Job&) { return false; }
};

struct BackfillAlgorithm {
  AlgorithmInfo info;
  Foresight foresight;  // what the books must keep for it
  std::unique_ptr<Backfill> (*make)(const Choice& parameters, const Queueing& queueing);
  bool by_tenant = false;  // goes with orders that say kByTenant
};

// The cluster on which the job leaves least room, among those where it can start now; kNoCluster when there is none.
ClusterId best_cluster_among(const Pass& pass, const Job& job);
inline ClusterId best_cluster_now(const Pass& pass, const Job& job) {
  if (pass.books.size() == 1) return pass.books.front()->fits_now(job) ? ClusterId{0} : kNoCluster;
  return best_cluster_among(pass, job);
}

// The algorithms (one file each).
const BackfillAlgorithm& no_backfill();
const BackfillAlgorithm& greedy();
const BackfillAlgorithm& easy();
const BackfillAlgorithm& easy_sjbf();
const BackfillAlgorithm& conservative();

}  // namespace berth
