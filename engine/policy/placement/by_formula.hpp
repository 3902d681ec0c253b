// The shape most placement algorithms have: a score from a node's free amounts and a request, relative to the largest
// node; shares go to the GPU they fit tightest.
#pragma once

#include <cmath>
#include <memory>

#include "engine/policy/placement/placement.hpp"

namespace berth {

// Free amounts and a request, each as a part of the largest node's.
struct Parts {
  double cpu, memory, gpu;
};

inline Parts parts_of(const Resources& amount, const Resources& largest) {
  return {static_cast<double>(amount.cpu_milli) / static_cast<double>(largest.cpu_milli),
          static_cast<double>(amount.memory_mib) / static_cast<double>(largest.memory_mib),
          static_cast<double>(amount.gpu_milli) / static_cast<double>(largest.gpu_milli)};
}

// `Formula`: (NodeState, free parts, request, its parts) → score, higher is better. A grain of g > 0, the algorithm's
// parameter, rounds scores down to multiples of it.
template <class Formula>
class ByFormula final : public Scorer {
 public:
  ByFormula(const PlacementSetup& setup, Formula formula, double grain)
      : largest_(largest_node(setup.cluster)), grain_(setup.choice.parameter("grain", grain)), formula_(formula) {}

  std::unique_ptr<Scorer> clone() const override { return std::make_unique<ByFormula>(*this); }

  Fit score(const NodeState& state, const Resources& one) override {
    double value = formula_(state, parts_of(state.room.total(), largest_), one, parts_of(one, largest_));
    if (grain_ > 0) value = std::floor(value / grain_) * grain_;
    return {value, is_gpu_share(one.gpu_milli) ? tightest_gpu(state.room, one.gpu_milli) : Fit::kWhole};
  }

 private:
  Resources largest_;
  double grain_;
  Formula formula_;
};

template <class Formula>
std::unique_ptr<Scorer> by_formula(const PlacementSetup& setup, Formula formula, double grain = 0) {
  return std::make_unique<ByFormula<Formula>>(setup, formula, grain);
}

// What every placement takes.
inline const ParameterInfo kSeed{
    "seed", 0, "shuffles the nodes: of those that score alike the first is taken; 0: they stay in order"};
inline const ParameterInfo kGrain{"grain", 0, "scores are rounded down to multiples of it; 0: they are not"};

}  // namespace berth
