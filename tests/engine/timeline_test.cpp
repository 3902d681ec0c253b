#include "engine/cluster/timeline.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace berth {
namespace {

// A timeline as a plain list of holds.
class PlainTimeline {
 public:
  explicit PlainTimeline(std::int64_t units) : units_(units) {}
  void add(Time from, Time until, std::int64_t units) { holds_.push_back({from, until, units}); }
  std::int64_t free_at(Time instant) const {
    std::int64_t free = units_;
    for (const auto& [from, until, units] : holds_) free += from <= instant && instant < until ? units : 0;
    return free;
  }
  Time earliest(std::int64_t units, Duration length, Time from, Time before, Time enough, Time horizon) const {
    for (Time start = from; start < std::min(before, horizon); ++start) {
      bool lasts = free_at(start) >= units;
      for (Time at = start; lasts && at < std::min(start + length, enough); ++at) lasts = free_at(at) >= units;
      if (lasts) return start;
    }
    return kNever;
  }

 private:
  struct Hold {
    Time from, until;
    std::int64_t units;
  };
  std::int64_t units_;
  std::vector<Hold> holds_;
};

TEST(Timeline, AgreesWithAPlainListOfHolds) {
  constexpr Time kHorizon = 400;
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::int64_t limit) { return static_cast<std::int64_t>(random() % limit); };
    Timeline timeline(20);
    PlainTimeline plain(20);
    Time now = 0;
    for (int step = 0; step < 250; ++step) {
      const Time from = now + below(200);
      const Time until = from + 1 + below(100);
      const std::int64_t units = 1 + below(4);
      if (below(2) == 0) {
        timeline.hold(from, until, units);
        plain.add(from, until, -units);
      } else {
        timeline.give_back(from, until, units);
        plain.add(from, until, units);
      }
      if (below(10) == 0) timeline.advance(now += below(3));
      const Time instant = now + below(300);
      ASSERT_EQ(timeline.free_at(instant), plain.free_at(instant));
      const std::int64_t wanted = 10 + below(20);
      const Duration length = 1 + below(30);
      const Time before = below(2) == 0 ? kNever : now + below(200);
      const Time enough = below(2) == 0 ? kNever : now + 1 + below(200);
      const Time expected = plain.earliest(wanted, length, now, before, enough, kHorizon);
      if (expected != kNever || before != kNever) {
        ASSERT_EQ(timeline.earliest(wanted, length, now, before, enough), expected);
      }
      const Time first = std::max(from, now);
      std::int64_t most = plain.free_at(first);
      for (Time at = first; at < until; ++at) most = std::max(most, plain.free_at(at));
      ASSERT_EQ(timeline.most_free(first, until), most);
    }
  }
}

TEST(Timeline, KeepsNoPointThatSaysNothing) {
  Timeline timeline(4);
  for (Time at = 0; at < 1000; ++at) timeline.hold(at, at + 5, 1);
  for (Time at = 0; at < 1000; ++at) timeline.give_back(at, at + 5, 1);
  EXPECT_EQ(timeline.point_count(), 1U);
}

TEST(Timeline, ForgetsThePastAsTimeAdvances) {
  Timeline timeline(4);
  for (Time at = 0; at < 1000; at += 2) timeline.hold(at, at + 1, 1);
  timeline.advance(900);
  EXPECT_LE(timeline.point_count(), 101U);
  EXPECT_EQ(timeline.free_at(900), 3);
}

}  // namespace
}  // namespace berth
