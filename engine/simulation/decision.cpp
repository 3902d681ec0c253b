#include "engine/simulation/decision.hpp"

namespace berth {

std::string_view name_of(DecisionKind kind) {
  switch (kind) {
    case DecisionKind::kRefuse:
      return "refuse";
    case DecisionKind::kReserve:
      return "reserve";
    case DecisionKind::kStart:
      return "start";
    case DecisionKind::kExtend:
      return "extend";
    case DecisionKind::kEnd:
      return "end";
    case DecisionKind::kKill:
      return "kill";
    case DecisionKind::kPreempt:
      return "preempt";
    case DecisionKind::kInterrupt:
      return "interrupt";
    case DecisionKind::kResize:
      return "resize";
  }
  return "";
}

std::string_view name_of(Reason reason) {
  switch (reason) {
    case Reason::kNone:
      return "";
    case Reason::kHead:
      return "first in the order and it fits";
    case Reason::kEndsByShadow:
      return "backfilled: ends by the head's promised start";
    case Reason::kSpareUnits:
      return "backfilled: uses only what the head will not need";
    case Reason::kElsewhere:
      return "backfilled: nobody is promised anything on this cluster";
    case Reason::kReservationDue:
      return "its reserved instant has come";
    case Reason::kFitsNow:
      return "fits now without delaying any reservation";
    case Reason::kFits:
      return "fits now, past those that do not";
    case Reason::kBlockedHead:
      return "first in the order but does not fit; promised a start";
    case Reason::kPlanned:
      return "does not fit now; promised a start";
    case Reason::kPreempts:
      return "in the place of less important jobs";
    case Reason::kPreempted:
      return "makes way for a more important job";
    case Reason::kTurn:
      return "its turn by its share of the time";
    case Reason::kTurnOver:
      return "somebody else's turn by their shares of the time";
    case Reason::kMoves:
      return "goes on in another cluster";
    case Reason::kNeverFits:
      return "larger than every cluster";
    case Reason::kDependency:
      return "depends on a job that was refused";
    case Reason::kCompleted:
      return "ran for its run time";
    case Reason::kLimitReached:
      return "reached its requested time";
    case Reason::kNodeDown:
      return "a node it ran on went down";
    case Reason::kClosed:
      return "a node it ran on was closed";
    case Reason::kGrows:
      return "has more replicas, for there is room";
    case Reason::kShrinks:
      return "has fewer replicas, for others need the room";
  }
  return "";
}

}  // namespace berth
