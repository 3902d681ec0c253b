#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& first_fit() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "first-fit",
       "the first nodes with room, in the cluster's order",
       "nodes by index",
       "Johnson, Near-Optimal Bin Packing Algorithms, 1973",
       "when nodes are alike, or their order in the scenario is the wish",
       {}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts&, const Resources&, const Parts&) { return 0.0; });
      }};
  return algorithm;
}

}  // namespace berth
