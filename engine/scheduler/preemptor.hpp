// Makes room for important waiting jobs in the place of less important running ones, after a pass has started whoever
// fits: the most important waiting job first, each where the policy's preemption finds victims, clusters in their
// order. A job is left alone at the instant it starts, until it has run for `min_run` seconds, and once it has been
// preempted `budget` times; so no cycle is possible: who preempts is more important than who is preempted, and what is
// preempted makes way once an instant at most.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "engine/cluster/node_book.hpp"
#include "engine/negotiation.hpp"
#include "engine/policy/preemption/preemption.hpp"

namespace berth {

class Preemptor {
 public:
  // REQUIRES: the algorithm chooses. All given outlive it.
  Preemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice, std::size_t clusters);

  void waits(JobId job, Time submit_us) { waiting_.insert({-workload_.jobs[job].priority, submit_us, job}); }
  void waits_no_more(JobId job, Time submit_us) { waiting_.erase({-workload_.jobs[job].priority, submit_us, job}); }
  void runs(JobId job, ClusterId cluster, Time submit_us, Time now);
  void ended(JobId job, ClusterId cluster);

  struct Swap {
    JobId job;
    Time submit_us;
    ClusterId cluster;
    std::vector<std::pair<JobId, Time>> victims;  // with when they had become eligible
  };
  // The next job to start in the place of others; nothing when there is none. Those not found room for are not tried
  // again before `begin`.
  void begin() { hopeless_.clear(); }
  std::optional<Swap> next(std::span<Book* const> books, Time now);
  // Notes that a victim was preempted.
  void preempted(JobId job) { ++preemptions_[job]; }

  const PreemptionCost& cost() const { return cost_; }

 private:
  struct Stay {
    Time since_us;
    Time submit_us;
  };
  // What decides whether anybody makes room for a job.
  using Shape = std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;
  static Shape shape_of(const Job& job) {
    return {job.traits, job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, job.replicas};
  }
  std::vector<JobId> victims_for(const Job& job, ClusterId cluster, const NodeBook& book, Time now) const;

  const Workload& workload_;
  const PreemptionAlgorithm& algorithm_;
  PreemptionCost cost_;
  Duration min_run_us_;
  std::uint32_t budget_;
  std::set<std::tuple<std::int32_t, Time, JobId>> waiting_;  // minus the priority, since when, who
  std::vector<std::map<JobId, Stay>> running_;               // by cluster
  std::map<std::int32_t, std::uint64_t> running_priorities_;
  std::map<JobId, std::uint32_t> preemptions_;
  std::map<Shape, std::int32_t> hopeless_;  // with the highest priority that found no victims
};

}  // namespace berth
