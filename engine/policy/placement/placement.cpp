#include "engine/policy/placement/placement.hpp"

#include <algorithm>
#include <numeric>

namespace berth {

std::optional<Placement> place(const PlacementAlgorithm& algorithm, std::span<const Resources> free, const Job& job) {
  std::vector<std::uint32_t> nodes(free.size());
  std::iota(nodes.begin(), nodes.end(), 0U);
  algorithm.order_nodes(free, nodes);
  Placement placement;
  std::int64_t missing = job.replicas;
  for (const std::uint32_t node : nodes) {
    const std::int64_t taken = times_in(job.per_replica, free[node], missing);
    const std::int64_t here = std::min(taken, missing);
    if (here == 0) continue;
    placement.emplace_back(node, static_cast<std::uint32_t>(here));
    missing -= here;
    if (missing == 0) break;
  }
  if (missing > 0) return std::nullopt;
  std::sort(placement.begin(), placement.end());
  return placement;
}

}  // namespace berth
