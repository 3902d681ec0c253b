// Victims for a job all of whose replicas go to one node, whichever it is: those it has one replica of, and any job on
// a cluster of one node. Per node it is a question of covering amounts; the node with the first of the smallest sets
// wins.
#pragma once

#include <span>

#include "engine/policy/preemption/leavers.hpp"

namespace berth::preemption {

class OnOneNode {
 public:
  // `need`: of all replicas together. `emptied`: what nodes have free when all candidates have left. All given outlive
  // it. REQUIRES: some node has room when emptied, none has now.
  OnOneNode(const Resources& need, std::span<const Room> free, const Rooms& emptied, const Victims& candidates)
      : need_(need), free_(free), emptied_(emptied), candidates_(candidates) {}

  Victims choose();

 private:
  struct Node {
    std::uint32_t index;
    Leavers leavers;
    SmallestCover cover;
    std::size_t least_size;
  };

  // Who makes room alone, the first to leave of them; null when nobody does.
  const Running* one_alone() const;
  void look_at_nodes();
  // The first set of this size; empty when there is none, or work ran out.
  Victims of_size(std::size_t size, std::int64_t& work);
  // A set of which nobody can be spared.
  Victims few() const;
  Victims few_on(const Node& node) const;
  Victims spared(Victims victims) const;

  const Resources need_;
  std::span<const Room> free_;
  const Rooms& emptied_;
  const Victims& candidates_;
  std::vector<Node> nodes_;  // those that have room when emptied
};

}  // namespace berth::preemption
