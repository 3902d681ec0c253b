#include "engine/metrics/blocking.hpp"

#include <algorithm>

namespace berth {
namespace {

// How many replicas find room in all, what is asked for of one resource or two left out of account.
struct Counts {
  std::int64_t all = 0, anywhere = 0, topology_lifted = 0;
  std::int64_t without_gpu = 0, without_cpu = 0, without_memory = 0;
  // Free on nodes that have the rest for at least one replica.
  Resources beside;
};

Counts count(std::span<const AlikeNodes> nodes, const std::vector<bool>& allows, const Resources& one,
             std::int64_t replicas, bool one_per_node) {
  Counts counts;
  for (const AlikeNodes& of : nodes) {
    const Room& room = *of.room;
    const std::int64_t cpu = times_in({one.cpu_milli, 0, 0}, {room.cpu_milli, 0, 0}, replicas);
    const std::int64_t memory = times_in({0, one.memory_mib, 0}, {0, room.memory_mib, 0}, replicas);
    const std::int64_t gpu = one.gpu_milli == 0 ? replicas : room.times({0, 0, one.gpu_milli}, replicas);
    const std::int64_t most = one_per_node ? 1 : replicas;
    const auto add = [&](std::int64_t& to, std::int64_t times) { to += std::min(times, most) * of.count; };
    add(counts.anywhere, std::min({cpu, memory, gpu}));
    if (!allows[of.group]) continue;
    counts.topology_lifted += std::min({cpu, memory, gpu}) * of.count;
    add(counts.all, std::min({cpu, memory, gpu}));
    add(counts.without_gpu, std::min(cpu, memory));
    add(counts.without_cpu, std::min(memory, gpu));
    add(counts.without_memory, std::min(cpu, gpu));
    if (cpu > 0 && memory > 0) counts.beside.gpu_milli += room.gpu_milli() * of.count;
    if (memory > 0 && gpu > 0) counts.beside.cpu_milli += room.cpu_milli * of.count;
    if (cpu > 0 && gpu > 0) counts.beside.memory_mib += room.memory_mib * of.count;
  }
  return counts;
}

}  // namespace

WaitReason blocking(std::span<const AlikeNodes> nodes, const std::vector<bool>& allows, const Resources& one,
                    std::int64_t replicas, bool one_per_node) {
  const Counts counts = count(nodes, allows, one, replicas, one_per_node);
  if (counts.all >= replicas) return WaitReason::kPolicy;
  if (counts.anywhere >= replicas) return WaitReason::kConstraint;
  if (counts.topology_lifted >= replicas) return WaitReason::kTopology;
  const auto lacks = [&](WaitReason reason, std::int64_t free, std::int64_t asked) {
    return free >= asked * replicas ? WaitReason::kPieces : reason;
  };
  if (counts.without_gpu >= replicas) return lacks(WaitReason::kGpu, counts.beside.gpu_milli, one.gpu_milli);
  if (counts.without_cpu >= replicas) return lacks(WaitReason::kCpu, counts.beside.cpu_milli, one.cpu_milli);
  if (counts.without_memory >= replicas) {
    return lacks(WaitReason::kMemory, counts.beside.memory_mib, one.memory_mib);
  }
  return WaitReason::kSeveral;
}

}  // namespace berth
