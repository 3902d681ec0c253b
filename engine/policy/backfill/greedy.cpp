// Greedy: any waiting job that fits starts, in the policy's order, and nobody holds a reservation. It is list
// scheduling (Graham, Bounds on Multiprocessing Timing Anomalies, SIAM J. Applied Mathematics 17(2), 1969), with a
// queue tried past its head as schedulers of services do.
#include "engine/policy/backfill/backfill.hpp"
#include "engine/policy/backfill/shape_queue.hpp"

namespace berth {
namespace {

// After every pass no waiting job fits anywhere: whoever fits was started, and a start leaves less room. Until
// something ends, or a book is replaced, only arrivals can start.
class Greedy final : public Backfill {
 public:
  explicit Greedy(Scores scores) : queue_(scores) {}

  std::size_t waiting() const override { return queue_.size(); }
  void forget(ClusterId) override { book_replaced_ = true; }
  bool withdraw(const Waiting& waiting, const Job& job) override { return queue_.erase(waiting, job); }

  void pass(Pass& pass) override {
    const bool only_arrivals = queue_.empty() || !(pass.anything_ended || book_replaced_);
    book_replaced_ = false;
    if (only_arrivals) {
      for (const Waiting& arrival : pass.arrivals) try_arrival(pass, arrival);
      return;
    }
    for (const Waiting& arrival : pass.arrivals) queue_.insert(arrival, pass.jobs[arrival.job]);
    queue_.start_all_that_fit(
        pass.rescore, [&pass](JobId job) { return best_cluster_now(pass, pass.jobs[job]); },
        [&pass](const Waiting& waiting, ClusterId cluster, bool is_first) { start(pass, waiting, cluster, is_first); });
  }

 private:
  void try_arrival(Pass& pass, const Waiting& arrival) {
    const Job& job = pass.jobs[arrival.job];
    const ClusterId cluster = best_cluster_now(pass, job);
    if (cluster == kNoCluster) {
      queue_.insert(arrival, job);
    } else {
      start(pass, arrival, cluster, !queue_.anyone_before(arrival, pass.rescore));
    }
  }

  static void start(Pass& pass, const Waiting& waiting, ClusterId cluster, bool is_first) {
    pass.books[cluster]->start(waiting.job, pass.jobs[waiting.job], pass.now);
    pass.started(waiting, cluster, is_first ? Reason::kHead : Reason::kFits, kNever);
  }

  ShapeQueue queue_;
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
      [](const Choice&, Scores scores) -> std::unique_ptr<Backfill> { return std::make_unique<Greedy>(scores); }};
  return algorithm;
}

}  // namespace berth
