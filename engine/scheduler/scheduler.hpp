// What a scheduler knows and how it decides: the queue in the policy's order, fair share, and the backfilling
// algorithm that chooses among what the clusters' books offer. Pure: time and books come in, decisions go out.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "engine/model/workload.hpp"
#include "engine/negotiation.hpp"
#include "engine/policy/order/order.hpp"
#include "engine/policy/registry.hpp"
#include "engine/scheduler/attained_service.hpp"
#include "engine/scheduler/dominant_shares.hpp"
#include "engine/scheduler/fair_share.hpp"
#include "engine/scheduler/preemptor.hpp"

namespace berth {

class Scheduler final : private Decisions {
 public:
  // REQUIRES: the policy's names are registered; `workload` outlives the scheduler. `log` may be null. `shares`: where
  // tenants take turns, what they hold here and elsewhere; `fair_share`: where users' use counts, what they have used
  // here and elsewhere, who runs already included; null: here is everything.
  Scheduler(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy, DecisionLog* log,
            DominantShares* shares = nullptr, FairShare* fair_share = nullptr);

  // How much of the future the books must keep.
  Foresight foresight() const { return backfill_algorithm_->foresight; }

  // Decides everything of one instant: applies what ended and was extended to the books, takes in who became
  // eligible, and makes one scheduling pass. Starts are applied to the books as they are decided.
  void decide(Round& round, std::span<Book* const> books);

  // A cluster's bid has turned out void: what was promised on it is forgotten, to be decided anew on a fresh bid.
  void void_bid(ClusterId cluster) { backfill_->forget(cluster); }

  // What a job has behind it that comes here from elsewhere: how long it held its places, how often it lost them.
  // REQUIRES: it does not run here.
  void know(JobId job, Duration held_us, std::uint32_t preemptions);

  // The job runs already, since then, and its book knows.
  void adopt_running(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time since);

  // A waiting job, eligible since `submit_us`, waits no more. False when the backfilling algorithm cannot let go of it:
  // the scheduler must then be made anew from those who still wait. REQUIRES: its Job is as when it was taken in.
  bool withdraw(JobId job, Time submit_us);

  // Who would make way for a job that comes here now; empty where nobody would, or where only a pass can tell.
  std::vector<JobId> would_leave_for(JobId job, std::span<Book* const> books, Time now) const;

  std::size_t waiting() const { return backfill_->waiting(); }
  std::uint64_t passes() const { return passes_; }
  std::uint64_t decisions() const { return decisions_; }

 private:
  void started(const Waiting& waiting, ClusterId cluster, Reason reason, Time at) override;
  void promised(JobId job, ClusterId cluster, Reason reason, Time at) override;

  void finish(const Ended& ended, Pass& pass);
  // Starts jobs in the place of others, before a pass has started whoever fits or after it, and lets those wait again.
  void preempt_first(Round& round, Pass& pass);
  void preempt(Round& round, Pass& pass);
  void make_room(Round& round);
  void swap(Round& round, const Preemptor::Swap& swap);
  // A running job's place is somebody else's from now on.
  Placement leave(Round& round, JobId job, ClusterId cluster, JobId for_job, Reason reason);
  void stop_waiting(const Preemptor::Swap& swap);
  void extend(const Extended& extended, Pass& pass);
  void face_unusual(const Unusual& unusual, Pass& pass);
  // Nodes come back and go down.
  void change_nodes(const Unusual& unusual, Pass& pass);
  // Makes a new job an arrival, or refuses it.
  void arrive(Round& round, JobId id);
  // Makes the round's new jobs, and those that come back, this pass's arrivals.
  void take_in(Round& round);
  bool can_ever(const Job& job) const { return books_.size() == 1 ? books_.front()->can_ever(job) : can_some(job); }
  bool can_some(const Job& job) const;
  void refuse(Round& round, JobId id, std::string why);
  std::string why_never(const Job& job) const;
  Waiting waiting_since(JobId id, Time submit_us, Time now) const {
    const Job& job = workload_.jobs[id];
    return {scores_ ? score(id, submit_us, now) : 0, submit_us, job.requested_us, id, job.replicas};
  }
  double score(JobId id, Time submit_us, Time now) const;
  // Whose the job is holds what it asks for (+1) or no longer does (-1).
  void count_held(JobId id, int sign, Time now);
  void count_shares(const Job& job, int sign);
  void make_preemptor(const Choice& choice);
  // Notes that this round speaks to a cluster, and on which version of its book.
  void touch(ClusterId cluster) {
    const std::vector<AwardedOn>& awards = round_->awards;
    if (awards.empty() || awards.back().cluster != cluster) add_award(cluster);
  }
  void add_award(ClusterId cluster);
  void log(const Decision& decision);

  const Workload& workload_;
  std::span<const ClusterSpec> clusters_;
  const OrderAlgorithm* order_algorithm_;
  const BackfillAlgorithm* backfill_algorithm_;
  Score score_;
  std::optional<DominantShares> own_shares_;
  DominantShares* shares_ = nullptr;  // where the order takes turns by tenant
  std::unique_ptr<Backfill> backfill_;
  FairShare own_fair_share_;
  FairShare& fair_share_;
  bool uses_fair_share_;
  bool scores_ = true;        // whether jobs differ in score
  bool counts_held_ = false;  // whether anybody asks who holds how much
  double total_cores_ = 0;
  DecisionLog* log_;
  std::optional<ServiceQueues> queues_;  // where attained service counts
  AttainedService service_;
  std::unique_ptr<Preemptor> preemptor_;      // where the policy preempts
  Duration delay_us_ = 0;                     // of the start being decided
  std::vector<std::pair<JobId, Time>> back_;  // victims who wait again, with when they became eligible

  // Of the round being decided.
  Round* round_ = nullptr;
  std::span<Book* const> books_;  // all of one kind
  bool units_are_alike_ = false;
  std::vector<Waiting> arrivals_;
  std::function<double(const Waiting&)> rescore_;

  std::uint64_t passes_ = 0;
  std::uint64_t decisions_ = 0;
};

}  // namespace berth
