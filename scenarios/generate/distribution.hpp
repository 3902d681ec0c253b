// Distributions a scenario may choose for a quantity of its generated jobs.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/generate/random.hpp"

namespace berth {

// A quantity's distribution.
struct DistributionSpec {
  enum class Kind : std::uint8_t {
    kConstant,     // a
    kUniform,      // from a to b
    kLogUniform,   // from a to b, uniform in the logarithm
    kExponential,  // mean a
    kLogNormal,    // median a, sigma b (of the natural logarithm)
    kWeibull,      // scale a, shape b
    kChoice,       // one of `values` with `weights`
  } kind = Kind::kConstant;
  double a = 1, b = 1;
  std::vector<double> values, weights;
};

// Largest number a distribution may be described with.
inline constexpr double kDistributionLimit = 1e15;

// What is wrong with a distribution, or nothing: a sentence that can stand behind its place.
std::optional<std::string> wrong_with(const DistributionSpec& spec);

// Draws from a distribution with which nothing is wrong.
class Sampler {
 public:
  explicit Sampler(const DistributionSpec& spec);
  // The next value; infinity where it is beyond all doubles.
  double draw(Random& random) const;

 private:
  DistributionSpec spec_;
  double log_a_ = 0, log_ratio_ = 0;  // of a, and of b ÷ a, where the kind needs them
  std::optional<WeightedChoice> choice_;
};

}  // namespace berth
