#include "engine/policy/preemption/leavers.hpp"

#include <algorithm>

namespace berth::preemption {
namespace {

// The largest part of anything missing that a gain makes up for.
double share_of(const Amounts& gain, const Amounts& missing) {
  double share = 0;
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (missing[i] > 0) share = std::max(share, static_cast<double>(gain[i]) / static_cast<double>(missing[i]));
  }
  return share;
}

}  // namespace

bool leaves_first(const Running* left, const Running* right) {
  if (left->priority != right->priority) return left->priority < right->priority;
  if (left->started_us != right->started_us) return left->started_us > right->started_us;
  return left->job > right->job;
}

bool comes_first(const Victims& left, const Victims& right) {
  return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(), right.rend(), leaves_first);
}

void give(Rooms& rooms, const Running& running) {
  for (const auto& [node, replicas, slot] : *running.nodes) rooms[node].give(running.per_replica, replicas, slot);
}

void take(Rooms& rooms, const Running& running) {
  for (const auto& [node, replicas, slot] : *running.nodes) rooms[node].take(running.per_replica, replicas, slot);
}

bool any_shared(const Rooms& rooms, const Resources& wanted) {
  return std::ranges::any_of(rooms, [&](const Room& room) {
    if (room.pooled) return false;
    if (is_gpu_share(wanted.gpu_milli) && room.whole_gpus > 0) return true;
    return std::ranges::any_of(room.slots, [](std::uint16_t left) { return left < kWholeGpu; });
  });
}

Amounts amounts_of(const Resources& resources) {
  return {resources.cpu_milli, resources.memory_mib, resources.gpu_milli, 0};
}

Victims Leavers::victims(const SmallestCover::Members& members) const {
  Victims victims;
  victims.reserve(members.size());
  for (auto member = members.rbegin(); member != members.rend(); ++member) victims.push_back(jobs[*member]);
  return victims;
}

Victims Leavers::all_but(const std::function<bool(std::size_t)>& may_return) const {
  using Entry = std::pair<double, std::size_t>;
  std::vector<Entry> order;
  order.reserve(items.size());
  for (std::size_t i = items.size(); i-- > 0;) order.emplace_back(share_of(items[i].gain, missing), i);
  std::ranges::stable_sort(order, std::less<>(), &Entry::first);
  std::vector<bool> back(jobs.size());
  for (const auto& [share, i] : order) back[i] = may_return(i);
  Victims victims;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!back[i]) victims.push_back(jobs[i]);
  }
  return victims;
}

}  // namespace berth::preemption
