// What none, EASY and its variants share: jobs start in order as long as they fit; the first that does not is the head
// and blocks.
#pragma once

#include "engine/policy/backfill/backfill.hpp"
#include "engine/scheduler/waiting_queue.hpp"

namespace berth {

class HeadFirst : public Backfill {
 public:
  HeadFirst(const Queueing& queueing, bool searched)
      : queue_(make_queue(queueing, searched)), takes_turns_(queueing.scores == Scores::kByTenant) {}
  std::size_t waiting() const override { return queue_->size(); }

  void forget(ClusterId) final { head_.job = kNoJob; }

  void pass(Pass& pass) final {
    if (take_in(pass)) return;
    while (!queue_->empty()) {
      const Waiting first = queue_->first();
      const Job& job = pass.jobs[first.job];
      const ClusterId cluster = best_cluster_now(pass, job);
      if (cluster == kNoCluster) {
        head_ = first;
        behind_head(pass, first);
        return;
      }
      pass.books[cluster]->start(first.job, job, pass.now);
      queue_->erase(first);
      pass.started(first, cluster, Reason::kHead, kNever);
    }
  }

 protected:
  // The head blocks and nothing ended since it was found to: starts this arrival if it may start all the same. Says
  // whether it did.
  virtual bool starts_behind_head(Pass& pass, const Waiting& arrival) = 0;
  // A head was found that blocks (it may be the same as before).
  virtual void behind_head(Pass& pass, const Waiting& head) = 0;
  virtual void no_head(Pass& pass) = 0;
  // Whether an unchanged head makes a whole pass unnecessary.
  virtual bool may_skip(const Pass& pass) const = 0;

  WaitingQueue& queue() { return *queue_; }

 private:
  // Puts the arrivals in the queue. Returns true when that was all that could happen: the same head still blocks, or
  // nobody waits.
  bool take_in(Pass& pass) {
    const bool blocked = head_.job != kNoJob;
    if (!blocked && queue_->empty()) {
      if (pass.arrivals.empty()) return true;
      if (pass.arrivals.size() == 1 && start_at_once(pass, pass.arrivals.front())) return true;
    }
    const bool may_stand = blocked && !pass.anything_ended && !pass.extended && may_skip(pass);
    const bool in_fixed_order = !pass.rescore && !takes_turns_;
    if (may_stand && in_fixed_order && (pass.arrivals.empty() || head_ < pass.arrivals.front())) {
      // Whoever starts at once need not be queued.
      for (const Waiting& arrival : pass.arrivals) {
        if (!starts_behind_head(pass, arrival)) queue_->insert(arrival);
      }
      return true;
    }
    for (const Waiting& arrival : pass.arrivals) queue_->insert(arrival);
    if (pass.rescore) queue_->rescore(*pass.rescore);
    if (may_stand && !in_fixed_order && queue_->first().job == head_.job) {
      for (const Waiting& arrival : pass.arrivals) {
        if (starts_behind_head(pass, arrival)) queue_->erase(arrival);
      }
      return true;
    }
    head_.job = kNoJob;
    no_head(pass);
    return false;
  }

  // The common case of a machine with room: no need to queue what starts at once.
  bool start_at_once(Pass& pass, const Waiting& arrival) {
    const Job& job = pass.jobs[arrival.job];
    const ClusterId cluster = best_cluster_now(pass, job);
    if (cluster == kNoCluster) return false;
    pass.books[cluster]->start(arrival.job, job, pass.now);
    pass.started(arrival, cluster, Reason::kHead, kNever);
    return true;
  }

  std::unique_ptr<WaitingQueue> queue_;
  bool takes_turns_;
  Waiting head_;  // job: kNoJob when nobody blocks
};

}  // namespace berth
