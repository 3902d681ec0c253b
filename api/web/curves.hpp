// Curves short enough for a page, from exact ones of any length.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "engine/metrics/metrics.hpp"
#include "engine/metrics/span.hpp"

namespace berth::web {

// A curve over time: the exact steps where they are few, else buckets of equal length that keep the least, the
// greatest and the time-weighted mean value, so that no peak is lost.
struct TimeCurve {
  std::vector<Step> steps;  // empty where there are buckets
  struct Bucket {
    double least = 0, greatest = 0, mean = 0;
  };
  std::vector<Bucket> buckets;
};

// `steps` within `span`, as at most `points` numbers. REQUIRES: steps in order of time, points ≥ 3.
TimeCurve shorten(std::span<const Step> steps, const MeasuredSpan& span, std::size_t points);

// The mean of a curve between two instants; 0 where they are the same.
double mean_between(std::span<const Step> steps, Time from_us, Time until_us);

// Where cumulative distributions are evaluated: every value that occurs where they are few, else `points` values
// that are even on a logarithmic axis from `least` to the greatest. Values below `least` count as `least`.
std::vector<double> distribution_grid(const std::vector<std::vector<double>>& sorted_values, double least,
                                      std::size_t points);
// The share of the values that are at most each of the grid's. REQUIRES: sorted values.
std::vector<double> cumulative_shares(const std::vector<double>& sorted_values, const std::vector<double>& grid);

}  // namespace berth::web
