#include "tests/reference/machine.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace berth::reference {

bool made_of_units(std::span<const ClusterSpec> clusters, const Workload& workload) {
  const Resources unit = clusters.front().groups.front().per_node;
  if (unit.gpu_milli > 0) return false;
  for (const ClusterSpec& cluster : clusters) {
    for (const NodeGroup& group : cluster.groups) {
      if (group.per_node != unit || !group.taints.empty()) return false;
    }
  }
  return std::all_of(workload.jobs.begin(), workload.jobs.end(), [&](const Job& job) {
    return times_in(job.per_replica, unit) < 2 && workload.traits_of(job) == Traits{};
  });
}

Machine::Machine(const ClusterSpec& spec, const Workload& workload, bool in_units, std::string placement)
    : workload_(workload),
      in_units_(in_units),
      placement_(std::move(placement)),
      unit_(spec.groups.front().per_node),
      capacity_(spec.capacity()) {
  if (in_units_) {
    nodes_.push_back(NodeRoom({spec.node_count(), 0, 0}, false));
    return;
  }
  std::map<std::string, std::size_t> zones;
  std::map<std::tuple<std::string, std::string, std::int64_t>, std::size_t> racks;
  for (const NodeGroup& group : spec.groups) {
    for (std::int64_t i = 0; i < group.count; ++i) {
      const std::int64_t number = group.nodes_per_rack > 0 ? 1 + i / group.nodes_per_rack : 0;
      const auto rack = racks.try_emplace({group.zone, group.rack, number}, racks.size()).first->second;
      const auto zone = zones.try_emplace(group.zone, zones.size()).first->second;
      nodes_.push_back(NodeRoom(group.per_node, group.gpus_pooled));
      sites_.push_back({&group, rack, zone});
    }
    most_.cpu_milli = std::max(most_.cpu_milli, group.per_node.cpu_milli);
    most_.memory_mib = std::max(most_.memory_mib, group.per_node.memory_mib);
    most_.gpu_milli = std::max(most_.gpu_milli, group.per_node.gpu_milli);
  }
}

Resources Machine::of_one_replica(const Job& job) const {
  if (!in_units_) return job.per_replica;
  const bool fits_a_unit = job.per_replica.fits_in(unit_);
  return {fits_a_unit ? 1 : nodes_.front().cpu_milli + 1, 0, 0};
}

bool Machine::allows(const Job& job, std::uint32_t node) const {
  if (in_units_) return true;
  const NodeGroup& group = *sites_[node].group;
  const Traits& traits = workload_.traits_of(job);
  const auto is_in = [](const auto& list, const auto& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
  };
  for (const Label& label : traits.labels) {
    if (!is_in(group.labels, label)) return false;
  }
  for (const std::string& taint : group.taints) {
    if (!is_in(traits.tolerates, taint)) return false;
  }
  if (job.per_replica.gpu_milli == 0) return true;
  if (!traits.gpu_models.empty() && !is_in(traits.gpu_models, group.gpu_model)) return false;
  return group.gpu_memory_mib >= traits.gpu_memory_mib;
}

double Machine::score(const NodeRoom& room, const Resources& one) const {
  const auto part = [](std::int64_t of, std::int64_t most) {
    return static_cast<double>(of) / static_cast<double>(most);
  };
  const Resources free = room.total();
  const double left = ((part(free.cpu_milli, most_.cpu_milli) - part(one.cpu_milli, most_.cpu_milli)) +
                       (part(free.gpu_milli, most_.gpu_milli) - part(one.gpu_milli, most_.gpu_milli))) /
                      2;
  if (placement_ == "best-fit") return 1 - left;
  if (placement_ == "worst-fit") return left;
  return 0;  // first-fit
}

