#include "engine/simulation/elastic.hpp"

#include <algorithm>
#include <tuple>

#include "engine/cluster/placer.hpp"

namespace berth {

Elastic::Elastic(const Workload& workload, std::span<const ClusterSpec> clusters) : workload_(workload) {
  any_ = std::any_of(workload.traits.begin(), workload.traits.end(),
                     [](const Traits& traits) { return traits.most_replicas > 0; });
  if (!any_) return;
  std::size_t count = 0;
  for (const ClusterSpec& cluster : clusters) count += cluster.groups.size();
  groups_.reserve(count);  // nodes point into it
  for (const ClusterSpec& cluster : clusters) {
    std::vector<Node>& nodes = nodes_.emplace_back();
    for (const NodeGroup& group : cluster.groups) {
      const NodeGroup& kept = groups_.emplace_back(group);
      nodes.insert(nodes.end(), static_cast<std::size_t>(group.count),
                   Node{Room(group.per_node, group.gpus_pooled), &kept});
    }
    closures_.push_back(cluster.closures);
  }
}

bool Elastic::is_elastic(JobId job) const {
  return any_ && workload_.traits_of(workload_.jobs[job]).most_replicas > workload_.jobs[job].replicas;
}

void Elastic::started(JobId job, ClusterId cluster, const Placement& nodes, Time submit_us, Time begins, Duration left,
                      Duration limit) {
  const Job& one = workload_.jobs[job];
  for (const Seat& seat : nodes) nodes_[cluster][seat.node].room.take(one.per_replica, seat.replicas, seat.slot);
  if (!is_elastic(job)) return;
  Running& running = running_[job];
  running = {cluster, submit_us, begins, left * one.replicas, limit, {{begins, one.replicas}}, {}, begins};
  const Traits& traits = workload_.traits_of(one);
  for (const Seat& seat : nodes) {
    const std::int64_t here = traits.speed_on(nodes_[cluster][seat.node].group->gpu_model);
    running.speed = &seat == &nodes.front() ? here : std::min(running.speed, here);
  }
  in_order_.insert({submit_us, job});
  leaving_.erase(job);
}

void Elastic::leaves(JobId job, ClusterId cluster, const Placement& nodes, Time now, Time until) {
  for (const Seat& seat : nodes) nodes_[cluster][seat.node].left_at = until;
  const auto found = running_.find(job);
  if (found == running_.end()) return;
  Running& running = found->second;
  stop_extra(job, running, now);
  const std::uint32_t fewest = workload_.jobs[job].replicas;
  if (running.paces.back().replicas != fewest) running.paces.push_back({now, fewest});
  leaving_[job] = running;
}

const Elastic::Running& Elastic::stint_of(JobId job) const {
  const auto found = running_.find(job);
  return found != running_.end() ? found->second : leaving_.at(job);
}

void Elastic::ended(JobId job, ClusterId cluster, const Placement& nodes, Time now) {
  const Job& one = workload_.jobs[job];
  for (const Seat& seat : nodes) nodes_[cluster][seat.node].room.give(one.per_replica, seat.replicas, seat.slot);
  const auto found = running_.find(job);
  if (found == running_.end()) return;
  stop_extra(job, found->second, now);
  in_order_.erase({found->second.submit_us, job});
  running_.erase(found);
}

void Elastic::stop_extra(JobId job, Running& running, Time now) {
  if (!running.extra.empty() && running.extra_since < now) {
    grown_.push_back({job, running.cluster, running.extra_since, now, running.extra});
  }
  running.extra.clear();
}

std::int64_t Elastic::work_by(const Running& running, Time until) const {
  std::int64_t work = 0;
  for (std::size_t i = 0; i < running.paces.size(); ++i) {
    const Time end = i + 1 < running.paces.size() ? std::min(running.paces[i + 1].from, until) : until;
    work += std::max<Duration>(0, end - running.paces[i].from) * running.paces[i].replicas;
  }
  return std::min(work, running.work);
}

Duration Elastic::done_by(JobId job, Time until) const {
  return work_by(stint_of(job), until) / workload_.jobs[job].replicas;
}

bool Elastic::is_through(JobId job, Time now) const {
  const Running& running = running_.at(job);
  return work_by(running, now) == running.work;
}

Time Elastic::end_of(const Running& running) const {
  const Pace& pace = running.paces.back();
  const std::int64_t left = running.work - work_by(running, pace.from);
  const Time through = pace.from + (left + pace.replicas - 1) / pace.replicas;
  return std::min(through, running.begins + running.limit);
}

bool Elastic::may_use(const Job& job, const Running& running, std::uint32_t node, Time now) const {
  const Node& one = nodes_[running.cluster][node];
  const Traits& traits = workload_.traits_of(job);
  if (one.down || one.off || now < one.left_at || !group_allows(traits, job.per_replica, *one.group)) return false;
  if (traits.speed_on(one.group->gpu_model) < running.speed) return false;
  const std::vector<Closure>& closures = closures_[running.cluster];
  return std::none_of(closures.begin(), closures.end(), [&](const Closure& closure) {
    return closure.overlaps(now, now + 1) && !closure.admits(job) &&
           std::binary_search(closure.nodes.begin(), closure.nodes.end(), node);
  });
}

// Takes them from the rooms.
Placement Elastic::extra_for(JobId id, const Running& running, Time now) {
  const Job& job = workload_.jobs[id];
  std::int64_t missing = std::int64_t{workload_.traits_of(job).most_replicas} - job.replicas;
  Placement extra;
  const auto take = [&](std::uint32_t node, std::int64_t replicas, std::uint32_t slot) {
    nodes_[running.cluster][node].room.take(job.per_replica, replicas, slot);
    missing -= replicas;
    extra.push_back({node, static_cast<std::uint32_t>(replicas), slot});
  };
  for (const Seat& seat : running.extra) {
    const Room& room = nodes_[running.cluster][seat.node].room;
    if (!may_use(job, running, seat.node, now)) continue;
    std::int64_t kept = std::min<std::int64_t>(seat.replicas, missing);
    while (kept > 0 && !room.can_take(job.per_replica, kept, seat.slot)) --kept;
    if (kept > 0) take(seat.node, kept, seat.slot);
  }
  for (std::uint32_t node = 0; node < nodes_[running.cluster].size() && missing > 0; ++node) {
    const Room& room = nodes_[running.cluster][node].room;
    if (!room.fits(job.per_replica) || !may_use(job, running, node, now)) continue;
    for (std::int64_t times = room.times(job.per_replica, missing); times > 0;) {
      const bool by_slot = room.has_slots_for(job.per_replica);
      const std::int64_t here = by_slot ? 1 : times;
      take(node, here, by_slot ? room.slot_for(job.per_replica.gpu_milli) : Seat::kNoSlot);
      times -= here;
    }
  }
  // As placements are: ascending, one seat for a node or one of its GPUs.
  std::sort(extra.begin(), extra.end(), [](const Seat& left, const Seat& right) {
    return std::tie(left.node, left.slot) < std::tie(right.node, right.slot);
  });
  Placement joined;
  for (const Seat& seat : extra) {
    if (!joined.empty() && joined.back().node == seat.node && joined.back().slot == seat.slot) {
      joined.back().replicas += seat.replicas;
    } else {
      joined.push_back(seat);
    }
  }
  return joined;
}

std::vector<Elastic::Change> Elastic::deal(Time now) {
  std::vector<Change> changes;
  std::vector<std::pair<JobId, Placement>> dealt;
  for (const auto& [submit_us, job] : in_order_) {
    if (running_.at(job).begins > now) continue;  // it holds its place, and does not run yet
    dealt.emplace_back(job, extra_for(job, running_.at(job), now));
  }
  const auto count = [](const Placement& seats) {
    std::int64_t replicas = 0;
    for (const Seat& seat : seats) replicas += seat.replicas;
    return replicas;
  };
  for (auto& [job, extra] : dealt) {
    const Job& one = workload_.jobs[job];
    Running& running = running_.at(job);
    for (const Seat& seat : extra) {
      nodes_[running.cluster][seat.node].room.give(one.per_replica, seat.replicas, seat.slot);
    }
    if (extra == running.extra) continue;
    const std::int64_t before = count(running.extra), after = count(extra);
    stop_extra(job, running, now);
    running.extra = std::move(extra);
    running.extra_since = now;
    if (before == after) continue;
    if (running.paces.back().from == now) running.paces.pop_back();
    running.paces.push_back({now, one.replicas + after});
    changes.push_back({job, end_of(running), after > before});
  }
  return changes;
}

std::vector<Grown> Elastic::grown() && {
  for (auto& [job, running] : running_) stop_extra(job, running, kNever);
  std::sort(grown_.begin(), grown_.end(), [](const Grown& left, const Grown& right) {
    return std::tie(left.until_us, left.job, left.from_us) < std::tie(right.until_us, right.job, right.from_us);
  });
  return std::move(grown_);
}

}  // namespace berth
