#include "scenarios/generate/lublin_model.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/model/portable_math.hpp"

namespace berth::lublin {
namespace {

constexpr double kMedianBelowHigh = 2.5;  // where the second stage of sizes begins, below the largest
constexpr double kLogRunLimit = 12;       // longer run times are drawn again
constexpr double kLogGapLimit = 13;       // so are longer gaps: five days
constexpr double kHalfHour_s = 1800;
constexpr int kDayStart = 11;  // the day's gamma distribution begins at this half hour: 5:30

// The integral of a gamma distribution's density from `from` to `to`, up to a constant factor (Simpson's rule).
double share(const Gamma& gamma, double from, double to) {
  constexpr int kSteps = 64;
  const double step = (to - from) / kSteps;
  const auto density = [&](double x) { return portable::exp((gamma.shape - 1) * portable::log(x) - x / gamma.scale); };
  double sum = density(from) + density(to);
  for (int i = 1; i < kSteps; ++i) sum += density(from + i * step) * (i % 2 == 1 ? 4 : 2);
  return sum * step / 3;
}

}  // namespace

Sizes::Sizes(const Kind& kind, std::int64_t processors) : kind_(kind), processors_(processors) {
  // On small machines the stages shrink until only one size is left.
  high_ = std::max(0.0, portable::log2(static_cast<double>(processors)) - kind.below_machine);
  low_ = std::min(kind.low, high_);
  medium_ = std::clamp(high_ - kMedianBelowHigh, low_, high_);
}

std::uint32_t Sizes::draw(Random& random) const {
  const double form = random.unit();
  if (form <= kind_.serial || processors_ == 1) return 1;
  const bool first_stage = random.unit() <= kind_.first_stage;
  const double x = first_stage ? random.uniform(low_, medium_) : random.uniform(medium_, high_);
  if (form <= kind_.serial + kind_.power_of_two) {
    const std::int64_t size = std::int64_t{1} << static_cast<int>(x + 0.5);
    // Rounding up may leave a machine whose size is no power of two.
    return static_cast<std::uint32_t>(size <= processors_ ? size
                                                          : std::bit_floor(static_cast<std::uint64_t>(processors_)));
  }
  const auto size = static_cast<std::int64_t>(portable::exp2(x) + 0.5);
  return static_cast<std::uint32_t>(std::clamp<std::int64_t>(size, 1, processors_));
}

std::int64_t draw_run_s(const Kind& kind, std::uint32_t size, Random& random) {
  const double shorter = kind.slope * size + kind.intercept;  // below 0 or above 1 it is as good as 0 or 1
  for (;;) {
    const Gamma& gamma = random.unit() <= shorter ? kind.shorter : kind.longer;
    const double log_run = random.gamma(gamma.shape, gamma.scale);
    if (log_run <= kLogRunLimit) return static_cast<std::int64_t>(portable::exp(log_run));
  }
}

Arrivals::Arrivals(const Kind& kind) : gap_{kind.gap.shape * kind.gap_all_hours, kind.gap.scale} {
  double sum = 0;
  for (int i = kDayStart; i < kDayStart + kHalfHours; ++i) {
    const double weight = share(kind.day, i - 0.5, i + 0.5);
    weights_[static_cast<std::size_t>(i - 1) % kHalfHours] = weight;  // half hours are counted from 1 there
    sum += weight;
  }
  for (double& weight : weights_) weight *= kHalfHours / sum;
}

double Arrivals::draw(Random& random) {
  double log_gap = 0;
  do {
    log_gap = random.gamma(gap_.shape, gap_.scale);
  } while (log_gap > kLogGapLimit);
  points_ += portable::exp(log_gap) / kHalfHour_s;
  while (points_ > weights_[half_hour_]) {
    points_ -= weights_[half_hour_];
    half_hour_ = (half_hour_ + 1) % kHalfHours;
    since_s_ += kHalfHour_s;
  }
  return since_s_ + kHalfHour_s * points_ / weights_[half_hour_];
}

}  // namespace berth::lublin
