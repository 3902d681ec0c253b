#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& worst_fit() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "worst-fit",
       "the emptiest nodes first, so that load spreads",
       "most left: (cpu ÷ largest node's + gpu ÷ largest node's) ÷ 2",
       "Johnson, Near-Optimal Bin Packing Algorithms, 1973",
       "when neighbours disturb each other and jobs are small",
       {kSeed, kGrain}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts& free, const Resources&, const Parts& one) {
          return ((free.cpu - one.cpu) + (free.gpu - one.gpu)) / 2;
        });
      }};
  return algorithm;
}

}  // namespace berth
