// Makes room for waiting jobs in the place of running ones, after a pass has started whoever fits. Who may take whose
// place is the claim of the policy's preemption: three kinds of preemptors, RankedPreemptor (by priority, by attained
// service), Reclaimer (by quota) and ThroughputPreemptor (by shares of the time, before a pass).
//
// What both keep to: a job is left alone at the instant it starts, until it has run for `min_run` seconds, and once it
// has been preempted `budget` times; so what is preempted makes way once an instant at most. Nobody is taken whose
// leaving does not help. Jobs that keep apart from others, and gangs that must spread or stay in one place, preempt
// nobody: whose leaving would help them is not known.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <queue>
#include <span>
#include <tuple>
#include <vector>

#include "engine/cluster/node_book.hpp"
#include "engine/negotiation.hpp"
#include "engine/policy/preemption/preemption.hpp"

namespace berth {

class Preemptor {
 public:
  // REQUIRES: the algorithm makes a claim. All given outlive it.
  Preemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice);
  virtual ~Preemptor() = default;
  Preemptor(const Preemptor&) = delete;
  Preemptor& operator=(const Preemptor&) = delete;

  virtual void waits(JobId job, Time submit_us) = 0;
  virtual void waits_no_more(JobId job, Time submit_us) = 0;
  // REQUIRES: it has its place in the book, or has it still.
  virtual void runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) = 0;
  virtual void ended(JobId job, ClusterId cluster, const Book& book, Time now) = 0;

  // It went down, or came back.
  virtual void node_changed(ClusterId cluster, std::uint32_t node) = 0;

  struct Swap {
    JobId job;
    Time submit_us;
    ClusterId cluster;
    std::vector<std::pair<JobId, Time>> victims;  // with when they had become eligible
    ClusterId from = kNoCluster;                  // where it runs until now, if it does
    Reason starts = Reason::kPreempts, leaves = Reason::kPreempted;
  };
  // Whether it is asked before the pass that starts whoever fits, not after it.
  virtual bool goes_first() const { return false; }
  // Whether a job may start at all, whoever makes room for it.
  using MayStart = std::function<bool(const Job& job)>;
  // The next job to start in the place of others; nothing when there is none. Whoever fits by now, in what others have
  // left, needs nobody's place. Those not found room for are not tried again before `begin`.
  virtual void begin() = 0;
  virtual std::optional<Swap> next(std::span<Book* const> books, const MayStart& may_start, Time now) = 0;
  // Who would make way for a job that is none of those who wait; empty where nobody would, or where it cannot be told.
  virtual std::vector<JobId> would_leave_for(JobId, std::span<Book* const>, Time) const { return {}; }
  // When there may be somebody though nothing happens until then; kNever where that cannot be.
  virtual Time wake_at(Time now) = 0;
  // Notes that a victim on these nodes was preempted.
  virtual void preempted(JobId job, ClusterId cluster, const Placement& nodes, Time now) = 0;

  // How often a job was preempted before it came here.
  void know_preemptions(JobId job, std::uint32_t count) { preemptions_[job] = count; }

  const PreemptionCost& cost() const { return cost_; }
  // A job as it holds a place that others leave: from now on, though it begins only when their grace is over.
  Job with_grace(Job job) const {
    job.requested_us += cost_.grace_us;
    return job;
  }

 protected:
  struct Stay {
    Time since_us = 0;
    Time submit_us = 0;
    std::int32_t rank = 0;  // RankedPreemptor's
  };
  using Stays = std::map<JobId, Stay>;

  void count_preemption(JobId job) { ++preemptions_[job]; }
  // Whether it may make way for anybody now.
  bool may_leave(JobId id, const Stay& stay, Time now) const;
  // The first instant at which it may, by how long it has run.
  Time ripe_at(const Stay& stay) const { return stay.since_us + (min_run_us_ > 1 ? min_run_us_ : 1); }

  // A job runs, or no longer does: when it may make way by how long it has run.
  void note_ripening(JobId job, const Stay& stay);
  void forget_ripening(JobId job) { ripens_.erase(job); }
  // When the next of those who run may make way by how long it has run; kNever where no run is too short.
  Time next_ripe(Time now);

  // Whose leaving makes room for a job in one cluster, of those to whom `rank_of` gives a rank below the job's
  // priority: the fewest, and so on, as engine/policy/preemption/priority.cpp says. Empty where there are none. Only
  // nodes the job may go to are looked at, for what others hold elsewhere is of no use to it; `rank_of` is asked of
  // those who hold something there.
  using RankOf = std::function<std::optional<std::int32_t>(JobId, const Stay&)>;
  std::vector<JobId> choose_in_cluster(const Job& wanted, const NodeBook& book, const Stays& running,
                                       const RankOf& rank_of) const;
  // The same, where it is not the fewest alone that count.
  using ChooseOf = std::function<std::vector<JobId>(std::span<const Room> free, std::vector<Running> running)>;
  std::vector<JobId> choose_in_cluster(const Job& wanted, const NodeBook& book, const Stays& running,
                                       const RankOf& rank_of, const ChooseOf& choose) const;
  // Whether a running job's leaving makes room for a job of one replica.
  bool makes_room_alone(JobId victim, const Job& wanted, const NodeBook& book) const;

  // What decides whether anybody makes room for a job.
  using Shape = std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;
  static Shape shape_of(const Job& job) {
    return {job.traits, job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, job.replicas};
  }
  // And so do the nodes that are closed to it, cluster after cluster.
  using Asked = std::pair<Shape, std::vector<std::uint32_t>>;
  static Asked asked_by(const Job& wanted, std::span<Book* const> books);

  const Workload& workload_;

 private:
  PreemptionCost cost_;
  Duration min_run_us_;
  std::uint32_t budget_;
  std::map<JobId, std::uint32_t> preemptions_;
  // Where there is a least run: instants and who may make way then, unless it is not what is said of him any more.
  using Ripe = std::pair<Time, JobId>;
  std::priority_queue<Ripe, std::vector<Ripe>, std::greater<>> ripe_;
  std::map<JobId, Time> ripens_;
};

}  // namespace berth
