#include <cmath>

#include "engine/model/portable_math.hpp"
#include "engine/policy/placement/by_formula.hpp"
#include "engine/policy/placement/fragmentation.hpp"

namespace berth {
namespace {

constexpr double kSteps = 100;  // as in the authors' scheduler

class Gradient final : public Scorer {
 public:
  explicit Gradient(const PlacementSetup& setup)
      : fragmentation_(setup.cluster, setup.workload), steps_(setup.choice.parameter("steps", kSteps)) {}

  std::unique_ptr<Scorer> clone() const override { return std::make_unique<Gradient>(*this); }

  Fit score(const NodeState& state, const Resources& one) override {
    Fit fit = fragmentation_.gain(state, one);
    const double gpus = fit.value / static_cast<double>(kWholeGpu);
    // Without steps, what differs by rounding only is alike.
    fit.value = steps_ > 0 ? std::floor(steps_ / (1 + portable::exp(-gpus))) : std::round(gpus * 1e9);
    return fit;
  }

 private:
  Fragmentation fragmentation_;
  double steps_;
};

}  // namespace

const PlacementAlgorithm& fgd() {
  static const PlacementAlgorithm algorithm{
      {"placement",
       "fgd",
       "where the GPUs' fragmentation grows least, by what typical requests could use",
       "most: ⌊steps ÷ (1 + exp(−gain))⌋, gain = F(node) − F(node with the request), in GPUs",
       "Weng et al., Beware of Fragmentation (FGD), USENIX ATC 2023",
       "when GPUs are shared and the cluster is to be filled",
       {kSeed, {"steps", kSteps, "into how many the gain is rounded down; 0: none"}}},
      [](const PlacementSetup& setup) -> std::unique_ptr<Scorer> { return std::make_unique<Gradient>(setup); }};
  return algorithm;
}

}  // namespace berth
