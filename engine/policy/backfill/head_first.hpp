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
  // The head blocks and nothing ended since it was found to: may this arrival start all the same? It has been put in
  // the queue; whoever starts it takes it out.
  virtual void arrived_behind_head(Pass& pass, const Waiting& arrival) = 0;
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
    for (const Waiting& arrival : pass.arrivals) queue_->insert(arrival);
    if (pass.rescore) queue_->rescore(*pass.rescore);
    if (blocked && !pass.anything_ended && !pass.extended && still_first(pass) && may_skip(pass)) {
      for (const Waiting& arrival : pass.arrivals) arrived_behind_head(pass, arrival);
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

  // Whether the head is first as before, now that the arrivals are in the queue.
  bool still_first(const Pass& pass) const {
    if (pass.rescore || takes_turns_) return queue_->first().job == head_.job;
    return pass.arrivals.empty() || head_ < pass.arrivals.front();
  }

  std::unique_ptr<WaitingQueue> queue_;
  bool takes_turns_;
  Waiting head_;  // job: kNoJob when nobody blocks
};

}  // namespace berth
