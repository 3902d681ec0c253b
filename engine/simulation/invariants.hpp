// What must hold at every event of every replay, checked from the decisions as they are made:
//   nothing is over-allocated; no job is started twice, lost, or ended without running;
//   under EASY the head's promised start is never put off while it stays the head;
//   under conservative no promise is ever put off;
//   nobody starts later than promised.
// A promise may only be put off after an estimate was extended. A violation ends the program: it is a bug.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"
#include "engine/simulation/decision.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

class Invariants final : public DecisionLog {
 public:
  // Passes every decision on to `next` (may be null).
  Invariants(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
             DecisionLog* next);

  void record(const Decision& decision) override;

  // Every job has ended or been refused, unless the replay was stopped.
  void check_end(const Replay& replay) const;

 private:
  enum class Phase : std::uint8_t { kNew, kRunning, kOver };

  void promised(const Decision& decision);
  void started(const Decision& decision);
  void ended(const Decision& decision);
  [[noreturn]] void violated(const Decision& decision, const std::string& what) const;

  const Workload& workload_;
  std::vector<Resources> free_;  // by cluster, summed over its nodes
  bool one_promise_;             // EASY: only the latest promise binds
  std::vector<Phase> phases_;
  std::vector<Time> promises_;  // kNever: none binding
  JobId promised_job_ = kNoJob;
  Time now_ = 0;
  DecisionLog* next_;
};

}  // namespace berth
