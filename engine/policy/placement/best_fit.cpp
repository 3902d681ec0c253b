#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& best_fit() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "best-fit",
       "the fullest nodes first, so that large holes stay whole",
       "least left: (cpu ÷ largest node's + gpu ÷ largest node's) ÷ 2",
       "Johnson, Near-Optimal Bin Packing Algorithms, 1973; the measure as in Weng et al., USENIX ATC 2023",
       "when jobs differ much in size and nodes host several",
       {kSeed, kGrain}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts& free, const Resources&, const Parts& one) {
          return 1 - ((free.cpu - one.cpu) + (free.gpu - one.gpu)) / 2;
        });
      }};
  return algorithm;
}

}  // namespace berth
