// Greedy: any waiting job that fits starts, in the policy's order, and nobody holds a reservation. It is list
// scheduling (Graham, Bounds on Multiprocessing Timing Anomalies, SIAM J. Applied Mathematics 17(2), 1969), with a
// queue tried past its head as schedulers of services do.
#include "engine/policy/backfill/backfill.hpp"
#include "engine/policy/backfill/shape_queue.hpp"
#include "engine/policy/backfill/tenant_shape_queue.hpp"

namespace berth {
namespace {

// After every pass no waiting job fits anywhere: whoever fits was started, and a start leaves less room. Until
// something ends, or a book is replaced, only arrivals can start.
template <class Queue>
class Greedy final : public Backfill {
 public:
  explicit Greedy(Queue queue) : queue_(std::move(queue)) {}

  std::size_t waiting() const override { return queue_.size(); }
  void forget(ClusterId) override { book_replaced_ = true; }
  bool withdraw(const Waiting& waiting, const Job& job) override { return queue_.erase(waiting, job); }

  void pass(Pass& pass) override {
    const bool nothing_came_free = queue_.empty() || !(pass.anything_ended || book_replaced_);
    // Tenants take turns: the order of several arrivals depends on who starts.
    const bool only_arrivals = nothing_came_free && (!kTakesTurns || pass.arrivals.size() <= 1);
    book_replaced_ = false;
    if (only_arrivals) {
      for (const Waiting& arrival : pass.arrivals) try_arrival(pass, arrival);
      return;
    }
    for (const Waiting& arrival : pass.arrivals) queue_.insert(arrival, pass.jobs[arrival.job]);
    const auto choose = [&pass](JobId job) { return best_cluster_now(pass, pass.jobs[job]); };
    const auto start_one = [&pass](const Waiting& waiting, ClusterId cluster, bool is_first) {
      start(pass, waiting, cluster, is_first);
    };
    if constexpr (kTakesTurns) {
      queue_.start_all_that_fit(choose, start_one);
    } else {
      queue_.start_all_that_fit(pass.rescore, choose, start_one);
    }
  }

 private:
  static constexpr bool kTakesTurns = std::is_same_v<Queue, TenantShapeQueue>;

  void try_arrival(Pass& pass, const Waiting& arrival) {
    const Job& job = pass.jobs[arrival.job];
    const ClusterId cluster = may_start(job) ? best_cluster_now(pass, job) : kNoCluster;
    if (cluster == kNoCluster) {
      queue_.insert(arrival, job);
    } else {
      start(pass, arrival, cluster, is_first(pass, arrival));
    }
  }

  bool may_start(const Job& job) {
    if constexpr (kTakesTurns) return queue_.may_start(job);
    return true;
  }

  // Whether nobody is passed over for it.
  bool is_first(const Pass& pass, const Waiting& arrival) const {
    if constexpr (kTakesTurns)
      return queue_.empty();
    else
      return !queue_.anyone_before(arrival, pass.rescore);
  }

  static void start(Pass& pass, const Waiting& waiting, ClusterId cluster, bool is_first) {
    pass.books[cluster]->start(waiting.job, pass.jobs[waiting.job], pass.now);
    pass.started(waiting, cluster, is_first ? Reason::kHead : Reason::kFits, kNever);
  }

  Queue queue_;
  bool book_replaced_ = false;
};

}  // namespace

const BackfillAlgorithm& greedy() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "greedy",
       "any waiting job that fits starts; nobody holds a reservation",
       "start j if it fits the free units, in order, past those that do not",
       "Graham, Bounds on Multiprocessing Timing Anomalies, SIAM J. Applied Mathematics 17(2), 1969",
       "when run times are not known, as in a live service; wide jobs may wait as long as narrow ones keep coming",
       {}},
      Foresight::kNone,
      [](const Choice&, const Queueing& queueing) -> std::unique_ptr<Backfill> {
        if (queueing.scores == Scores::kByTenant) {
          return std::make_unique<Greedy<TenantShapeQueue>>(
              TenantShapeQueue(*queueing.shares, *queueing.jobs, queueing.by_job));
        }
        return std::make_unique<Greedy<ShapeQueue>>(ShapeQueue(queueing.scores, queueing.by_job));
      },
      true};
  return algorithm;
}

}  // namespace berth
