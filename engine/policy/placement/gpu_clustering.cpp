#include <algorithm>
#include <bit>

#include "engine/policy/placement/by_formula.hpp"

namespace berth {
namespace {

// Four quarters: nodes with this kind of request only, with it among others, idle ones, the others; in each the fullest
// first.
double clustering(const NodeState& state, const Parts& free, const Resources& one) {
  const std::uint32_t kind = kind_of(one.gpu_milli);
  if (kind == 0) return 0;
  const double full = std::floor(25 * (1 - free.gpu));
  if ((state.kinds & kind) != 0) return full + (std::has_single_bit(state.kinds) ? 75 : 50);
  return full + (state.kinds == 0 ? 25 : 0);
}

}  // namespace

const PlacementAlgorithm& gpu_clustering() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "gpu-clustering",
       "requests for as many GPUs together on nodes of their own",
       "nodes with this kind only: 75, among others: 50, idle: 25, without it: 0; + 25 × GPU in use ÷ largest node's",
       "Xiao et al., Gandiva, OSDI 2018; the scores as in Weng et al., USENIX ATC 2023",
       "when jobs of like size leave together",
       {kSeed}},
      [](const PlacementSetup& setup) {
        return by_formula(setup, [](const NodeState& state, const Parts& free, const Resources& one, const Parts&) {
          return clustering(state, free, one);
        });
      },
      true};
  return algorithm;
}

}  // namespace berth
