// Makes room for important waiting jobs in the place of less important running ones, after a pass has started whoever
// fits: the most important waiting job first, each where the policy's preemption finds victims, clusters in their
// order. A job is left alone at the instant it starts, until it has run for `min_run` seconds, and once it has been
// preempted `budget` times; so no cycle is possible: who preempts is more important than who is preempted, and what is
// preempted makes way once an instant at most. Jobs that keep apart from others, and gangs that must spread or stay in
// one place, preempt nobody: whose leaving would help them is not known.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <tuple>
#include <vector>

#include "engine/cluster/node_book.hpp"
#include "engine/negotiation.hpp"
#include "engine/policy/preemption/preemption.hpp"
#include "engine/scheduler/preemption_plans.hpp"

namespace berth {

class Preemptor {
 public:
  // REQUIRES: the algorithm chooses. All given outlive it.
  Preemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice, std::size_t clusters);

  void waits(JobId job, Time submit_us) { waiting_.insert({-workload_.jobs[job].priority, submit_us, job}); }
  void waits_no_more(JobId job, Time submit_us) { waiting_.erase({-workload_.jobs[job].priority, submit_us, job}); }
  // REQUIRES: it has its place in the book, or has it still.
  void runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now);
  void ended(JobId job, ClusterId cluster, const Book& book);

  // It went down, or came back.
  void node_changed(ClusterId cluster, std::uint32_t node) { plans_[cluster].changed(node); }

  struct Swap {
    JobId job;
    Time submit_us;
    ClusterId cluster;
    std::vector<std::pair<JobId, Time>> victims;  // with when they had become eligible
  };
  // Whether a job may start at all, whoever makes room for it.
  using MayStart = std::function<bool(const Job& job)>;
  // The next job to start in the place of others; nothing when there is none. Whoever fits by now, in what others have
  // left, needs nobody's place. Those not found room for are not tried again before `begin`.
  void begin() {
    hopeless_.clear();
    made_room_ = false;
  }
  std::optional<Swap> next(std::span<Book* const> books, const MayStart& may_start, Time now);
  // Notes that a victim on these nodes was preempted.
  void preempted(JobId job, ClusterId cluster, const Placement& nodes, Time now);

  const PreemptionCost& cost() const { return cost_; }

 private:
  struct Stay {
    Time since_us;
    Time submit_us;
  };

  // Whether it may make way for somebody of this priority now.
  bool may_leave(JobId id, const Stay& stay, std::int32_t priority, Time now) const;
  // Tells of nodes on which somebody may make way by now.
  void ripen(Time now);
  std::vector<JobId> on_one_node(const Job& job, ClusterId cluster, const NodeBook& book, Time now);

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
  std::vector<std::vector<std::vector<JobId>>> on_node_;     // by cluster and node
  std::vector<PreemptionPlans> plans_;                       // by cluster
  // When somebody on a node may make way who may not yet: instant, cluster, node; the first on top.
  using Ripening = std::tuple<Time, ClusterId, std::uint32_t>;
  std::priority_queue<Ripening, std::vector<Ripening>, std::greater<>> ripening_;
  std::map<std::int32_t, std::uint64_t> running_priorities_;
  std::map<JobId, std::uint32_t> preemptions_;
  bool made_room_ = false;                  // since `begin`
  std::map<Shape, std::int32_t> hopeless_;  // with the highest priority that found no victims
};

}  // namespace berth
