// Nodes that follow the queue: docs/replay-semantics.md, "Autoscaling", to the letter.
#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"

namespace berth::reference {
namespace {

constexpr std::size_t kTried = 10'000;

}  // namespace

void Simulation::know_fleet(std::span<const ClusterSpec> clusters) {
  for (ClusterId cluster = 0; cluster < clusters.size(); ++cluster) {
    std::uint32_t node = 0;
    for (std::size_t group = 0; group < clusters[cluster].groups.size(); ++group) {
      const NodeGroup& spec = clusters[cluster].groups[group];
      for (std::int64_t i = 0; i < spec.count; ++i, ++node) {
        Power one{cluster, node, group, spec.autoscaling};
        if (one.scaling) scales_ = true;
        if (one.scaling && i >= one.scaling->least) {
          one.state = PowerState::kOff;
        } else if (one.scaling) {
          result_.powered.push_back({cluster, node, 0, 0});
        }
        power_.push_back(one);
      }
    }
  }
}

JobId Simulation::number_of(ClusterId cluster, std::uint32_t node) const {
  for (ClusterId before = 0; before < cluster; ++before) node += node_counts_[before];
  return node;
}

bool Simulation::is_down(ClusterId cluster, std::uint32_t node) const {
  for (JobId number = 0; number < outages_.size(); ++number) {
    if (is_down_[number] && outages_[number].cluster == cluster && outages_[number].outage.node == node) return true;
  }
  return false;
}

bool Simulation::is_empty(const Power& one) const {
  return std::none_of(running_.begin(), running_.end(),
                      [&](const Hold& hold) { return hold.cluster == one.cluster && stands_on(hold, one.node); });
}

std::int64_t Simulation::on_or_booting(const Power& of) const {
  return std::count_if(power_.begin(), power_.end(), [&](const Power& one) {
    return one.cluster == of.cluster && one.group == of.group && one.state != PowerState::kOff;
  });
}

void Simulation::add_fleet_events(std::vector<Event>& events) const {
  for (JobId number = 0; number < power_.size(); ++number) {
    const Power& one = power_[number];
    if (!one.scaling) continue;
    if (one.state == PowerState::kBooting) events.push_back({one.ready, Kind::kBooted, number});
    if (one.state == PowerState::kOn && one.idle_since != kNever && !one.is_idle && is_empty(one)) {
      events.push_back({one.idle_since + one.scaling->idle_us, Kind::kIdle, number});
    }
  }
  for (const Event& event : switch_on_) events.push_back(event);
}

void Simulation::nodes_left(const Hold& hold, Time at) {
  for (Power& one : power_) {
    if (!one.scaling || one.cluster != hold.cluster || !stands_on(hold, one.node) || !is_empty(one)) continue;
    one.idle_since = at;
    one.is_idle = false;
  }
}

void Simulation::nodes_taken(const Hold& hold) {
  for (Power& one : power_) {
    if (one.cluster == hold.cluster && stands_on(hold, one.node)) one.is_idle = false;
  }
}

void Simulation::switch_on(Power& one) {
  if (one.state != PowerState::kOff || is_down(one.cluster, one.node)) return;
  one.state = PowerState::kBooting;
  one.ready = now_ + one.scaling->boot_us;
  result_.powered.push_back({one.cluster, one.node, now_, one.ready});
  extended_ = true;
}

void Simulation::switch_off(Power& one) {
  if (one.state == PowerState::kOff) return;
  one.state = PowerState::kOff;
  one.is_idle = false;
  for (Powered& stretch : result_.powered) {
    const bool its = stretch.cluster == one.cluster && stretch.node == one.node && stretch.until_us == kNever;
    if (its) stretch.until_us = now_;
  }
  extended_ = true;
}

void Simulation::scale() {
  for (Power& one : power_) {
    if (!has_scaled_ && one.scaling && one.state == PowerState::kOn) one.idle_since = now_;
  }
  has_scaled_ = true;
  for (Power& one : power_) {
    if (one.scaling && on_or_booting(one) < one.scaling->least) switch_on(one);
  }
  if (demanded_) switch_on(power_[*demanded_]);
  demanded_.reset();
  std::vector<JobId> waiting = queue_;
  waiting.insert(waiting.end(), just_refused_.begin(), just_refused_.end());
  const std::set<JobId> needed = try_all(waiting);
  if (!waiting.empty() && running_.empty()) return;
  for (JobId number = static_cast<JobId>(power_.size()); number-- > 0;) {
    Power& one = power_[number];
    if (one.is_idle && !needed.contains(number) && on_or_booting(one) > one.scaling->least) switch_off(one);
  }
}

std::set<JobId> Simulation::try_all(std::vector<JobId> waiting) {
  std::sort(waiting.begin(), waiting.end(),
            [&](JobId a, JobId b) { return std::tuple(eligible_[a], a) < std::tuple(eligible_[b], b); });
  if (waiting.size() > kTried) waiting.resize(kTried);
  std::vector<NodeRoom> room;  // as power_
  for (const Power& one : power_) {
    NodeRoom& free = room.emplace_back(machines_[one.cluster].empty()[one.node]);
    for (const Hold& hold : running_) {
      if (hold.cluster != one.cluster) continue;
      for (const Seat& seat : hold.taken.seats) {
        if (seat.node == one.node) free.take(jobs_[hold.job].per_replica, seat.replicas, seat.slot);
      }
    }
  }
  std::set<JobId> needed;
  for (const JobId job : waiting) {
    std::vector<NodeRoom> best;
    std::vector<JobId> best_nodes;
    for (ClusterId cluster = 0; cluster < machines_.size() && best_nodes.size() < jobs_[job].replicas; ++cluster) {
      if (!would_fit_if_empty(job, cluster)) continue;
      std::vector<NodeRoom> then = room;
      const std::vector<JobId> nodes = try_one(job, cluster, then);
      if (nodes.size() <= best_nodes.size()) continue;
      best = then;
      best_nodes = nodes;
    }
    if (best_nodes.empty()) continue;
    room = best;
    needed.insert(best_nodes.begin(), best_nodes.end());
    for (const JobId number : best_nodes) switch_on(power_[number]);
  }
  return needed;
}

bool Simulation::would_fit_if_empty(JobId job, ClusterId cluster) const {
  const bool one_each = workload_.traits_of(jobs_[job]).spread != Spread::kAnywhere;
  std::int64_t replicas = 0;
  for (std::uint32_t node = 0; node < node_counts_[cluster]; ++node) {
    if (!machines_[cluster].allows(jobs_[job], node)) continue;
    replicas += machines_[cluster].empty()[node].times(jobs_[job].per_replica, one_each ? 1 : jobs_[job].replicas);
  }
  return replicas >= jobs_[job].replicas;
}

std::vector<JobId> Simulation::try_one(JobId job, ClusterId cluster, std::vector<NodeRoom>& room) const {
  const bool one_each = workload_.traits_of(jobs_[job]).spread != Spread::kAnywhere;
  const Resources& one = jobs_[job].per_replica;
  std::vector<JobId> nodes;  // by replica
  const auto shuts_before_its_end = [&](const Power& node) {
    return std::any_of(closures_.begin(), closures_.end(), [&](const auto& numbered) {
      const auto& [where, closure] = numbered;
      return where == node.cluster && std::count(closure.nodes.begin(), closure.nodes.end(), node.node) > 0 &&
             closure.from_us < now_ + jobs_[job].requested_us && now_ < closure.until_us && !closure.admits(jobs_[job]);
    });
  };
  const auto find = [&](bool off) {
    for (JobId number = 0; number < power_.size(); ++number) {
      const Power& node = power_[number];
      if (node.cluster != cluster || (node.state == PowerState::kOff) != off || is_down(cluster, node.node)) continue;
      if (!machines_[cluster].allows(jobs_[job], node.node) || shuts_before_its_end(node)) continue;
      if (one_each && std::find(nodes.begin(), nodes.end(), number) != nodes.end()) continue;
      const auto slot = room[number].slot_for(one);
      if (!slot) continue;
      room[number].take(one, 1, *slot);
      nodes.push_back(number);
      return true;
    }
    return false;
  };
  while (nodes.size() < jobs_[job].replicas && (find(false) || find(true))) {
  }
  return nodes;
}

void Simulation::unstick() {
  const bool boots =
      std::any_of(power_.begin(), power_.end(), [](const Power& one) { return one.state == PowerState::kBooting; });
  if (!scales_ || boots || !running_.empty() || queue_.empty()) return;
  for (JobId number = 0; number < power_.size(); ++number) {
    const Power& one = power_[number];
    if (one.state != PowerState::kOff || is_down(one.cluster, one.node)) continue;
    switch_on_.push_back({now_, Kind::kSwitchOn, number});
    return;
  }
}

}  // namespace berth::reference
