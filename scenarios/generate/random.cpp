#include "scenarios/generate/random.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cmath>

#include "engine/model/portable_math.hpp"

namespace berth {
namespace {

constexpr std::uint64_t kGoldenGamma = 0x9e3779b97f4a7c15;  // 2^64 ÷ the golden ratio: SplitMix64's step

std::uint64_t split_mix(std::uint64_t& state) {
  state += kGoldenGamma;
  std::uint64_t z = state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

}  // namespace

Random::Random(std::uint64_t seed, std::uint64_t stream) {
  // Mixing the seed before the stream is added keeps (seed, stream) and (seed + step, stream − 1) apart.
  std::uint64_t mixed = split_mix(seed) + stream;
  for (std::uint64_t& word : state_) word = split_mix(mixed);
}

std::uint64_t Random::bits() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t shifted = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= shifted;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

double Random::unit() { return (static_cast<double>(bits() >> 12) + 0.5) * 0x1p-52; }

double Random::uniform(double low, double high) { return std::min(high, low + (high - low) * unit()); }

std::uint64_t Random::below(std::uint64_t count) {
  assert(count > 0);
  const std::uint64_t favoured = (0 - count) % count;  // 2^64 mod count: so many of the smallest draws are dropped
  std::uint64_t drawn = bits();
  while (drawn < favoured) drawn = bits();
  return drawn % count;
}

double Random::normal() {
  if (has_spare_normal_) {
    has_spare_normal_ = false;
    return spare_normal_;
  }
  double x = 0, y = 0, square = 0;
  do {
    x = 2 * unit() - 1;
    y = 2 * unit() - 1;
    square = x * x + y * y;
  } while (square >= 1 || square == 0);
  const double factor = std::sqrt(-2 * portable::log(square) / square);
  spare_normal_ = y * factor;
  has_spare_normal_ = true;
  return x * factor;
}

double Random::exponential(double mean) { return -mean * portable::log(unit()); }

double Random::gamma(double shape, double scale) {
  assert(shape > 0 && scale > 0);
  if (shape < 1) {
    const double power = portable::log(unit()) / shape;
    return gamma(shape + 1, scale) * portable::exp(power);
  }
  const double d = shape - 1.0 / 3;
  const double c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double root = 1 + c * x;
    if (root <= 0) continue;
    const double v = root * root * root;
    const double u = unit();
    const double square = x * x;
    if (u < 1 - 0.0331 * square * square) return d * v * scale;
    if (portable::log(u) < square / 2 + d * (1 - v + portable::log(v))) return d * v * scale;
  }
}

WeightedChoice::WeightedChoice(std::span<const double> weights) {
  up_to_.reserve(weights.size());
  double sum = 0;
  for (const double weight : weights) up_to_.push_back(sum += weight);
  assert(sum > 0);
}

std::size_t WeightedChoice::draw(Random& random) const {
  const double at = random.unit() * up_to_.back();
  const auto found = std::upper_bound(up_to_.begin(), up_to_.end(), at);
  // Rounding may put `at` on the last sum: that belongs to the first position that reaches it.
  if (found == up_to_.end()) return std::lower_bound(up_to_.begin(), up_to_.end(), up_to_.back()) - up_to_.begin();
  return found - up_to_.begin();
}

WeightedChoice zipf(std::size_t count) {
  std::vector<double> weights(count);
  for (std::size_t k = 0; k < count; ++k) weights[k] = 1 / static_cast<double>(k + 1);
  return WeightedChoice(weights);
}

}  // namespace berth
