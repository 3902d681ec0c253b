#include "engine/model/outage.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace berth {
namespace {

bool before(const Outage& left, const Outage& right) {
  return std::tie(left.down_us, left.node) < std::tie(right.down_us, right.node);
}

}  // namespace

void join_outages(std::vector<Outage>& outages) {
  std::sort(outages.begin(), outages.end(), [](const Outage& left, const Outage& right) {
    return std::tie(left.node, left.down_us) < std::tie(right.node, right.down_us);
  });
  std::vector<Outage> joined;
  for (const Outage& outage : outages) {
    if (!joined.empty() && joined.back().node == outage.node && outage.down_us <= joined.back().up_us) {
      joined.back().up_us = std::max(joined.back().up_us, outage.up_us);
    } else {
      joined.push_back(outage);
    }
  }
  std::sort(joined.begin(), joined.end(), before);
  outages = std::move(joined);
}

bool are_joined(const std::vector<Outage>& outages) {
  if (!std::is_sorted(outages.begin(), outages.end(), before)) return false;
  std::unordered_map<std::uint32_t, Time> up;
  return std::all_of(outages.begin(), outages.end(), [&](const Outage& outage) {
    const auto [found, is_first] = up.try_emplace(outage.node, outage.up_us);
    const bool apart = is_first || found->second < outage.down_us;
    found->second = outage.up_us;
    return apart && outage.down_us < outage.up_us;
  });
}

}  // namespace berth