std::optional<Taken> Machine::place_among(Free free, const Job& job, const Nodes& nodes) const {
  const Resources one = of_one_replica(job);
  const Spread spread = workload_.traits_of(job).spread;
  Nodes used;  // or racks
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> replicas;
  for (std::uint32_t placed = 0; placed < job.replicas; ++placed) {
    std::optional<std::uint32_t> best;
    for (const std::uint32_t node : nodes) {
      if (!free[node].slot_for(one)) continue;
      if (spread == Spread::kNodes && used.contains(node)) continue;
      if (spread == Spread::kRacks && used.contains(static_cast<std::uint32_t>(sites_[node].rack))) continue;
      if (!best || score(free[node], one) > score(free[*best], one)) best = node;
    }
    if (!best) return std::nullopt;
    if (spread == Spread::kNodes) used.insert(*best);
    if (spread == Spread::kRacks) used.insert(static_cast<std::uint32_t>(sites_[*best].rack));
    const std::uint32_t slot = *free[*best].slot_for(one);
    free[*best].take(one, 1, slot);
    ++replicas[{*best, slot}];
  }
  Taken taken;
  for (const auto& [where, count] : replicas) taken.seats.push_back({where.first, count, where.second});
  return taken;
}

std::optional<Taken> Machine::place_in_one(const Free& free, const Job& job, const Nodes& nodes,
                                           std::size_t Site::*place) const {
  const bool one_each = workload_.traits_of(job).spread == Spread::kNodes;
  std::map<std::size_t, std::int64_t> room;  // by place
  for (const std::uint32_t node : nodes) {
    room[sites_[node].*place] += free[node].times(job.per_replica, one_each ? 1 : job.replicas);
  }
  std::set<std::pair<std::int64_t, std::size_t>> tightest_first;
  for (const auto& [where, replicas] : room) tightest_first.insert({replicas, where});
  for (const auto& [replicas, where] : tightest_first) {
    Nodes inside;
    for (const std::uint32_t node : nodes) {
      if (sites_[node].*place == where) inside.insert(node);
    }
    if (auto taken = place_among(free, job, inside)) return taken;
  }
  return std::nullopt;
}

std::optional<Taken> Machine::place(const Free& free, const Job& job, const Nodes& avoid) const {
  Nodes nodes;
  for (std::uint32_t node = 0; node < free.size(); ++node) {
    if (allows(job, node) && !avoid.contains(node)) nodes.insert(node);
  }
  const Pack pack = workload_.traits_of(job).pack;
  if (pack == Pack::kRack) return place_in_one(free, job, nodes, &Site::rack);
  if (pack == Pack::kZone) return place_in_one(free, job, nodes, &Site::zone);
  if (pack == Pack::kPreferRack) {
    if (auto taken = place_in_one(free, job, nodes, &Site::rack)) return taken;
  }
  if (pack == Pack::kPreferRack || pack == Pack::kPreferZone) {
    if (auto taken = place_in_one(free, job, nodes, &Site::zone)) return taken;
  }
  return place_among(free, job, nodes);
}

void Machine::take(Free& free, const Job& job, const Taken& taken) const {
  for (const Seat& seat : taken.seats) free[seat.node].take(of_one_replica(job), seat.replicas, seat.slot);
}

bool Machine::fits(Free free, const Job& job, const Taken& taken) const {
  return std::all_of(taken.seats.begin(), taken.seats.end(), [&](const Seat& seat) {
    return free[seat.node].take(of_one_replica(job), seat.replicas, seat.slot);
  });
}

double Machine::units_left(const Free& free) const {
  Resources sum;
  for (const NodeRoom& room : free) sum += room.total();
  if (in_units_) return static_cast<double>(sum.cpu_milli);
  double share = 0;
  const auto add = [&](std::int64_t left, std::int64_t of) {
    if (of > 0) share += static_cast<double>(left) / static_cast<double>(of);
  };
  add(sum.cpu_milli, capacity_.cpu_milli);
  add(sum.memory_mib, capacity_.memory_mib);
  add(sum.gpu_milli, capacity_.gpu_milli);
  return share;
}

}  // namespace berth::reference
