#include "tests/reference/victims.hpp"

#include <algorithm>
#include <tuple>

namespace berth::reference {
namespace {

using Suffice = std::function<bool(const std::vector<JobId>&)>;

// Completes `chosen`, the last to leave first, by `missing` of the first `end`; tries sets in the order in which the
// last of them leaves.
std::optional<std::vector<JobId>> complete(std::vector<JobId> chosen, std::size_t missing, std::size_t end,
                                           const std::vector<JobId>& leavers, const Suffice& suffice) {
  if (missing == 0) {
    std::reverse(chosen.begin(), chosen.end());
    return suffice(chosen) ? std::optional(chosen) : std::nullopt;
  }
  for (std::size_t last = missing - 1; last < end; ++last) {
    chosen.push_back(leavers[last]);
    if (auto found = complete(chosen, missing - 1, last, leavers, suffice)) return found;
    chosen.pop_back();
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::vector<JobId>> fewest(std::vector<Leaver> leavers, const Suffice& suffice) {
  std::sort(leavers.begin(), leavers.end(), [](const Leaver& a, const Leaver& b) {
    return std::tuple(a.priority, -a.since, ~a.job) < std::tuple(b.priority, -b.since, ~b.job);
  });
  std::vector<JobId> all;
  for (const Leaver& leaver : leavers) all.push_back(leaver.job);
  if (!suffice(all)) return std::nullopt;
  return fewest_of(all, suffice);
}

std::optional<std::vector<JobId>> fewest_of(const std::vector<JobId>& leavers, const Suffice& suffice) {
  for (std::size_t size = 0; size <= leavers.size(); ++size) {
    if (auto found = complete({}, size, leavers.size(), leavers, suffice)) return found;
  }
  return std::nullopt;
}

}  // namespace berth::reference
