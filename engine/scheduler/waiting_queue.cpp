#include "engine/scheduler/waiting_queue.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "engine/scheduler/indexed_queue.hpp"
#include "engine/scheduler/tenant_queue.hpp"

namespace berth {
namespace {

class ResortedQueue final : public WaitingQueue {
 public:
  void insert(const Waiting& waiting) override {
    jobs_.insert(std::upper_bound(jobs_.begin(), jobs_.end(), waiting), waiting);
    ++size_;
  }
  void erase(const Waiting& waiting) override {
    const auto at = std::lower_bound(jobs_.begin(), jobs_.end(), waiting);
    assert(at != jobs_.end() && at->job == waiting.job);
    jobs_.erase(at);
    --size_;
  }
  const Waiting& first() const override { return jobs_.front(); }
  bool next(const Waiting& after, const Window& window, Waiting& found) const override {
    for (auto at = std::upper_bound(jobs_.begin(), jobs_.end(), after); at != jobs_.end(); ++at) {
      if (!passes(*at, window)) continue;
      found = *at;
      return true;
    }
    return false;
  }
  void rescore(const std::function<double(const Waiting&)>& score) override {
    for (Waiting& waiting : jobs_) waiting.score = score(waiting);
    if (!std::is_sorted(jobs_.begin(), jobs_.end())) std::sort(jobs_.begin(), jobs_.end());
  }

 private:
  std::vector<Waiting> jobs_;
};

// Jobs in order of arrival; only the first can leave, save in the rare case of one that comes back.
class FifoQueue final : public WaitingQueue {
 public:
  void insert(const Waiting& waiting) override {
    if (empty() || jobs_.back() < waiting) {
      jobs_.push_back(waiting);
    } else {
      jobs_.insert(std::upper_bound(begin(), jobs_.cend(), waiting), waiting);
    }
    ++size_;
  }
  void erase(const Waiting& waiting) override {
    assert(first().job == waiting.job);
    (void)waiting;
    ++left_;
    --size_;
    if (left_ >= kLeftMost && left_ >= size_) {
      jobs_.erase(jobs_.begin(), begin());
      left_ = 0;
    }
  }
  const Waiting& first() const override { return jobs_[left_]; }
  bool next(const Waiting& after, const Window& window, Waiting& found) const override {
    const auto at = std::find_if(std::upper_bound(begin(), jobs_.cend(), after), jobs_.cend(),
                                 [&](const Waiting& waiting) { return passes(waiting, window); });
    if (at == jobs_.cend()) return false;
    found = *at;
    return true;
  }
  void rescore(const std::function<double(const Waiting&)>&) override {}

 private:
  static constexpr std::size_t kLeftMost = 64;

  std::vector<Waiting>::const_iterator begin() const { return jobs_.begin() + static_cast<std::ptrdiff_t>(left_); }

  std::vector<Waiting> jobs_;
  std::size_t left_ = 0;  // jobs that have left from the front; removed when they are half of all
};

}  // namespace

std::unique_ptr<WaitingQueue> make_queue(const Queueing& queueing, bool searched) {
  const Scores scores = queueing.scores;
  if (scores == Scores::kByTenant) return std::make_unique<TenantQueue>(*queueing.shares, *queueing.jobs);
  if (scores == Scores::kChanging) return std::make_unique<ResortedQueue>();
  if (scores == Scores::kAllEqual && !searched) return std::make_unique<FifoQueue>();
  return std::make_unique<IndexedQueue>();
}

}  // namespace berth
