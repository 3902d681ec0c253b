// The ids that are given next, over the whole service. An id that was given to what never came to be is not given
// again.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace berth::live {

struct Numbers {
  std::atomic<std::int64_t> user{1};
  std::atomic<std::int64_t> organization{1};
  std::atomic<std::int64_t> cluster{1};
  std::atomic<std::int64_t> deployment{1};

  static void beyond(std::atomic<std::int64_t>& next, std::int64_t taken) {
    if (next.load() <= taken) next.store(taken + 1);
  }
};
using NumbersPtr = std::shared_ptr<Numbers>;

}  // namespace berth::live
