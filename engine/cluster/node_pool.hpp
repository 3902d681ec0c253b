// The nodes of a cluster, what is free on each, and the node classes: nodes in the same state share one, so that a
// decision looks at states. A class has a number that is given to another one when the last node has left it; whoever
// keeps something by class follows the log of changes.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/policy/placement/placement.hpp"

namespace berth {

class NodePool {
 public:
  // Nodes are numbered through the cluster's groups. `by_kinds`: states tell which kinds of GPU requests run. `ranks`:
  // by node, its place in the order in which nodes that are alike are taken; empty: their own order.
  NodePool(const ClusterSpec& cluster, bool by_kinds, std::vector<std::uint32_t> ranks = {});
  // The same nodes with other room on them, nothing blocked, no kinds told.
  NodePool(const NodePool& like, std::vector<Room> rooms);

  std::size_t node_count() const { return nodes_.size(); }
  const Room& room(std::uint32_t node) const { return nodes_[node].room; }
  std::uint32_t class_of(std::uint32_t node) const { return nodes_[node].node_class; }
  std::uint32_t group_of(std::uint32_t node) const { return classes_[nodes_[node].node_class].state.group; }
  std::uint32_t rank_of(std::uint32_t node) const { return ranks_.empty() ? node : ranks_[node]; }
  std::uint32_t node_at(std::uint32_t rank) const { return ranks_.empty() ? rank : by_rank_[rank]; }
  bool is_blocked(std::uint32_t node) const { return nodes_[node].blocks > 0; }
  // Free on all nodes together, blocked ones too.
  const Resources& free() const { return free_; }

  // Class numbers run below this; a number may stand for no class at the moment.
  std::size_t class_count() const { return classes_.size(); }
  const NodeState& state(std::uint32_t node_class) const { return classes_[node_class].state; }
  // The ranks of its nodes, descending: the first to be taken is the last here.
  const std::vector<std::uint32_t>& members(std::uint32_t node_class) const { return classes_[node_class].members; }
  // Counts how often the number was given to another state.
  std::uint32_t version(std::uint32_t node_class) const { return classes_[node_class].version; }

  // The numbers that were given to a state, or lost their last node, since the position `since`; `since` becomes now's.
  // Nothing, and false, when the log no longer reaches back that far: then every class may have changed.
  bool changes(std::uint64_t& since, std::vector<std::uint32_t>& changed) const;

  // REQUIRES: there is room, or it was taken.
  void take(const Seat& seat, const Resources& one) { change(seat, one, 1); }
  void give(const Seat& seat, const Resources& one) { change(seat, one, -1); }
  // A blocked node takes nothing new; blocks add up.
  void block(std::uint32_t node, int by);

  // The slot of a node's GPU with so much left.
  std::uint32_t slot_with(std::uint32_t node, std::int64_t left) const;
  // A slot for a GPU that is whole so far.
  std::uint32_t whole_slot(std::uint32_t node);

 private:
  struct Node {
    Room room;
    std::uint32_t node_class = 0;
    std::uint32_t group = 0;
    int blocks = 0;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> kinds;  // which kinds run here, and how many of each
  };
  struct Class {
    NodeState state;
    std::vector<std::uint32_t> members;
    std::uint32_t version = 0;
  };
  struct Hash {
    std::size_t operator()(const NodeState& state) const;
  };

  void change(const Seat& seat, const Resources& one, int sign);
  void count_kind(Node& node, std::int64_t gpu_milli, std::int64_t replicas);
  NodeState state_of(const Node& node) const;
  void join(std::uint32_t node);   // the class of its state
  void leave(std::uint32_t node);  // its class
  void note(std::uint32_t node_class);

  bool by_kinds_;
  std::vector<std::uint32_t> ranks_, by_rank_;
  std::vector<Node> nodes_;
  std::vector<Class> classes_;
  std::unordered_map<NodeState, std::uint32_t, Hash> by_state_;
  std::vector<std::uint32_t> unused_;
  std::vector<std::uint32_t> log_;
  std::uint64_t log_begins_ = 0;  // position of the log's first entry
  Resources free_;
};

}  // namespace berth
