// One line of the decision log: what was decided of which job, when, and for what reason. Made by the decision
// itself, never reconstructed.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/job.hpp"

namespace berth {

enum class DecisionKind : std::uint8_t {
  kRefuse,
  kReserve,
  kStart,
  kExtend,
  kEnd,
  kKill,
  kPreempt,
  kInterrupt,
  kResize
};

enum class Reason : std::uint8_t {
  kNone,
  kHead,            // first in the order, and it fits
  kEndsByShadow,    // backfilled: ends by the instant the head is promised (`at_us`)
  kSpareUnits,      // backfilled: uses only what the head will not need
  kElsewhere,       // backfilled: on a cluster where nobody holds a reservation
  kReservationDue,  // its reserved instant has come
  kFitsNow,         // conservative: its earliest reservation is now
  kFits,            // greedy: it fits, and those before it do not
  kBlockedHead,     // first in the order, does not fit; promised `at_us`
  kPlanned,         // conservative: promised `at_us`
  kPreempts,        // in the place of less important jobs
  kPreempted,       // makes way for a more important job
  kTurn,            // it is its turn, by its share of the time
  kTurnOver,        // it is somebody else's
  kMoves,           // it goes on in another cluster
  kNeverFits,       // larger than every cluster
  kDependency,      // depends on a job that was refused
  kCompleted,
  kLimitReached,  // at its requested time
  kNodeDown,      // a node it ran on went down
  kClosed,        // a node it ran on was closed to it
  kGrows,         // it has more replicas than before, beyond those it must have
  kShrinks,       // it has fewer
};

struct Decision {
  Time now_us = 0;
  JobId job = kNoJob;
  DecisionKind kind = DecisionKind::kStart;
  Reason reason = Reason::kNone;
  ClusterId cluster = kNoCluster;
  Time at_us = kNever;  // the instant the reason speaks of, where it speaks of one

  friend bool operator==(const Decision&, const Decision&) = default;
};

std::string_view name_of(DecisionKind kind);
// A sentence's worth: "ends by the head's promised start".
std::string_view name_of(Reason reason);

class DecisionLog {
 public:
  virtual ~DecisionLog() = default;
  virtual void record(const Decision& decision) = 0;
};

}  // namespace berth
