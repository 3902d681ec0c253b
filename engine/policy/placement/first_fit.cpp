#include "engine/policy/placement/placement.hpp"

namespace berth {

const PlacementAlgorithm& first_fit() {
  static const PlacementAlgorithm algorithm{{"placement",
                                             "first-fit",
                                             "the first nodes with room, in the cluster's order",
                                             "nodes by index",
                                             "Johnson, Near-Optimal Bin Packing Algorithms, 1973",
                                             "when nodes are alike, or their order in the scenario is the wish",
                                             {}},
                                            [](std::span<const Resources>, std::vector<std::uint32_t>&) {}};
  return algorithm;
}

}  // namespace berth
