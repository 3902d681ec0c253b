#include "tests/reference/machine.hpp"

#include <algorithm>
#include <numeric>

namespace berth::reference {

bool made_of_units(std::span<const ClusterSpec> clusters, const Workload& workload) {
  const Resources unit = clusters.front().groups.front().per_node;
  if (unit.gpu_milli > 0) return false;
  for (const ClusterSpec& cluster : clusters) {
    for (const NodeGroup& group : cluster.groups) {
      if (group.per_node != unit) return false;
    }
  }
  return std::all_of(workload.jobs.begin(), workload.jobs.end(),
                     [&](const Job& job) { return times_in(job.per_replica, unit) < 2; });
}

Machine::Machine(const ClusterSpec& spec, bool in_units, bool best_fit)
    : in_units_(in_units), best_fit_(best_fit), unit_(spec.groups.front().per_node), capacity_(spec.capacity()) {
  if (in_units_) {
    nodes_.push_back({spec.node_count(), 0, 0});
    return;
  }
  for (const NodeGroup& group : spec.groups) {
    nodes_.insert(nodes_.end(), group.count, group.per_node);
    most_.cpu_milli = std::max(most_.cpu_milli, group.per_node.cpu_milli);
    most_.gpu_milli = std::max(most_.gpu_milli, group.per_node.gpu_milli);
  }
}

Resources Machine::of_one_replica(const Job& job) const {
  if (!in_units_) return job.per_replica;
  const bool fits_a_unit = job.per_replica.fits_in(unit_);
  return {fits_a_unit ? 1 : nodes_.front().cpu_milli + 1, 0, 0};
}

std::optional<Taken> Machine::place(const Free& free, const Job& job) const {
  std::vector<std::size_t> order(free.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (best_fit_) {
    std::stable_sort(order.begin(), order.end(), [&](std::size_t left, std::size_t right) {
      const auto emptiness = [&](const Resources& room) {
        const auto part = [](std::int64_t of, std::int64_t most) {
          return static_cast<double>(of) / static_cast<double>(std::max<std::int64_t>(most, 1));
        };
        const Resources& one = job.per_replica;
        return (part(room.cpu_milli, most_.cpu_milli) - part(one.cpu_milli, most_.cpu_milli)) +
               (part(room.gpu_milli, most_.gpu_milli) - part(one.gpu_milli, most_.gpu_milli));
      };
      return emptiness(free[left]) < emptiness(free[right]);
    });
  }
  Taken taken(free.size(), 0);
  std::int64_t missing = job.replicas;
  for (const std::size_t node : order) {
    taken[node] = std::min(missing, times_in(of_one_replica(job), free[node]));
    missing -= taken[node];
  }
  if (missing > 0) return std::nullopt;
  return taken;
}

void Machine::take(Free& free, const Job& job, const Taken& taken) const {
  for (std::size_t node = 0; node < free.size(); ++node) free[node] -= of_one_replica(job) * taken[node];
}

bool Machine::fits(const Free& free, const Job& job, const Taken& taken) const {
  for (std::size_t node = 0; node < free.size(); ++node) {
    if (taken[node] > 0 && !(of_one_replica(job) * taken[node]).fits_in(free[node])) return false;
  }
  return true;
}

double Machine::units_left(const Free& free) const {
  const Resources sum = std::accumulate(free.begin(), free.end(), Resources{});
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
