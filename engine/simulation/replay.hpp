// Replays a workload on clusters under a policy, in virtual time: the direct way, as plain calls on one thread.
// The actors' way (actors/replay.hpp) makes the same decisions.
//
// What happens at one instant is fixed:
//   batch   all completions, then all submissions, then one scheduling pass;
//   event   one by one, submissions before completions, a pass after each.
// Events of a kind at the same instant are taken in job order (submission, then file order). A job that outlives its
// requested time and is kept is re-estimated after the completions of that instant.
#pragma once

#include <atomic>
#include <span>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"
#include "engine/simulation/decision.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

#ifdef BERTH_CHECKED
inline constexpr bool kCheckedBuild = true;
#else
inline constexpr bool kCheckedBuild = false;
#endif

enum class Semantics : std::uint8_t { kBatch, kEvent };

// How far a replay has come; read by another thread to draw a progress bar.
struct Progress {
  std::atomic<std::uint64_t> ended = 0;  // jobs ended or refused
  std::atomic<bool> stop = false;        // set by another thread: end at the next instant, partial
};

struct ReplayOptions {
  Semantics semantics = Semantics::kBatch;
  OverrunRule overrun = OverrunRule::kAsLogged;
  DecisionLog* decisions = nullptr;  // told of every decision, in order; may be null
  Progress* progress = nullptr;      // may be null
  // Check the invariants (engine/simulation/invariants.hpp) after every event: a violation ends the program.
  bool check_invariants = kCheckedBuild;
};

// Replays all of `workload`. The error says which part of the policy is unknown or does not fit.
Result<Replay> replay(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                      const ReplayOptions& options);

}  // namespace berth
