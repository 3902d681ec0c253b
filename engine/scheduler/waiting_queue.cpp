#include "engine/scheduler/waiting_queue.hpp"

#include <algorithm>
#include <cassert>
#include <vector>

#include "engine/scheduler/indexed_queue.hpp"

namespace berth {
namespace {

class ResortedQueue final : public WaitingQueue {
 public:
  void insert(const Waiting& waiting) override {
    jobs_.insert(std::upper_bound(jobs_.begin(), jobs_.end(), waiting), waiting);
  }
  void erase(const Waiting& waiting) override {
    const auto at = std::lower_bound(jobs_.begin(), jobs_.end(), waiting);
    assert(at != jobs_.end() && at->job == waiting.job);
    jobs_.erase(at);
  }
  std::size_t size() const override { return jobs_.size(); }
  Waiting first() const override { return jobs_.front(); }
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

}  // namespace

std::unique_ptr<WaitingQueue> make_queue(bool scores_change) {
  if (scores_change) return std::make_unique<ResortedQueue>();
  return std::make_unique<IndexedQueue>();
}

}  // namespace berth
