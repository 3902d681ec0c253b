#include "engine/model/room.hpp"

#include <gtest/gtest.h>

namespace berth {
namespace {

Room node(std::int64_t gpus) { return Room({64'000, 256'000, gpus * kWholeGpu}, false); }
constexpr Resources kShare300{1000, 0, 300};
constexpr Resources kTwoGpus{1000, 0, 2 * kWholeGpu};

TEST(Room, TakesAShareFromASingleGpu) {
  Room room = node(2);
  room.take({1000, 0, 600}, 1, room.closed_slot());
  room.take({1000, 0, 600}, 1, room.closed_slot());
  EXPECT_EQ(room.gpu_milli(), 800);
  EXPECT_FALSE(room.fits({1000, 0, 500})) << "800 are left, but not on one GPU";
  EXPECT_TRUE(room.fits({1000, 0, 400}));
}

TEST(Room, CountsSharesGpuByGpu) {
  Room room = node(2);
  EXPECT_EQ(room.times(kShare300), 6);
  room.take({0, 0, 500}, 1, room.closed_slot());
  EXPECT_EQ(room.times(kShare300), 3 + 1);
}

TEST(Room, GivesWholeGpusOnlyOfThoseNobodyShares) {
  Room room = node(2);
  EXPECT_TRUE(room.fits(kTwoGpus));
  room.take(kShare300, 1, room.closed_slot());
  EXPECT_FALSE(room.fits(kTwoGpus));
}

TEST(Room, MakesAGpuWholeAgainWhenTheLastOfThoseWhoSharedItHasLeft) {
  Room room = node(2);
  const std::uint32_t slot = room.closed_slot();
  room.take(kShare300, 2, slot);
  room.give(kShare300, 1, slot);
  EXPECT_EQ(room.whole_gpus, 1);
  room.give(kShare300, 1, slot);
  EXPECT_EQ(room.whole_gpus, 2);
}

TEST(Room, PutsAShareWhereTheLeastThatSufficesIsLeft) {
  Room room = node(3);
  room.take({0, 0, 200}, 1, room.closed_slot());
  room.take({0, 0, 600}, 1, room.closed_slot());
  EXPECT_EQ(room.slot_for(300), 1U);
  EXPECT_EQ(room.slot_for(500), 0U);
  EXPECT_EQ(room.slot_for(900), 2U) << "a whole one";
}

TEST(Room, FitsNothingBetweenAShareAndWholeGpus) { EXPECT_FALSE(node(4).fits({0, 0, 1500})); }

TEST(Room, TakesAnyAmountFromPooledGpus) {
  Room room({1000, 0, 4000}, true);
  EXPECT_EQ(room.times({0, 0, 1500}), 2);
  room.take({0, 0, 1500}, 2, Seat::kNoSlot);
  EXPECT_EQ(room.gpu_milli(), 1000);
}

TEST(Room, LessenedHasNoGpuThatIsSharedAtOneOfTwoInstantsOnly) {
  Room now = node(2), later = node(2);
  now.take(kShare300, 1, 0);
  now.lessen(later);
  EXPECT_EQ(now.whole_gpus, 1);
  EXPECT_EQ(now.times({0, 0, 500}), 2) << "the whole one alone";
}

}  // namespace
}  // namespace berth
