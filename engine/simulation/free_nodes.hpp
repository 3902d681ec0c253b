// Which nodes of a cluster of like nodes are free, as ranges that do not touch. Taking and giving back cost O(log f) a
// range, f being the number of free ranges.
#pragma once

#include <algorithm>
#include <cassert>
#include <cstdint>
#include <map>
#include <vector>

#include "engine/simulation/record.hpp"

namespace berth {

class FreeNodes {
 public:
  FreeNodes(std::uint32_t first, std::int64_t count) {
    if (count > 0) ranges_.emplace(first, first + static_cast<std::uint32_t>(count - 1));
  }

  // Appends the lowest `count` free nodes to `taken`; keeps them free when only looking. REQUIRES: so many are free.
  void take_lowest(std::uint32_t count, bool keep, std::vector<NodeRange>& taken) {
    for (auto range = ranges_.begin(); count > 0 && range != ranges_.end();) {
      const auto [first, last] = *range;
      const std::uint32_t size = std::min(count, last - first + 1);
      taken.push_back({first, first + size - 1});
      count -= size;
      if (keep) {
        ++range;
        continue;
      }
      range = ranges_.erase(range);
      if (first + size - 1 < last) range = ranges_.emplace_hint(range, first + size, last);
    }
    assert(count == 0 && "a replay never starts more than is free");
  }

  // Takes this node. REQUIRES: it is free.
  void take(std::uint32_t node) {
    const auto range = std::prev(ranges_.upper_bound(node));
    const auto [first, last] = *range;
    assert(first <= node && node <= last);
    if (node < last) ranges_.emplace_hint(std::next(range), node + 1, last);
    if (first < node) {
      range->second = node - 1;
    } else {
      ranges_.erase(range);
    }
  }

  void give_back(NodeRange range) {
    auto next = ranges_.lower_bound(range.first);
    if (next != ranges_.end() && next->first == range.last + 1) {
      range.last = next->second;
      next = ranges_.erase(next);
    }
    if (next != ranges_.begin()) {
      const auto before = std::prev(next);
      if (before->second + 1 == range.first) {
        before->second = range.last;
        return;
      }
    }
    ranges_.emplace_hint(next, range.first, range.last);
  }

 private:
  std::map<std::uint32_t, std::uint32_t> ranges_;  // first → last
};

}  // namespace berth
