// What must hold at every event of every replay, checked from the decisions as they are made:
//   nothing is over-allocated, nodes that are down counted out;
//   no job is started twice, lost, or ended without running;
//   under EASY the head's promised start is never put off while it stays the head;
//   under conservative no promise is ever put off;
//   nobody starts later than promised;
//   nobody runs on a node while it is down, off, or closed to him (at the end, where nodes are known).
// A promise may only be put off after an estimate was extended or a node went down.
// A violation ends the program: it is a bug.
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
  void note_outages();
  Resources down_now(ClusterId cluster) const;
  void check_nodes(const Replay& replay) const;
  void check_closures(const Replay& replay) const;
  void check_power(const Replay& replay) const;
  void check_grown(const Replay& replay) const;
  [[noreturn]] void violated(const Decision& decision, const std::string& what) const;

  const Workload& workload_;
  std::span<const ClusterSpec> clusters_;
  std::vector<Resources> free_;  // by cluster, summed over its nodes
  // Outages by cluster that began before now, those that ended by now taken out again, and when the last one began.
  std::vector<std::vector<Outage>> down_;
  std::vector<std::size_t> begun_;
  Time last_down_ = -1;
  bool promises_bind_;  // they do unless nodes follow the queue
  bool one_promise_;    // EASY: only the latest promise binds
  std::vector<Phase> phases_;
  std::vector<Time> promises_;  // kNever: none binding
  JobId promised_job_ = kNoJob;
  Time now_ = 0;
  DecisionLog* next_;
};

}  // namespace berth
