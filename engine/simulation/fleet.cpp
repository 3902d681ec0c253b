#include "engine/simulation/fleet.hpp"

#include <algorithm>

#include "engine/cluster/placer.hpp"

namespace berth {
namespace {

// Waiting jobs whose needs are looked at: a longer queue asks for no more nodes than these.
constexpr std::size_t kJobsLookedAt = 10'000;

}  // namespace

Fleet::Fleet(const Workload& workload, std::span<const ClusterSpec> clusters) : workload_(workload) {
  for (const ClusterSpec& cluster : clusters) {
    for (const NodeGroup& group : cluster.groups) any_ |= group.autoscaling.has_value();
  }
  if (!any_) return;
  for (const ClusterSpec& cluster : clusters) {
    specs_.insert(specs_.end(), cluster.groups.begin(), cluster.groups.end());
  }
  for (const NodeGroup& spec : specs_) groups_.push_back({&spec});
  std::uint32_t group = 0;
  for (ClusterId id = 0; id < clusters.size(); ++id) {
    const auto first = static_cast<std::uint32_t>(nodes_.size());
    for (const NodeGroup& spec : clusters[id].groups) {
      groups_[group].first = static_cast<std::uint32_t>(nodes_.size());
      for (std::int64_t i = 0; i < spec.count; ++i) {
        Node node{Room(spec.per_node, spec.gpus_pooled), group};
        if (spec.autoscaling && i >= spec.autoscaling->least) {
          node.power = Power::kOff;
          ++off_;
        } else if (spec.autoscaling) {
          ++groups_[group].on;
          node.stretch = powered_.size();
          powered_.push_back({id, static_cast<std::uint32_t>(nodes_.size()) - first, 0, 0});
        }
        nodes_.push_back(std::move(node));
      }
      ++group;
    }
    sites_.push_back({first, static_cast<std::uint32_t>(nodes_.size()), clusters[id].closures});
  }
}

ClusterId Fleet::cluster_of(std::uint32_t number) const {
  const auto site = std::upper_bound(sites_.begin(), sites_.end(), number,
                                     [](std::uint32_t node, const Site& one) { return node < one.end; });
  return static_cast<ClusterId>(site - sites_.begin());
}

void Fleet::started(JobId job, ClusterId cluster, const Placement& nodes) {
  ++holds_;
  for (const Seat& seat : nodes) {
    Node& node = nodes_[sites_[cluster].first + seat.node];
    node.room.take(workload_.jobs[job].per_replica, seat.replicas, seat.slot);
    ++node.seats;
    idle_.erase(sites_[cluster].first + seat.node);
  }
}

void Fleet::ended(JobId job, ClusterId cluster, const Placement& nodes, Time now, std::vector<Event>& events) {
  --holds_;
  for (const Seat& seat : nodes) {
    const std::uint32_t number = sites_[cluster].first + seat.node;
    Node& node = nodes_[number];
    node.room.give(workload_.jobs[job].per_replica, seat.replicas, seat.slot);
    if (--node.seats == 0 && scales(node)) await_idle(number, now, events);
  }
}

void Fleet::await_idle(std::uint32_t number, Time now, std::vector<Event>& events) {
  Node& node = nodes_[number];
  node.idle_since = now;
  events.emplace_back(now + groups_[node.group].spec->autoscaling->idle_us, EventKind::kIdle, number);
}

bool Fleet::is_idle(std::uint32_t number, Time now) {
  const Node& node = nodes_[number];
  const bool idle = node.power == Power::kOn && node.seats == 0 &&
                    now - node.idle_since >= groups_[node.group].spec->autoscaling->idle_us;
  return idle && idle_.insert(number).second;
}

std::optional<NodeChange> Fleet::booted(std::uint32_t number, Time now, std::vector<Event>& events) {
  if (nodes_[number].power != Power::kBooting || nodes_[number].ready != now) return std::nullopt;
  --booting_;
  nodes_[number].power = Power::kOn;
  await_idle(number, now, events);
  const ClusterId cluster = cluster_of(number);
  return NodeChange{cluster, number - sites_[cluster].first, now};
}

bool Fleet::went_down(ClusterId cluster, std::uint32_t index, Time now) {
  const std::uint32_t number = sites_[cluster].first + index;
  Node& node = nodes_[number];
  node.down = true;
  if (!scales(node)) return false;
  if (node.power == Power::kOff) {
    --off_;
    return true;
  }
  if (node.power == Power::kBooting) --booting_;
  --groups_[node.group].on;
  node.power = Power::kOff;
  powered_[node.stretch].until_us = now;
  idle_.erase(number);
  return true;
}

bool Fleet::came_up(ClusterId cluster, std::uint32_t index) {
  Node& node = nodes_[sites_[cluster].first + index];
  node.down = false;
  if (!scales(node)) return false;
  ++off_;
  return true;
}

void Fleet::keep_least(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events) {
  for (const Group& group : groups_) {
    if (!group.spec->autoscaling) continue;
    const auto end = group.first + static_cast<std::uint32_t>(group.spec->count);
    for (std::uint32_t number = group.first; number < end && group.on < group.spec->autoscaling->least; ++number) {
      switch_on(number, now, changes, events);
    }
  }
}

void Fleet::switch_on(std::uint32_t number, Time now, std::vector<NodeChange>& changes, std::vector<Event>& events) {
  Node& node = nodes_[number];
  if (node.power != Power::kOff || node.down) return;
  --off_;
  ++booting_;
  ++groups_[node.group].on;
  node.power = Power::kBooting;
  const Time ready = now + groups_[node.group].spec->autoscaling->boot_us;
  node.ready = ready;
  const ClusterId cluster = cluster_of(number);
  node.stretch = powered_.size();
  powered_.push_back({cluster, number - sites_[cluster].first, now, ready});
  changes.push_back({cluster, number - sites_[cluster].first, ready});
  events.emplace_back(ready, EventKind::kBooted, number);
}

void Fleet::switch_off(std::uint32_t number, Time now, std::vector<NodeChange>& changes) {
  Node& node = nodes_[number];
  ++off_;
  --groups_[node.group].on;
  node.power = Power::kOff;
  powered_[node.stretch].until_us = now;
  const ClusterId cluster = cluster_of(number);
  changes.push_back({cluster, number - sites_[cluster].first, kSomeTime});
}

std::optional<std::uint32_t> Fleet::next_off() const {
  for (std::uint32_t number = 0; number < nodes_.size() && off_ > 0; ++number) {
    if (nodes_[number].power == Power::kOff && !nodes_[number].down) return number;
  }
  return std::nullopt;
}

bool Fleet::allows(const Job& job, const Node& node) const {
  return group_allows(workload_.traits_of(job), job.per_replica, *groups_[node.group].spec);
}

bool Fleet::could_ever(const Job& job, ClusterId cluster) const {
  const Site& site = sites_[cluster];
  const bool one_each = workload_.traits_of(job).spread != Spread::kAnywhere;
  std::int64_t places = 0;
  for (std::uint32_t number = site.first; number < site.end;) {
    const NodeGroup& spec = *groups_[nodes_[number].group].spec;
    if (allows(job, nodes_[number])) {
      const Room empty(spec.per_node, spec.gpus_pooled);
      places += spec.count * empty.times(job.per_replica, one_each ? 1 : job.replicas);
    }
    number += static_cast<std::uint32_t>(spec.count);
  }
  return places >= job.replicas;
}

std::vector<std::uint32_t> Fleet::shut_to(const Job& job, const Site& site, Time now) const {
  std::vector<std::uint32_t> shut;
  for (const Closure& closure : site.closures) {
    if (!closure.overlaps(now, now + job.requested_us) || closure.admits(job)) continue;
    for (const std::uint32_t node : closure.nodes) shut.push_back(site.first + node);
  }
  std::sort(shut.begin(), shut.end());
  return shut;
}

void Fleet::seat(const Job& job, ClusterId cluster, bool off, const std::vector<std::uint32_t>& shut,
                 std::uint32_t& cursor, std::uint32_t& missing, Seats& seats) {
  const bool one_each = workload_.traits_of(job).spread != Spread::kAnywhere;
  const bool share = is_gpu_share(job.per_replica.gpu_milli);
  for (std::uint32_t number = std::max(cursor, sites_[cluster].first); number < sites_[cluster].end; ++number) {
    if (missing == 0) return;
    Node& node = nodes_[number];
    const bool looked_for =
        (node.power == Power::kOff) == off && !node.down && !std::binary_search(shut.begin(), shut.end(), number);
    std::int64_t times = looked_for && allows(job, node) ? node.room.times(job.per_replica, one_each ? 1 : missing) : 0;
    if (times == 0 && cursor == number) cursor = number + 1;
    while (times > 0) {
      const bool by_slot = share && node.room.has_slots_for(job.per_replica);
      const Seat seat{number, by_slot ? 1 : static_cast<std::uint32_t>(times),
                      by_slot ? node.room.slot_for(job.per_replica.gpu_milli) : Seat::kNoSlot};
      node.room.take(job.per_replica, seat.replicas, seat.slot);
      seats.push_back(seat);
      missing -= seat.replicas;
      times -= seat.replicas;
    }
  }
}

void Fleet::give_back(const Job& job, const Seats& seats) {
  for (const Seat& seat : seats) nodes_[seat.node].room.give(job.per_replica, seat.replicas, seat.slot);
}

Fleet::Seats Fleet::try_job(const Job& job, Time now, Cursors& cursors) {
  Seats best;
  std::uint32_t best_missing = job.replicas;
  for (ClusterId cluster = 0; cluster < sites_.size(); ++cluster) {
    if (!could_ever(job, cluster)) continue;
    const Resources& one = job.per_replica;
    const std::vector<std::uint32_t> shut = shut_to(job, sites_[cluster], now);
    // What is closed to this job may be open to the next one that is alike.
    Cursor own;
    Cursor& cursor = shut.empty() ? cursors[{cluster, job.traits, one.cpu_milli, one.memory_mib, one.gpu_milli}] : own;
    cursor.in_use = std::max(cursor.in_use, sites_[cluster].first);
    cursor.off = std::max(cursor.off, sites_[cluster].first);
    Seats seats;
    std::uint32_t missing = job.replicas;
    seat(job, cluster, false, shut, cursor.in_use, missing, seats);
    if (off_ > 0) seat(job, cluster, true, shut, cursor.off, missing, seats);
    if (missing == 0) {
      give_back(job, best);
      return seats;
    }
    if (missing < best_missing) {
      give_back(job, best);
      best = std::move(seats);
      best_missing = missing;
    } else {
      give_back(job, seats);
    }
  }
  return best;
}

std::set<std::uint32_t> Fleet::serve(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events) {
  std::set<std::uint32_t> needed;
  std::vector<std::pair<JobId, Seats>> taken;
  Cursors cursors;
  std::size_t looked_at = 0;
  for (const auto& [submit_us, job] : waiting_) {
    if ((off_ == 0 && idle_.empty()) || looked_at++ == kJobsLookedAt) break;
    Seats seats = try_job(workload_.jobs[job], now, cursors);
    for (const Seat& seat : seats) {
      needed.insert(seat.node);
      if (nodes_[seat.node].power != Power::kOff) continue;
      switch_on(seat.node, now, changes, events);
      // What is left of its room is that of a node that boots.
      const ClusterId cluster = cluster_of(seat.node);
      for (auto& [request, cursor] : cursors) {
        if (std::get<0>(request) == cluster) cursor.in_use = std::min(cursor.in_use, seat.node);
      }
    }
    if (!seats.empty()) taken.emplace_back(job, std::move(seats));
  }
  for (const auto& [job, seats] : taken) give_back(workload_.jobs[job], seats);
  return needed;
}

void Fleet::decide(Time now, std::vector<NodeChange>& changes, std::vector<Event>& events) {
  if (!began_) {
    began_ = true;
    for (std::uint32_t number = 0; number < nodes_.size(); ++number) {
      const Node& node = nodes_[number];
      if (!scales(node)) continue;
      const ClusterId cluster = cluster_of(number);
      if (node.power == Power::kOff) changes.push_back({cluster, number - sites_[cluster].first, kSomeTime});
      if (node.power == Power::kOn) await_idle(number, now, events);
    }
  }
  keep_least(now, changes, events);
  if (demanded_) switch_on(*demanded_, now, changes, events);
  demanded_.reset();
  const std::set<std::uint32_t> needed = serve(now, changes, events);
  if (!waiting_.empty() && holds_ == 0) return;  // who waits may need them all the same
  for (auto number = idle_.rbegin(); number != idle_.rend();) {
    const Group& group = groups_[nodes_[*number].group];
    if (needed.contains(*number) || group.on <= group.spec->autoscaling->least) {
      ++number;
      continue;
    }
    switch_off(*number, now, changes);
    number = std::make_reverse_iterator(idle_.erase(std::next(number).base()));
  }
}

}  // namespace berth
