// The queue of waiting jobs, kept in the policy's order. Four kinds: IndexedQueue for orders that never change, which
// finds "the first job behind this one that would fit this window" in O(log n) as a rule; ResortedQueue for orders
// that change with time, sorted anew at every pass; FifoQueue for first come, first served where nobody looks behind
// the first; TenantQueue where whose turn it is depends on who holds how much.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

#include "engine/scheduler/waiting.hpp"

namespace berth {

class WaitingQueue {
 public:
  virtual ~WaitingQueue() = default;
  virtual void insert(const Waiting& waiting) = 0;
  // REQUIRES: it is in the queue, with the score it has there.
  virtual void erase(const Waiting& waiting) = 0;
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  // Stands until the queue changes. REQUIRES: !empty().
  virtual const Waiting& first() const = 0;
  // The first job behind `after` that passes the window; false when there is none.
  virtual bool next(const Waiting& after, const Window& window, Waiting& found) const = 0;
  // Gives every job its score of this pass; does nothing where scores never change.
  virtual void rescore(const std::function<double(const Waiting&)>& score) = 0;

 protected:
  std::size_t size_ = 0;
};

// What becomes of a job's score while it waits.
enum class Scores : std::uint8_t {
  kAllEqual,  // first come, first served
  kFixed,     // given once, at submission
  kChanging,  // given anew at every pass
  kByTenant,  // none: whose turn it is depends on what each tenant holds, and changes with every start
};

class DominantShares;

// How an order wants its jobs kept.
struct Queueing {
  Scores scores = Scores::kFixed;
  // For kByTenant alone; both outlive the queue.
  DominantShares* shares = nullptr;
  const std::vector<Job>* jobs = nullptr;
  // Whether of two jobs that ask for the same one may fit and the other not, for when or whose it is.
  bool by_job = false;
};

// `searched`: whether anybody will look behind the first job. REQUIRES: nobody does for kByTenant.
std::unique_ptr<WaitingQueue> make_queue(const Queueing& queueing, bool searched);

}  // namespace berth
