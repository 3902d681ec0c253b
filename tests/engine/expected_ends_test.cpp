#include "engine/cluster/expected_ends.hpp"

#include <gtest/gtest.h>
#include <map>
#include <random>

namespace berth {
namespace {

TEST(ExpectedEnds, FindsRoomWhereAPlainScanFindsIt) {
  constexpr Time kHorizon = 5'000;
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto below = [&](std::int64_t limit) { return static_cast<std::int64_t>(random() % limit); };
    ExpectedEnds ends;
    std::multimap<Time, std::int64_t> plain;
    const auto back_by = [&](Time instant) {
      std::int64_t units = 0;
      for (const auto& [end, some] : plain) units += end <= instant ? some : 0;
      return units;
    };
    // Grows to several blocks, then shrinks to none.
    for (int step = 0; step < 3'000; ++step) {
      if (below(3) < (step < 1'500 ? 2 : 1)) {
        const Time end = below(kHorizon);
        const std::int64_t units = 1 + below(9);
        ends.add(end, units);
        plain.emplace(end, units);
      } else if (!plain.empty()) {
        const auto gone = std::next(plain.begin(), below(static_cast<std::int64_t>(plain.size())));
        ends.remove(gone->first, gone->second);
        plain.erase(gone);
      }
      const Time now = below(kHorizon);
      ASSERT_EQ(ends.back_by(now), back_by(now));
      const std::int64_t free = below(20), units = 1 + below(2'000);
      Time at = now;
      for (auto next = plain.begin(); free + back_by(at) < units; ++next) {
        while (next != plain.end() && next->first <= at) ++next;
        if (next == plain.end()) {
          at = kNever;
          break;
        }
        at = next->first;
      }
      const ExpectedEnds::Room room = ends.first_with(units, free, now);
      ASSERT_EQ(room.at, at);
      if (at != kNever) {
        ASSERT_EQ(room.free, free + back_by(at));
      }
    }
  }
}

TEST(ExpectedEnds, CountsWhatIsOverdueAsBack) {
  ExpectedEnds ends;
  ends.add(10, 3);
  ends.add(20, 4);
  EXPECT_EQ(ends.first_with(3, 0, 15).at, 15);
  EXPECT_EQ(ends.first_with(3, 0, 15).free, 3);
  EXPECT_EQ(ends.first_with(4, 0, 15).at, 20);
  EXPECT_EQ(ends.first_with(4, 0, 15).free, 7);
  EXPECT_EQ(ends.first_with(8, 0, 15).at, kNever);
}

}  // namespace
}  // namespace berth
