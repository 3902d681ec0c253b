#include "engine/policy/preemption/preemption.hpp"

#include <algorithm>
#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "engine/policy/placement/placement.hpp"

namespace berth {
namespace {

using ::testing::ElementsAre;

// Running jobs on nodes, one replica each.
struct Floor {
  std::vector<Resources> free;
  std::vector<Placement> nodes;
  std::vector<Running> running;

  void run(JobId job, std::int32_t priority, const Resources& amount, std::uint32_t node = 0, Time started = 0) {
    nodes.push_back({{node, 1}});
    running.push_back({job, priority, started, amount, nullptr});
  }
  std::optional<std::vector<JobId>> victims(const Job& wanted) {
    for (std::size_t i = 0; i < running.size(); ++i) running[i].nodes = &nodes[i];
    return by_priority().choose(wanted, free, running, first_fit());
  }
};

Job wanted(const Resources& amount, std::int32_t priority, std::uint32_t replicas = 1) {
  Job job;
  job.per_replica = amount;
  job.priority = priority;
  job.replicas = replicas;
  return job;
}

TEST(PreemptionByPriority, TakesOneLargeVictimRatherThanTwoSmallOnes) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 0, {2, 0, 0});
  floor.run(2, 0, {2, 0, 0});
  floor.run(3, 1, {4, 0, 0});
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), ElementsAre(3));
}

TEST(PreemptionByPriority, TakesTheLeastImportantAmongEqualSets) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 3, {4, 0, 0});
  floor.run(2, 1, {4, 0, 0});
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), ElementsAre(2));
}

TEST(PreemptionByPriority, TakesTheYoungestAmongEquallyImportantOnes) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 1, {4, 0, 0}, 0, 10);
  floor.run(2, 1, {4, 0, 0}, 0, 30);
  floor.run(3, 1, {4, 0, 0}, 0, 20);
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), ElementsAre(2));
}

TEST(PreemptionByPriority, NeverTakesAnEquallyImportantOne) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 5, {4, 0, 0});
  EXPECT_FALSE(floor.victims(wanted({4, 0, 0}, 5)));
}

TEST(PreemptionByPriority, LeavesEverybodyAloneWhenAllTogetherWouldNotDo) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 0, {2, 0, 0});
  floor.run(2, 9, {6, 0, 0});
  EXPECT_FALSE(floor.victims(wanted({4, 0, 0}, 5)));
}

TEST(PreemptionByPriority, TakesTheNodeWhereTheFewestMustLeave) {
  Floor floor{{{0, 0, 0}, {3, 0, 0}}, {}, {}};
  floor.run(1, 0, {2, 0, 0}, 0);
  floor.run(2, 0, {2, 0, 0}, 0);
  floor.run(3, 4, {1, 0, 0}, 1);
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), ElementsAre(3));
}

TEST(PreemptionByPriority, MakesRoomForAllReplicasOfAGang) {
  Floor floor{{{0, 0, 0}, {0, 0, 0}}, {}, {}};
  floor.run(1, 2, {4, 0, 0}, 0);
  floor.run(2, 1, {4, 0, 0}, 1);
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5, 2)), ElementsAre(2, 1));
}

TEST(PreemptionByPriority, IsTheSmallestSufficientSetOnRandomNodes) {
  std::mt19937 random(7);
  const auto below = [&](std::uint32_t n) { return static_cast<std::int64_t>(random() % n); };
  for (int round = 0; round < 3000; ++round) {
    Floor floor{{{below(4), below(4), below(3)}}, {}, {}};
    const auto count = static_cast<std::uint32_t>(below(9));
    for (std::uint32_t job = 0; job < count; ++job) {
      floor.run(job, static_cast<std::int32_t>(below(4)), {below(4), below(4), below(2)}, 0, below(3));
    }
    const Job job = wanted({below(8), below(8), below(3)}, 2);
    if (job.per_replica.fits_in(floor.free[0])) continue;
    std::size_t fewest = 100;
    for (unsigned set = 0; set < (1U << count); ++set) {
      Resources room = floor.free[0];
      bool allowed = true;
      for (std::uint32_t i = 0; i < count; ++i) {
        if (!(set >> i & 1U)) continue;
        allowed = allowed && floor.running[i].priority < job.priority;
        room += floor.running[i].per_replica;
      }
      if (allowed && job.per_replica.fits_in(room)) {
        fewest = std::min<std::size_t>(fewest, static_cast<std::size_t>(std::popcount(set)));
      }
    }
    const auto victims = floor.victims(job);
    ASSERT_EQ(victims.has_value(), fewest != 100) << "round " << round;
    if (!victims) continue;
    ASSERT_EQ(victims->size(), fewest) << "round " << round;
    Resources room = floor.free[0];
    for (const JobId victim : *victims) {
      ASSERT_LT(floor.running[victim].priority, job.priority);
      room += floor.running[victim].per_replica;
    }
    ASSERT_TRUE(job.per_replica.fits_in(room)) << "round " << round;
  }
}

}  // namespace
}  // namespace berth
