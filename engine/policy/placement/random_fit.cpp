#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& random_fit() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "random",
       "any node with room, any of its GPUs",
       "uniform over nodes with room, by the seed, the job and the replica",
       "the base line of Weng et al., USENIX ATC 2023",
       "to compare with",
       {{"seed", 1, "what the draws follow"}}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts&, const Resources&, const Parts&) { return 0.0; });
      },
      false,
      true};
  return algorithm;
}

}  // namespace berth
