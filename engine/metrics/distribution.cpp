#include <algorithm>

#include "engine/metrics/compensated_sum.hpp"
#include "engine/metrics/metrics.hpp"

namespace berth {

Distribution summarize(std::vector<double> values) {
  if (values.empty()) return {};
  Distribution summary;
  CompensatedSum sum;
  for (const double value : values) sum.add(value);
  summary.mean = sum.value() / static_cast<double>(values.size());

  // Each selection leaves the larger values behind it, so the next one only looks at those.
  auto from = values.begin();
  const auto select = [&](std::size_t per_hundred) {
    const std::size_t rank = (values.size() * per_hundred + 99) / 100;  // the nearest rank, from 1
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(rank - 1);
    std::nth_element(from, at, values.end());
    from = at;
    return *at;
  };
  summary.median = select(50);
  summary.p90 = select(90);
  summary.p95 = select(95);
  summary.p99 = select(99);
  summary.max = select(100);
  return summary;
}

}  // namespace berth
