// A decision log that is kept in memory, to compare the decisions of two replays.
#pragma once

#include <vector>

#include "engine/simulation/decision.hpp"

namespace berth::test {

class RecordedDecisions final : public DecisionLog {
 public:
  void record(const Decision& decision) override { all_.push_back(decision); }
  // In the order they were taken.
  const std::vector<Decision>& all() const { return all_; }

 private:
  std::vector<Decision> all_;
};

}  // namespace berth::test
