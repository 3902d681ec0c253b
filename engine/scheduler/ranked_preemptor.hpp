// Preempts by rank: the waiting job of the highest rank first, in the place of running jobs of strictly lower rank,
// where victims are found, clusters in their order. No cycle is possible: who preempts ranks higher than who is
// preempted. A job's rank is its priority; or, where service counts, the higher the less it has attained: then it falls
// while the job runs, queue by queue (attained_service.hpp), and time is sliced. A queue is served first come, first
// served: where those of later queues are not enough, whoever came later to the same one makes way, too.
#pragma once

#include <queue>
#include <set>

#include "engine/scheduler/attained_service.hpp"
#include "engine/scheduler/preemption_plans.hpp"
#include "engine/scheduler/preemptor.hpp"

namespace berth {

class RankedPreemptor final : public Preemptor {
 public:
  // Ranks by service where `queues` and `service` are given. All given outlive it.
  RankedPreemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice,
                  std::size_t clusters, const ServiceQueues* queues, const AttainedService* service);

  void waits(JobId job, Time submit_us) override { waiting_.insert({-rank_of(job), submit_us, job}); }
  void waits_no_more(JobId job, Time submit_us) override { waiting_.erase({-rank_of(job), submit_us, job}); }
  void runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) override;
  void ended(JobId job, ClusterId cluster, const Book& book, Time now) override;
  void node_changed(ClusterId cluster, std::uint32_t node) override { plans_[cluster].changed(node); }
  void begin() override;
  std::optional<Swap> next(std::span<Book* const> books, const MayStart& may_start, Time now) override;
  Time wake_at(Time now) override;
  void preempted(JobId job, ClusterId cluster, const Placement& nodes, Time now) override;

 private:
  // Of a job that does not run.
  std::int32_t rank_of(JobId id) const;
  bool may_leave_for(JobId id, const Stay& stay, std::int32_t rank, Time now) const {
    return stay.rank < rank && may_leave(id, stay, now);
  }
  // Takes note of who may make way by now, and of ranks that have fallen.
  void ripen(std::span<Book* const> books, Time now);
  void note_next_change(JobId id, ClusterId cluster, const Stay& stay);
  void count(JobId id, const Stay& stay, int sign);
  void changed(ClusterId cluster, const Placement& seats);
  std::vector<JobId> on_one_node(const Job& wanted, ClusterId cluster, const NodeBook& book, const NodeBook::Shut& shut,
                                 Time now);
  // Who came, by when he became eligible and who he is.
  using Arrival = std::pair<Time, JobId>;
  std::vector<JobId> victims_for(const Job& wanted, Arrival arrival, ClusterId cluster, const NodeBook& book, Time now);
  // Whether somebody runs who came later to the same queue.
  bool any_came_later(std::int32_t rank, Arrival arrival) const;

  const ServiceQueues* queues_;
  const AttainedService* service_;
  std::set<std::tuple<std::int32_t, Time, JobId>> waiting_;  // minus the rank, since when, who
  std::vector<Stays> running_;                               // by cluster
  std::vector<std::vector<std::vector<JobId>>> on_node_;     // by cluster and node
  std::vector<PreemptionPlans> plans_;                       // by cluster
  // When somebody may make way who may not yet, or his rank falls: instant, cluster, job, since when he runs; the first
  // on top. Some have left since.
  using Ripening = std::tuple<Time, ClusterId, JobId, Time>;
  std::priority_queue<Ripening, std::vector<Ripening>, std::greater<>> ripening_;
  // When nodes open whose victims' grace is over: instant, cluster, node; the first on top.
  using Opening = std::tuple<Time, ClusterId, std::uint32_t>;
  std::priority_queue<Opening, std::vector<Opening>, std::greater<>> opening_;
  std::map<std::int32_t, std::uint64_t> running_ranks_;
  std::map<std::int32_t, std::set<Arrival>> in_queue_;  // who runs, by rank, where service counts
  bool made_room_ = false;                              // since `begin`
  std::map<Asked, std::int32_t> hopeless_;              // with the highest rank that found no victims
};

}  // namespace berth
