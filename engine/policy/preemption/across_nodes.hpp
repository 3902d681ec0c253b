// Victims for a job whose replicas go to several nodes, each taking as many as it can. Whether a set suffices is
// counted in replicas, node by node; that is no sum over victims, so the search is held back by what is: of each
// resource, what victims hold on nodes where replicas could go, and the replicas their nodes could take at most. So it
// is, too, for a job all of whose replicas go to one node where single GPUs are shared: parts of several are no whole.
#pragma once

#include <functional>
#include <span>

#include "engine/policy/preemption/leavers.hpp"

namespace berth::preemption {

class AcrossNodes {
 public:
  // `emptied`: what nodes have free when all candidates have left. REQUIRES: `wanted` fits then, and does not now.
  AcrossNodes(const Job& wanted, std::span<const Room> free, const Rooms& emptied, Victims candidates);

  Victims choose();
  // The same, of sets that may leave; none when there are none, or `work` (smallest_cover.hpp) falls below 0.
  using MayLeave = std::function<bool(const Victims&)>;  // in the order in which they leave
  Victims choose_of(const MayLeave& may_leave, std::int64_t& work);

 private:
  std::int64_t taken_by(const Room& room) const;
  void find_missing(const Rooms& emptied);
  void find_gains(const Rooms& emptied);
  // Gives back what a job holds on its nodes, or takes it; returns how many replicas more the nodes take.
  enum class Does : std::uint8_t { kLeave, kReturn };
  std::int64_t change(const Running& running, Does does);
  bool makes_room(const SmallestCover::Members& members);
  // A set of which nobody can be spared.
  Victims few();

  Resources one_;  // replica
  std::int64_t replicas_;
  Rooms rooms_;               // as they are free
  bool shared_;               // single GPUs: which one a victim leaves matters
  std::int64_t missing_ = 0;  // replicas that find no room
  Leavers leavers_;
};

}  // namespace berth::preemption
