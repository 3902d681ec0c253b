#include "engine/cluster/node_book.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace berth {

NodeBook::NodeBook(const ClusterSpec& cluster, const PlacementAlgorithm& placement) : placement_(&placement) {
  for (const NodeGroup& group : cluster.groups) {
    capacity_.insert(capacity_.end(), static_cast<std::size_t>(group.count), group.per_node);
  }
  total_ = cluster.capacity();
  free_ = capacity_;
}

bool NodeBook::can_ever(const Job& job) const { return place(*placement_, capacity_, job).has_value(); }

bool NodeBook::fits_now(const Job& job) const { return place(*placement_, free_, job).has_value(); }

double NodeBook::ratio_left(const std::vector<Resources>& nodes, const Job& job) const {
  Resources left = job.per_replica * -static_cast<std::int64_t>(job.replicas);
  for (const Resources& node : nodes) left += node;
  double sum = 0;
  const auto add = [&sum](std::int64_t free, std::int64_t capacity) {
    if (capacity > 0) sum += static_cast<double>(free) / static_cast<double>(capacity);
  };
  add(left.cpu_milli, total_.cpu_milli);
  add(left.memory_mib, total_.memory_mib);
  add(left.gpu_milli, total_.gpu_milli);
  return sum;
}

double NodeBook::left_after(const Job& job) const { return ratio_left(free_, job); }

double NodeBook::left_after(const Job& job, Time at) const { return ratio_left(room(at, at + 1), job); }

void NodeBook::take(std::vector<Resources>& nodes, const Hold& hold, std::int64_t times) const {
  for (const auto& [node, replicas] : hold.nodes) nodes[node] -= hold.per_replica * (times * replicas);
}

std::vector<Resources> NodeBook::room(Time from, Time until) const {
  // Free resources only shrink where a hold begins: the least is at `from` or at one of those instants.
  std::set<Time> instants{from};
  for (const auto& [id, hold] : reserved_) {
    if (hold.from > from && hold.from < until) instants.insert(hold.from);
  }
  std::vector<Resources> least;
  for (const Time instant : instants) {
    std::vector<Resources> nodes = capacity_;
    for (const auto* holds : {&running_, &reserved_}) {
      for (const auto& [id, hold] : *holds) {
        if (hold.from <= instant && instant < hold.until) take(nodes, hold, 1);
      }
    }
    if (least.empty()) {
      least = std::move(nodes);
      continue;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      least[i].cpu_milli = std::min(least[i].cpu_milli, nodes[i].cpu_milli);
      least[i].memory_mib = std::min(least[i].memory_mib, nodes[i].memory_mib);
      least[i].gpu_milli = std::min(least[i].gpu_milli, nodes[i].gpu_milli);
    }
  }
  return least;
}

std::vector<Resources> NodeBook::room_now(Time now, Time until) const {
  std::vector<Resources> nodes = room(now, until);
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    nodes[i].cpu_milli = std::min(nodes[i].cpu_milli, free_[i].cpu_milli);
    nodes[i].memory_mib = std::min(nodes[i].memory_mib, free_[i].memory_mib);
    nodes[i].gpu_milli = std::min(nodes[i].gpu_milli, free_[i].gpu_milli);
  }
  return nodes;
}

NodeBook::Hold NodeBook::hold_for(const Job& job, Time from, const std::vector<Resources>& nodes) const {
  auto placement = place(*placement_, nodes, job);
  assert(placement);
  return {std::move(*placement), job.per_replica, from, from + job.requested_us};
}

void NodeBook::run(JobId id, Hold hold) {
  take(free_, hold, 1);
  running_.emplace(id, std::move(hold));
}

void NodeBook::start(JobId id, const Job& job, Time now) { run(id, hold_for(job, now, free_)); }

void NodeBook::finish(JobId id, const Job&, Time, Time) {
  const auto found = running_.find(id);
  assert(found != running_.end());
  take(free_, found->second, -1);
  running_.erase(found);
}

void NodeBook::extend(JobId id, const Job&, Time, Time new_end) { running_.at(id).until = new_end; }

Time NodeBook::promise_head(JobId id, const Job& job, Time now) {
  forget_head();
  const Time shadow = earliest(job, now, kNever);
  assert(shadow != kNever);
  reserve(id, job, shadow);
  head_ = id;
  return shadow;
}

void NodeBook::forget_head() {
  if (head_ != kNoJob) reserved_.erase(head_);
  head_ = kNoJob;
}

Window NodeBook::window(Time) const { return {kCountLimit, kNever, kCountLimit}; }

Reason NodeBook::beside_head(const Job& job, Time now) const {
  if (!place(*placement_, room_now(now, now + job.requested_us), job)) return Reason::kNone;
  if (head_ == kNoJob) return Reason::kElsewhere;
  return now + job.requested_us <= reserved_.at(head_).from ? Reason::kEndsByShadow : Reason::kSpareUnits;
}

void NodeBook::start_beside_head(JobId id, const Job& job, Time now, Reason) {
  run(id, hold_for(job, now, room_now(now, now + job.requested_us)));
}

Time NodeBook::earliest(const Job& job, Time from, Time before) const {
  std::set<Time> instants{from};
  for (const auto* holds : {&running_, &reserved_}) {
    for (const auto& [id, hold] : *holds) {
      if (hold.until > from) instants.insert(hold.until);
    }
  }
  for (const Time instant : instants) {
    if (instant >= before) break;
    if (place(*placement_, room(instant, instant + job.requested_us), job)) return instant;
  }
  return kNever;
}

void NodeBook::reserve(JobId id, const Job& job, Time at) {
  reserved_.emplace(id, hold_for(job, at, room(at, at + job.requested_us)));
}

void NodeBook::drop_reservation(JobId id, const Job&, Time) { reserved_.erase(id); }

bool NodeBook::reservation_is_free(JobId id, const Job&) const {
  const Hold& hold = reserved_.at(id);
  return std::all_of(hold.nodes.begin(), hold.nodes.end(),
                     [&](const auto& share) { return (hold.per_replica * share.second).fits_in(free_[share.first]); });
}

void NodeBook::start_reserved(JobId id, const Job&, Time now) {
  const auto found = reserved_.find(id);
  assert(found != reserved_.end() && found->second.from == now);
  Hold hold = std::move(found->second);
  reserved_.erase(found);
  hold.from = now;
  run(id, std::move(hold));
}

void NodeBook::start_at(JobId id, const Job& job, Time now, const Placement& nodes) {
  run(id, {nodes, job.per_replica, now, now + job.requested_us});
}

}  // namespace berth
