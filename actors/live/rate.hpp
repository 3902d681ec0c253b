// A rate bucket in one number: the generic cell rate algorithm (ITU-T I.371), which keeps the instant at which the
// bucket would be full again. Lock-free.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

#include "engine/model/time.hpp"

namespace berth::live {

struct Rate {
  std::int64_t requests = 600;  // this many at once,
  Duration per_us = kMinute;    // and this many each such time
};

class RateBucket {
 public:
  struct Verdict {
    bool admitted = true;
    std::int64_t remaining = 0;   // at once, after this one
    Duration retry_after_us = 0;  // when refused: until the next is admitted
    Duration reset_us = 0;        // until the bucket is full again
  };

  // Takes one request at `now`, if there is one to take.
  Verdict take(const Rate& rate, Time now) {
    const Duration interval = std::max<Duration>(1, rate.per_us / std::max<std::int64_t>(1, rate.requests));
    const Duration burst = interval * std::max<std::int64_t>(1, rate.requests);
    Time full_at = full_at_us_.load(std::memory_order_relaxed);
    for (;;) {
      const Time after = std::max(full_at, now) + interval;
      if (after - now > burst) return {false, 0, after - now - burst, full_at - now};
      if (full_at_us_.compare_exchange_weak(full_at, after, std::memory_order_relaxed)) {
        return {true, (burst - (after - now)) / interval, 0, after - now};
      }
    }
  }

  // What `take` would say now, taking nothing.
  Verdict look(const Rate& rate, Time now) const {
    RateBucket copy;
    copy.full_at_us_ = full_at_us_.load(std::memory_order_relaxed);
    return copy.take(rate, now);
  }

  // Takes one whether it is there or not: what is owed has to be waited for, too. At most a bucket's worth is owed.
  void charge(const Rate& rate, Time now) {
    const Duration interval = std::max<Duration>(1, rate.per_us / std::max<std::int64_t>(1, rate.requests));
    const Duration burst = interval * std::max<std::int64_t>(1, rate.requests);
    Time full_at = full_at_us_.load(std::memory_order_relaxed);
    while (!full_at_us_.compare_exchange_weak(full_at, std::min(std::max(full_at, now) + interval, now + 2 * burst),
                                              std::memory_order_relaxed)) {
    }
  }

  bool is_full(Time now) const { return full_at_us_.load(std::memory_order_relaxed) <= now; }

 private:
  std::atomic<Time> full_at_us_{0};
};

}  // namespace berth::live
