#include "engine/policy/placement/by_formula.hpp"

namespace berth {

const PlacementAlgorithm& cosine() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "cosine",
       "the node whose free amounts are most in proportion to the request's",
       "most: free · request ÷ (|free| |request|), of cpu, memory and gpu, each ÷ the largest node's",
       "Grandl et al., Multi-Resource Packing for Cluster Schedulers (Tetris), SIGCOMM 2014",
       "when no resource should be left over without the others",
       {kSeed, kGrain}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState&, const Parts& free, const Resources&, const Parts& one) {
          const double product = free.cpu * one.cpu + free.memory * one.memory + free.gpu * one.gpu;
          const double lengths = (free.cpu * free.cpu + free.memory * free.memory + free.gpu * free.gpu) *
                                 (one.cpu * one.cpu + one.memory * one.memory + one.gpu * one.gpu);
          return lengths > 0 ? product / std::sqrt(lengths) : 0;
        });
      }};
  return algorithm;
}

}  // namespace berth
