#include "scenarios/generate/distribution.hpp"

#include <algorithm>
#include <cmath>

#include "engine/model/portable_math.hpp"

namespace berth {
namespace {

using Kind = DistributionSpec::Kind;

bool all_within_limit(const std::vector<double>& numbers) {
  // Written so that a NaN is not within.
  return std::all_of(numbers.begin(), numbers.end(),
                     [](double number) { return std::abs(number) <= kDistributionLimit; });
}

std::optional<std::string> wrong_with_choice(const DistributionSpec& spec) {
  if (spec.values.empty()) return "needs at least one value to choose from";
  if (spec.weights.size() != spec.values.size()) {
    return "has " + std::to_string(spec.values.size()) + " values and " + std::to_string(spec.weights.size()) +
           " weights, must have as many weights as values";
  }
  const double least = *std::min_element(spec.weights.begin(), spec.weights.end());
  const double most = *std::max_element(spec.weights.begin(), spec.weights.end());
  if (least < 0 || most <= 0) return "has weights of which one is negative or all are 0";
  return std::nullopt;
}

}  // namespace

std::optional<std::string> wrong_with(const DistributionSpec& spec) {
  if (!all_within_limit({spec.a, spec.b}) || !all_within_limit(spec.values) || !all_within_limit(spec.weights)) {
    return "has a number beyond 10^15";
  }
  switch (spec.kind) {
    case Kind::kConstant:
      return std::nullopt;
    case Kind::kUniform:
      if (spec.a > spec.b) return "begins after its end, must go from the smaller to the larger";
      return std::nullopt;
    case Kind::kLogUniform:
      if (spec.a <= 0 || spec.a > spec.b) return "must go from a number above 0 to one at least as large";
      return std::nullopt;
    case Kind::kExponential:
      if (spec.a <= 0) return "must have a mean above 0";
      return std::nullopt;
    case Kind::kLogNormal:
      if (spec.a <= 0 || spec.b < 0) return "must have a median above 0 and a sigma of at least 0";
      return std::nullopt;
    case Kind::kWeibull:
      if (spec.a <= 0 || spec.b <= 0) return "must have a scale and a shape above 0";
      return std::nullopt;
    case Kind::kChoice:
      return wrong_with_choice(spec);
  }
  return std::nullopt;
}

Sampler::Sampler(const DistributionSpec& spec) : spec_(spec) {
  if (spec.kind == Kind::kLogUniform || spec.kind == Kind::kLogNormal) log_a_ = portable::log(spec.a);
  if (spec.kind == Kind::kLogUniform) log_ratio_ = portable::log(spec.b) - log_a_;
  if (spec.kind == Kind::kChoice) choice_.emplace(spec.weights);
}

double Sampler::draw(Random& random) const {
  switch (spec_.kind) {
    case Kind::kConstant:
      break;
    case Kind::kUniform:
      return random.uniform(spec_.a, spec_.b);
    case Kind::kLogUniform:
      return std::clamp(portable::exp(log_a_ + log_ratio_ * random.unit()), spec_.a, spec_.b);
    case Kind::kExponential:
      return random.exponential(spec_.a);
    case Kind::kLogNormal:
      return portable::exp(log_a_ + spec_.b * random.normal());
    case Kind::kWeibull:
      return spec_.a * portable::pow(random.exponential(1), 1 / spec_.b);
    case Kind::kChoice:
      return spec_.values[choice_->draw(random)];
  }
  return spec_.a;
}

}  // namespace berth
