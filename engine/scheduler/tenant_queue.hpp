// The queue of waiting jobs where whose turn it is depends on who holds how much (tenant_lines.hpp), for those who
// never look behind the first.
#pragma once

#include <vector>

#include "engine/scheduler/tenant_lines.hpp"
#include "engine/scheduler/waiting_queue.hpp"

namespace berth {

class TenantQueue final : public WaitingQueue {
 public:
  TenantQueue(DominantShares& shares, const std::vector<Job>& jobs) : shares_(shares), jobs_(jobs), lines_(shares) {}

  void insert(const Waiting& waiting) override {
    lines_.insert(shares_.leaf_of(jobs_[waiting.job]), waiting);
    ++size_;
  }
  void erase(const Waiting& waiting) override {
    lines_.erase(shares_.leaf_of(jobs_[waiting.job]), waiting);
    --size_;
  }
  const Waiting& first() const override {
    lines_.catch_up();
    return lines_.first_of(lines_.next_leaf());
  }
  bool next(const Waiting&, const Window&, Waiting&) const override { return false; }
  void rescore(const std::function<double(const Waiting&)>&) override {}

 private:
  DominantShares& shares_;
  const std::vector<Job>& jobs_;
  mutable TenantLines lines_;  // whose turn it is changes with the shares
};

}  // namespace berth
