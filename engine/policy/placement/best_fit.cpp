#include <algorithm>
#include <tuple>

#include "engine/policy/placement/placement.hpp"

namespace berth {

const PlacementAlgorithm& best_fit() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "best-fit",
       "the fullest nodes first, so that large holes stay whole",
       "nodes by free CPU, then free memory, then free GPU, then index, all ascending",
       "Johnson, Near-Optimal Bin Packing Algorithms, 1973",
       "when jobs differ much in size and nodes host several",
       {}},
      [](std::span<const Resources> free, std::vector<std::uint32_t>& nodes) {
        std::stable_sort(nodes.begin(), nodes.end(), [&](std::uint32_t left, std::uint32_t right) {
          const auto key = [&](std::uint32_t node) {
            return std::tuple(free[node].cpu_milli, free[node].memory_mib, free[node].gpu_milli);
          };
          return key(left) < key(right);
        });
      }};
  return algorithm;
}

}  // namespace berth
