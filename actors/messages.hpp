// The negotiation's messages (engine/negotiation.hpp has the values they carry). A round travels as one pointer from
// actor to actor and belongs to whoever holds it; nobody looks at it after sending it on.
//
//   conductor → scheduler   InstantMessage            what happened at this instant
//   scheduler → cluster     (call)                    a call for bids: where no bid stands
//   cluster   → scheduler   (bid, Bid)                its book at a version; stands until the cluster moves on
//   scheduler → cluster     AwardMessage              what ended and who starts there
//   cluster   → cluster     AwardMessage              on to the next awarded one
//   …         → conductor   OutcomeMessage
//   conductor → scheduler   DeclinedMessage           some cluster had moved on: decide again on fresh bids
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
struct InstantMessage {
  RoundPtr folder;
};
struct AwardMessage {
  RoundPtr folder;
};
struct OutcomeMessage {
  RoundPtr folder;
};
struct DeclinedMessage {
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

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::InstantMessage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::AwardMessage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::OutcomeMessage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::DeclinedMessage)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::CorridorPtr)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(berth::Bid)
