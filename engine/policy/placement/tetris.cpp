#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& tetris() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "tetris",
       "the node with most of what the request needs most",
       "most: free cpu × cpu + free memory × memory + free gpu × gpu, each ÷ the largest node's",
       "Grandl et al., Multi-Resource Packing for Cluster Schedulers (Tetris), SIGCOMM 2014: its alignment score",
       "when large requests must find room soon, and what is packed is balanced over resources",
       {kSeed, kGrain}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts& free, const Resources&, const Parts& one) {
          return free.cpu * one.cpu + free.memory * one.memory + free.gpu * one.gpu;
        });
      }};
  return algorithm;
}

}  // namespace berth
