// The dominant share of an amount: the largest part it is of any one resource there is (Ghodsi et al., "Dominant
// Resource Fairness", NSDI 2011). What there is none of is no share of anything.
#pragma once

#include <algorithm>

#include "engine/model/resources.hpp"

namespace berth {

inline double dominant_share(const Resources& amount, const Resources& capacity) {
  double share = 0;
  const auto part = [&](std::int64_t of, std::int64_t all) {
    if (all > 0) share = std::max(share, static_cast<double>(of) / static_cast<double>(all));
  };
  part(amount.cpu_milli, capacity.cpu_milli);
  part(amount.memory_mib, capacity.memory_mib);
  part(amount.gpu_milli, capacity.gpu_milli);
  return share;
}

}  // namespace berth
