#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "engine/policy/backfill/backfill.hpp"

namespace berth {
namespace {

// Nobody holds a reservation, so after every pass no waiting job fits. That is why newly eligible jobs only concern
// themselves until something ends, and why a shape that does not fit need not be tried again in the same pass.
class Greedy final : public Backfill {
 public:
  explicit Greedy(Scores scores) : changing_(scores == Scores::kChanging) {}

  std::size_t waiting() const override { return size_; }
  void forget(ClusterId) override { stale_ = true; }

  bool withdraw(const Waiting& waiting, const Job& job) override {
    if (changing_) return false;
    const auto queue = shapes_.find(shape_of(job));
    if (queue == shapes_.end() || queue->second.erase(waiting) == 0) return false;
    --size_;
    if (queue->second.empty()) shapes_.erase(queue);
    return true;
  }

  void pass(Pass& pass) override {
    const bool room_was_made = pass.anything_ended || stale_;
    stale_ = false;
    if (!room_was_made) {
      for (const Waiting& arrival : pass.arrivals) {
        if (!start(pass, arrival)) insert(pass, arrival);
      }
      return;
    }
    for (const Waiting& arrival : pass.arrivals) insert(pass, arrival);
    if (pass.rescore) rescore(*pass.rescore);
    // The first of every shape that may still fit, in queue order.
    std::set<std::pair<Waiting, Shape>> heads;
    for (const auto& [shape, queue] : shapes_) heads.emplace(*queue.begin(), shape);
    while (!heads.empty()) {
      const auto [first, shape] = *heads.begin();
      heads.erase(heads.begin());
      if (!start(pass, first)) continue;
      const auto queue = shapes_.find(shape);
      queue->second.erase(queue->second.begin());
      --size_;
      if (queue->second.empty()) {
        shapes_.erase(queue);
      } else {
        heads.emplace(*queue->second.begin(), shape);
      }
    }
  }

 private:
  using Shape = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;

  static Shape shape_of(const Job& job) {
    return {job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, job.replicas};
  }
  void insert(const Pass& pass, const Waiting& waiting) {
    shapes_[shape_of(pass.jobs[waiting.job])].insert(waiting);
    ++size_;
  }
  bool start(Pass& pass, const Waiting& waiting) {
    const Job& job = pass.jobs[waiting.job];
    const ClusterId cluster = best_cluster_now(pass, job);
    if (cluster == kNoCluster) return false;
    pass.books[cluster]->start(waiting.job, job, pass.now);
    pass.started(waiting, cluster, Reason::kFits, kNever);
    return true;
  }
  void rescore(const std::function<double(const Waiting&)>& score) {
    for (auto& [shape, queue] : shapes_) {
      std::vector<Waiting> jobs(queue.begin(), queue.end());
      for (Waiting& waiting : jobs) waiting.score = score(waiting);
      queue = std::set<Waiting>(jobs.begin(), jobs.end());
    }
  }

  bool changing_;
  bool stale_ = false;
  std::map<Shape, std::set<Waiting>> shapes_;
  std::size_t size_ = 0;
};

}  // namespace

const BackfillAlgorithm& greedy() {
  static const BackfillAlgorithm algorithm{
      {"backfill",
       "greedy",
       "whoever fits starts, in the policy's order; nobody holds a reservation",
       "start j if it fits the free units",
       "Graham, Bounds on Multiprocessing Timing Anomalies, 1969 (list scheduling)",
       "when run times are not known; large jobs may wait long behind small ones",
       {}},
      Foresight::kNone,
      [](const Choice&, Scores scores) -> std::unique_ptr<Backfill> { return std::make_unique<Greedy>(scores); }};
  return algorithm;
}

}  // namespace berth
