#include "api/web/curves.hpp"

#include <algorithm>

#include "engine/model/portable_math.hpp"

namespace berth::web {
namespace {

// The position of the step whose value holds at `at`; steps.size() where none does yet.
std::size_t step_holding(std::span<const Step> steps, Time at) {
  const auto after =
      std::upper_bound(steps.begin(), steps.end(), at, [](Time time, const Step& step) { return time < step.at_us; });
  return after == steps.begin() ? steps.size() : static_cast<std::size_t>(after - steps.begin()) - 1;
}

}  // namespace

TimeCurve shorten(std::span<const Step> steps, const MeasuredSpan& span, std::size_t points) {
  TimeCurve curve;
  if (steps.size() * 2 <= points) {
    curve.steps.assign(steps.begin(), steps.end());
    return curve;
  }
  const std::size_t count = points / 3;
  curve.buckets.resize(count);
  const auto edge = [&](std::size_t bucket) {
    return span.first_us + static_cast<Time>(static_cast<double>(span.length_us()) * static_cast<double>(bucket) /
                                             static_cast<double>(count));
  };
  std::size_t next = 0;
  double level = 0;
  while (next < steps.size() && steps[next].at_us <= span.first_us) level = steps[next++].value;
  for (std::size_t bucket = 0; bucket < count; ++bucket) {
    const Time begin = edge(bucket), end = bucket + 1 == count ? span.last_us : edge(bucket + 1);
    TimeCurve::Bucket& summary = curve.buckets[bucket];
    summary = {level, level, 0};
    double area = 0;
    Time since = begin;
    for (; next < steps.size() && steps[next].at_us < end; ++next) {
      area += level * seconds(steps[next].at_us - since);
      since = steps[next].at_us;
      level = steps[next].value;
      summary.least = std::min(summary.least, level);
      summary.greatest = std::max(summary.greatest, level);
    }
    area += level * seconds(end - since);
    summary.mean = end > begin ? area / seconds(end - begin) : level;
  }
  return curve;
}

double mean_between(std::span<const Step> steps, Time from_us, Time until_us) {
  if (until_us <= from_us) return 0;
  std::size_t next = step_holding(steps, from_us);
  double level = next < steps.size() ? steps[next].value : 0;
  next = next < steps.size() ? next + 1 : 0;
  double area = 0;
  Time since = from_us;
  for (; next < steps.size() && steps[next].at_us < until_us; ++next) {
    area += level * seconds(steps[next].at_us - since);
    since = steps[next].at_us;
    level = steps[next].value;
  }
  return (area + level * seconds(until_us - since)) / seconds(until_us - from_us);
}

std::vector<double> distribution_grid(const std::vector<std::vector<double>>& sorted_values, double least,
                                      std::size_t points) {
  double greatest = least;
  std::vector<double> grid = {least};
  for (const std::vector<double>& values : sorted_values) {
    if (!values.empty()) greatest = std::max(greatest, values.back());
    if (grid.size() > points) continue;
    double last = least;
    std::size_t distinct = 0;
    for (std::size_t i = 0; i < values.size() && distinct <= points; ++i) {
      if (values[i] <= last) continue;
      grid.push_back(last = values[i]);
      ++distinct;
    }
    std::sort(grid.begin(), grid.end());
    grid.erase(std::unique(grid.begin(), grid.end()), grid.end());
  }
  if (grid.size() <= points) return grid;
  grid.clear();
  const double step = portable::log(greatest / least) / static_cast<double>(points - 1);
  for (std::size_t i = 0; i + 1 < points; ++i) {
    grid.push_back(least * portable::exp(step * static_cast<double>(i)));
  }
  grid.push_back(greatest);
  return grid;
}

std::vector<double> cumulative_shares(const std::vector<double>& sorted_values, const std::vector<double>& grid) {
  std::vector<double> shares;
  shares.reserve(grid.size());
  std::size_t within = 0;
  for (const double limit : grid) {
    while (within < sorted_values.size() && sorted_values[within] <= limit) ++within;
    shares.push_back(sorted_values.empty() ? 0
                                           : static_cast<double>(within) / static_cast<double>(sorted_values.size()));
  }
  return shares;
}

}  // namespace berth::web
