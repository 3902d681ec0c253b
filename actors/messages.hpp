// The negotiation's messages (engine/negotiation.hpp has the values they carry). A round travels as one pointer from
// actor to actor and belongs to whoever holds it; nobody looks at it after sending it on.
//
//   conductor → scheduler   Instant                   what happened at this instant
//   scheduler → cluster     (call)                    a call for bids: where no bid stands
//   cluster   → scheduler   (bid, Bid)                its book at a version; stands until the cluster moves on
//   scheduler → cluster     Award                     what ended and who starts there
//   cluster   → cluster     Award                     on to the next awarded one
//   …         → conductor   Outcome
//   conductor → scheduler   Declined                  some cluster had moved on: decide again on fresh bids
//
// What carries a round is of a type of its own: one value a message is matched faster than an atom beside it.
#pragma once

#include <memory>

#include <caf/all.hpp>

#include "engine/negotiation.hpp"

namespace berth {

using CallAtom = caf::atom_constant<caf::atom("call")>;
using BidAtom = caf::atom_constant<caf::atom("bid")>;
using MovedAtom = caf::atom_constant<caf::atom("moved")>;
using StartAtom = caf::atom_constant<caf::atom("start")>;

struct RoundFolder {
  Round round;
  std::size_t which = 0;       // of the round's awards, the one to be committed
  std::uint64_t messages = 0;  // sent so far in this replay
  std::uint64_t passes = 0;    // the scheduler's counters
  std::uint64_t decisions = 0;
};
using RoundPtr = std::shared_ptr<RoundFolder>;
struct Instant {
  RoundPtr folder;
};
struct Award {
  RoundPtr folder;
};
struct Outcome {
  RoundPtr folder;
};
struct Declined {
  RoundPtr folder;
};

// Who is who in one replay. The actors hold each other through it, so each lets go of it when it exits.
struct Corridor {
  caf::actor conductor;
  caf::actor scheduler;
  std::vector<caf::actor> clusters;
};
using CorridorPtr = std::shared_ptr<const Corridor>;

}  // namespace berth

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Instant)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Award)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Outcome)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Declined)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::CorridorPtr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Bid)
