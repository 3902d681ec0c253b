#include "engine/policy/placement/by_formula.hpp"

namespace berth {
namespace {

constexpr double kHundredth = 0.01;

}  // namespace

const PlacementAlgorithm& dot_product() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "dot-product",
       "the node whose free amounts, weighted by the request's, are least",
       "least: (free cpu × cpu + free gpu × gpu) ÷ 2, each ÷ the largest node's",
       "Panigrahy et al., Heuristics for Vector Bin Packing, 2011; as in Weng et al., USENIX ATC 2023",
       "when requests are lopsided and the scarce resource should be kept together",
       {kSeed, {kGrain.name, kHundredth, kGrain.meaning}}},
      [](const PlacementSetup& setup) {
        const auto formula = [](const NodeState&, const Parts& free, const Resources&, const Parts& one) {
          return 1 - (free.cpu * one.cpu + free.gpu * one.gpu) / 2;
        };
        return by_formula(setup, formula, kHundredth);
      }};
  return algorithm;
}

}  // namespace berth
