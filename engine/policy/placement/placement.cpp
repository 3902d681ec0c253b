#include "engine/policy/placement/placement.hpp"

#include <algorithm>

namespace berth {

bool NodeState::operator==(const NodeState& other) const {
  return group == other.group && blocked == other.blocked && kinds == other.kinds &&
         room.cpu_milli == other.room.cpu_milli && room.memory_mib == other.room.memory_mib &&
         room.whole_gpus == other.room.whole_gpus && room.pool_milli == other.room.pool_milli &&
         room.slots == other.room.slots;
}

std::uint32_t kind_of(std::int64_t gpu_milli) {
  if (gpu_milli == 0) return 0;
  if (is_gpu_share(gpu_milli)) return 1;
  return 1U << std::min<std::int64_t>(gpu_milli / kWholeGpu, 31);
}

std::int32_t tightest_gpu(const Room& room, std::int64_t gpu_milli) {
  const auto found = std::lower_bound(room.slots.begin(), room.slots.end(), gpu_milli);
  return found == room.slots.end() ? Fit::kWhole : static_cast<std::int32_t>(found - room.slots.begin());
}

Resources largest_node(const ClusterSpec& cluster) {
  Resources most{1, 1, 1};
  for (const NodeGroup& group : cluster.groups) {
    most.cpu_milli = std::max(most.cpu_milli, group.per_node.cpu_milli);
    most.memory_mib = std::max(most.memory_mib, group.per_node.memory_mib);
    most.gpu_milli = std::max(most.gpu_milli, group.per_node.gpu_milli);
  }
  return most;
}

}  // namespace berth
