#include "engine/cluster/node_pool.hpp"

#include <algorithm>
#include <cassert>

namespace berth {
namespace {

constexpr std::size_t kLogEntries = 1U << 16;

}  // namespace

std::size_t NodePool::Hash::operator()(const NodeState& state) const {
  std::uint64_t hash = state.group * 2U + (state.blocked ? 1U : 0U);
  const auto mix = [&hash](std::uint64_t value) {
    hash = (hash ^ value) * 0x9E3779B97F4A7C15ULL;
    hash ^= hash >> 29;
  };
  mix(state.kinds);
  mix(static_cast<std::uint64_t>(state.room.cpu_milli));
  mix(static_cast<std::uint64_t>(state.room.memory_mib));
  mix(static_cast<std::uint64_t>(state.room.whole_gpus));
  mix(static_cast<std::uint64_t>(state.room.pool_milli));
  for (const std::uint16_t left : state.room.slots) mix(left);
  return hash;
}

NodePool::NodePool(const ClusterSpec& cluster, bool by_kinds, std::vector<std::uint32_t> ranks)
    : by_kinds_(by_kinds), ranks_(std::move(ranks)), by_rank_(ranks_.size()) {
  for (std::uint32_t node = 0; node < ranks_.size(); ++node) by_rank_[ranks_[node]] = node;
  nodes_.reserve(static_cast<std::size_t>(cluster.node_count()));
  for (std::uint32_t group = 0; group < cluster.groups.size(); ++group) {
    Node node;
    node.room = Room(cluster.groups[group].per_node, cluster.groups[group].gpus_pooled);
    node.group = group;
    nodes_.insert(nodes_.end(), static_cast<std::size_t>(cluster.groups[group].count), node);
  }
  free_ = cluster.capacity();
  for (auto rank = static_cast<std::uint32_t>(nodes_.size()); rank-- > 0;) join(node_at(rank));
}

NodePool::NodePool(const NodePool& like, std::vector<Room> rooms)
    : by_kinds_(false), ranks_(like.ranks_), by_rank_(like.by_rank_) {
  nodes_.resize(like.nodes_.size());
  for (std::uint32_t node = 0; node < nodes_.size(); ++node) {
    nodes_[node].group = like.nodes_[node].group;
    nodes_[node].room = std::move(rooms[node]);
    free_ += nodes_[node].room.total();
  }
  for (auto rank = static_cast<std::uint32_t>(nodes_.size()); rank-- > 0;) join(node_at(rank));
}

NodeState NodePool::state_of(const Node& node) const {
  NodeState state{node.group, node.blocks > 0, 0, {}};
  state.room.cpu_milli = node.room.cpu_milli;
  state.room.memory_mib = node.room.memory_mib;
  state.room.whole_gpus = node.room.whole_gpus;
  state.room.pooled = node.room.pooled;
  state.room.pool_milli = node.room.pool_milli;
  for (const std::uint16_t left : node.room.slots) {
    if (left > 0 && left < kWholeGpu) state.room.slots.push_back(left);
  }
  std::sort(state.room.slots.begin(), state.room.slots.end());
  for (const auto& [kind, count] : node.kinds) state.kinds |= kind;
  return state;
}

void NodePool::note(std::uint32_t node_class) {
  if (log_.size() >= kLogEntries + classes_.size()) {
    const auto half = static_cast<std::ptrdiff_t>(log_.size() / 2);
    log_.erase(log_.begin(), log_.begin() + half);
    log_begins_ += static_cast<std::uint64_t>(half);
  }
  log_.push_back(node_class);
}

bool NodePool::changes(std::uint64_t& since, std::vector<std::uint32_t>& changed) const {
  const std::uint64_t now = log_begins_ + log_.size();
  const bool reaches = since >= log_begins_ && now - since <= classes_.size();
  if (reaches) {
    changed.assign(log_.begin() + static_cast<std::ptrdiff_t>(since - log_begins_), log_.end());
  }
  since = now;
  return reaches;
}

void NodePool::join(std::uint32_t node) {
  NodeState state = state_of(nodes_[node]);
  const auto [entry, is_new] = by_state_.try_emplace(std::move(state), 0);
  if (is_new) {
    if (unused_.empty()) {
      entry->second = static_cast<std::uint32_t>(classes_.size());
      classes_.emplace_back();
    } else {
      entry->second = unused_.back();
      unused_.pop_back();
    }
    Class& fresh = classes_[entry->second];
    fresh.state = entry->first;
    ++fresh.version;
    note(entry->second);
  }
  std::vector<std::uint32_t>& members = classes_[entry->second].members;
  const std::uint32_t rank = rank_of(node);
  members.insert(std::lower_bound(members.begin(), members.end(), rank, std::greater<>()), rank);
  nodes_[node].node_class = entry->second;
}

void NodePool::leave(std::uint32_t node) {
  const std::uint32_t number = nodes_[node].node_class;
  Class& old = classes_[number];
  old.members.erase(std::lower_bound(old.members.begin(), old.members.end(), rank_of(node), std::greater<>()));
  if (!old.members.empty()) return;
  by_state_.erase(old.state);
  unused_.push_back(number);
  ++old.version;
  note(number);
}

void NodePool::count_kind(Node& node, std::int64_t gpu_milli, std::int64_t replicas) {
  const std::uint32_t kind = kind_of(gpu_milli);
  if (kind == 0) return;
  auto found = std::find_if(node.kinds.begin(), node.kinds.end(), [&](const auto& one) { return one.first == kind; });
  if (found == node.kinds.end()) found = node.kinds.insert(node.kinds.end(), {kind, 0});
  found->second = static_cast<std::uint32_t>(found->second + replicas);
  if (found->second == 0) node.kinds.erase(found);
}

void NodePool::change(const Seat& seat, const Resources& one, int sign) {
  Node& node = nodes_[seat.node];
  const std::int64_t replicas = std::int64_t{seat.replicas} * sign;
  leave(seat.node);
  node.room.take(one, replicas, seat.slot);
  free_ -= one * replicas;
  if (by_kinds_) count_kind(node, one.gpu_milli, replicas);
  join(seat.node);
}

void NodePool::block(std::uint32_t node, int by) {
  leave(node);
  nodes_[node].blocks += by;
  join(node);
}

std::uint32_t NodePool::slot_with(std::uint32_t node, std::int64_t left) const {
  const std::vector<std::uint16_t>& slots = nodes_[node].room.slots;
  const auto found = std::find(slots.begin(), slots.end(), left);
  assert(found != slots.end());
  return static_cast<std::uint32_t>(found - slots.begin());
}

std::uint32_t NodePool::whole_slot(std::uint32_t node) { return nodes_[node].room.closed_slot(); }

}  // namespace berth
