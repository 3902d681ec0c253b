// What a replay says of each job, and of the whole run.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/job.hpp"
#include "engine/model/room.hpp"

namespace berth {

enum class JobState : std::uint8_t {
  kWaiting,    // submitted or still to come when the replay was stopped
  kRunning,    // started, and running when the replay was stopped
  kCompleted,  // ran for its run time
  kKilled,     // ended at its requested time
  kRefused,    // can never run; Replay::refusals says why
};

struct Record {
  Time submit_us = kNever;  // when it became eligible: its submission, or later where it depends on others
  Time start_us = kNever;   // the first time, where it was interrupted
  Time end_us = kNever;
  ClusterId cluster = kNoCluster;
  JobState state = JobState::kWaiting;

  friend bool operator==(const Record&, const Record&) = default;
};

struct Refusal {
  JobId job = kNoJob;
  std::string reason;  // a sentence: "asks for 200 nodes of cluster machine, which has 100"

  friend bool operator==(const Refusal&, const Refusal&) = default;
};

// Nodes of one cluster a job ran on, as closed ranges of node indexes in ascending order. A node may stand in more
// than one of a job's ranges when it hosts several replicas.
struct NodeRange {
  std::uint32_t first = 0;
  std::uint32_t last = 0;

  friend bool operator==(const NodeRange&, const NodeRange&) = default;
};

// What interrupted a job.
enum class Interruption : std::uint8_t { kPreempted, kNodeDown, kClosed };

// A job that ran for a while, and then had to wait again.
struct Stint {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time start_us = 0;
  Time end_us = 0;
  Duration lost_us = 0;  // of its run time, to be done again
  Interruption by = Interruption::kPreempted;
  JobId for_job = kNoJob;  // who took its place
  Placement nodes = {};
};

// A node of a group that follows the queue was on: from when it was switched on, ready from when it could be used.
struct Powered {
  ClusterId cluster = kNoCluster;
  std::uint32_t node = 0;
  Time from_us = 0;
  Time ready_us = 0;
  Time until_us = kNever;

  friend bool operator==(const Powered&, const Powered&) = default;
};

// Replicas beyond those it must have that an elastic job held for a while.
struct Grown {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time from_us = 0;
  Time until_us = kNever;
  Placement nodes = {};

  friend bool operator==(const Grown&, const Grown&) = default;
};

struct ReplayCounters {
  std::uint64_t instants = 0;   // instants at which something happened
  std::uint64_t passes = 0;     // scheduling passes
  std::uint64_t decisions = 0;  // starts, reservations, refusals …
  std::uint64_t messages = 0;   // between actors; 0 when replayed directly
  std::uint64_t max_waiting = 0;
};

struct Replay {
  std::vector<Record> records;  // by JobId
  std::vector<Refusal> refusals;
  // By JobId, where placement is per node, else empty: where the job ran, of one that was interrupted the last time,
  // nowhere while it waits again.
  std::vector<Placement> placements;
  // By JobId, where anything was interrupted, else empty: when the last stint of a job that was began, else kNever.
  std::vector<Time> restarted_us;
  std::vector<Stint> interrupted;  // by end, then job: what ran before an interruption
  std::vector<Powered> powered;    // by beginning
  std::vector<Grown> grown;        // by end, then job
  ReplayCounters counters;
  bool partial = false;  // stopped before the end
};

}  // namespace berth
