#include "engine/policy/preemption/preemption.hpp"

#include <algorithm>
#include <bit>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>
#include <tuple>

namespace berth {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// Running jobs on nodes, one replica each.
struct Floor {
  std::vector<Resources> free;
  std::vector<Placement> nodes;
  std::vector<Running> running;

  void run(JobId job, std::int32_t priority, const Resources& amount, std::uint32_t node = 0, Time started = 0) {
    nodes.push_back({{node, 1}});
    running.push_back({job, priority, started, amount, nullptr});
  }
  std::vector<Room> rooms() const {
    std::vector<Room> rooms;
    for (const Resources& here : free) rooms.emplace_back(here, true);
    return rooms;
  }
  std::optional<std::vector<JobId>> victims(const Job& wanted) {
    for (std::size_t i = 0; i < running.size(); ++i) running[i].nodes = &nodes[i];
    return by_priority().choose(wanted, rooms(), running);
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

TEST(PreemptionByPriority, SparesTheMostImportantRatherThanTakeTheLeastImportant) {
  Floor floor{{{0, 0, 0}}, {}, {}};
  floor.run(1, 0, {1, 0, 0});
  floor.run(2, 4, {3, 0, 0});
  floor.run(3, 1, {2, 0, 0});
  floor.run(4, 1, {2, 0, 0});
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), ElementsAre(4, 3));
}

TEST(PreemptionByPriority, TakesNobodyWhereItFitsAsItIs) {
  Floor floor{{{4, 0, 0}}, {}, {}};
  floor.run(1, 0, {2, 0, 0});
  EXPECT_THAT(*floor.victims(wanted({4, 0, 0}, 5)), IsEmpty());
}

TEST(PreemptionByPriority, TakesNobodyWhoHoldsOnlyWhatIsNotMissing) {
  Floor floor{{{4, 0, 0}}, {}, {}};
  floor.run(1, 0, {8, 0, 0});
  floor.run(2, 3, {1, 0, 2});
  EXPECT_THAT(*floor.victims(wanted({4, 0, 2}, 5)), ElementsAre(2));
}

//  Both of a gang's replicas would make room on their node; whoever counts it twice takes too few.
TEST(PreemptionByPriority, CountsAGangForEachNodeByItself) {
  Floor floor{{{1, 0, 0}, {1, 0, 0}}, {}, {}};
  floor.run(1, 0, {1, 0, 0}, 0);
  floor.nodes.back().push_back({1, 1});
  EXPECT_FALSE(floor.victims(wanted({3, 0, 0}, 5)));
  EXPECT_THAT(*floor.victims(wanted({2, 0, 0}, 5)), ElementsAre(1));
}

bool fits(const std::vector<Room>& rooms, const Job& job) {
  std::int64_t missing = job.replicas;
  for (const Room& room : rooms) missing -= room.times(job.per_replica, missing);
  return missing == 0;
}

// What must hold of every choice, however large: sufficient, nobody important, nobody who can be spared.
void expect_sound(const Floor& floor, const Job& job, const std::vector<JobId>& victims) {
  std::vector<Room> rooms = floor.rooms();
  const auto move = [&](JobId victim, int times) {
    for (const auto& [node, replicas, slot] : floor.nodes[victim]) {
      rooms[node].give(floor.running[victim].per_replica, times * std::int64_t{replicas}, slot);
    }
  };
  for (const JobId victim : victims) {
    EXPECT_LT(floor.running[victim].priority, job.priority);
    move(victim, 1);
  }
  EXPECT_TRUE(fits(rooms, job)) << "they do not suffice";
  for (const JobId victim : victims) {
    move(victim, -1);
    EXPECT_FALSE(fits(rooms, job)) << victim << " can be spared";
    move(victim, 1);
  }
}

// In the order in which they leave: least important, youngest, highest id.
bool leaves_first(const Running& left, const Running& right) {
  return std::tuple(left.priority, -left.started_us, -std::int64_t{left.job}) <
         std::tuple(right.priority, -right.started_us, -std::int64_t{right.job});
}

// The victims by trying every set: fewest, then as the order of last victims says.
std::optional<std::vector<JobId>> by_trying_all(const Floor& floor, const Job& job) {
  std::vector<Running> lower;
  for (const Running& running : floor.running) {
    if (running.priority < job.priority) lower.push_back(running);
  }
  std::sort(lower.begin(), lower.end(), leaves_first);
  std::optional<unsigned> best;
  for (unsigned set = 0; set < (1U << lower.size()); ++set) {
    // With the last to leave in the highest bit, the order of sets of one size is that of numbers.
    if (best && std::popcount(set) >= std::popcount(*best)) continue;
    std::vector<Room> rooms = floor.rooms();
    for (std::size_t i = 0; i < lower.size(); ++i) {
      if ((set >> i & 1U) == 0) continue;
      for (const auto& [node, replicas, slot] : *lower[i].nodes) {
        rooms[node].give(lower[i].per_replica, replicas, slot);
      }
    }
    if (fits(rooms, job)) best = set;
  }
  if (!best) return std::nullopt;
  std::vector<JobId> jobs;
  for (std::size_t i = 0; i < lower.size(); ++i) {
    if (*best >> i & 1U) jobs.push_back(lower[i].job);
  }
  return jobs;
}

class RandomFloors {
 public:
  explicit RandomFloors(std::uint32_t seed) : random_(seed) {}

  std::int64_t below(std::uint32_t count) { return static_cast<std::int64_t>(random_() % count); }

  // Up to 10 jobs, some of several replicas.
  Floor floor(std::uint32_t nodes) {
    Floor floor;
    for (std::uint32_t node = 0; node < nodes; ++node) floor.free.push_back({below(4), below(4), below(3)});
    const auto count = static_cast<std::uint32_t>(below(11));
    for (std::uint32_t job = 0; job < count; ++job) {
      const auto on = static_cast<std::uint32_t>(below(nodes));
      floor.run(job, static_cast<std::int32_t>(below(4)), {below(4), below(4), below(2)}, on, below(3));
      Placement& placement = floor.nodes.back();
      if (below(3) == 0) placement.front().replicas = 2;
      if (on + 1 < nodes && below(3) == 0) placement.push_back({on + 1, 1});
    }
    return floor;
  }

 private:
  std::mt19937 random_;
};

void agree_with_trying_all(std::uint32_t nodes, std::uint32_t replicas) {
  const std::uint32_t seed = 11 * nodes + replicas;
  RandomFloors random(seed);
  for (int round = 0; round < 4000 && !testing::Test::HasFailure(); ++round) {
    Floor floor = random.floor(nodes);
    const Job job = wanted({random.below(8), random.below(8), random.below(3)}, 3,
                           static_cast<std::uint32_t>(1 + random.below(replicas)));
    const auto victims = floor.victims(job);
    EXPECT_EQ(victims, by_trying_all(floor, job)) << "round " << round << " with seed " << seed;
    if (victims) expect_sound(floor, job, *victims);
  }
}

TEST(PreemptionByPriority, IsTheFirstOfTheSmallestSetsOnOneNode) { agree_with_trying_all(1, 1); }
TEST(PreemptionByPriority, IsTheFirstOfTheSmallestSetsForSeveralReplicasOnOneNode) { agree_with_trying_all(1, 3); }
TEST(PreemptionByPriority, IsTheFirstOfTheSmallestSetsOnSeveralNodes) { agree_with_trying_all(4, 1); }
TEST(PreemptionByPriority, IsTheFirstOfTheSmallestSetsForSeveralReplicasOnSeveralNodes) { agree_with_trying_all(4, 5); }

TEST(PreemptionByPriority, DoesNotDependOnTheOrderInWhichJobsAreGiven) {
  RandomFloors random(5);
  for (int round = 0; round < 300; ++round) {
    Floor floor = random.floor(3);
    const Job job = wanted({random.below(8), random.below(8), 0}, 3, static_cast<std::uint32_t>(1 + random.below(3)));
    const auto victims = floor.victims(job);
    std::reverse(floor.running.begin(), floor.running.end());
    std::reverse(floor.nodes.begin(), floor.nodes.end());
    EXPECT_EQ(floor.victims(job), victims) << "round " << round;
  }
}

// Thousands of jobs of sizes as different as can be: whatever the search is stopped at, the victims are sound.
TEST(PreemptionByPriority, StaysSoundWhereTheWorkIsBounded) {
  for (const std::uint32_t nodes : {1U, 40U}) {
    for (const std::uint32_t replicas : {1U, 30U}) {
      RandomFloors random(nodes + replicas);
      Floor floor;
      floor.free.resize(nodes);
      for (JobId job = 0; job < 2000; ++job) {
        floor.run(job, static_cast<std::int32_t>(random.below(4)),
                  {1 + random.below(1000), 1 + random.below(1000), random.below(8)}, job % nodes, random.below(100));
        if (nodes > 1 && job % 7 == 0) floor.nodes.back() = {{job % (nodes - 1), 1}, {job % (nodes - 1) + 1, 2}};
      }
      const Job job = wanted({6011, 5003, 31}, 3, replicas);
      const auto victims = floor.victims(job);
      ASSERT_TRUE(victims) << nodes << " nodes, " << replicas << " replicas";
      expect_sound(floor, job, *victims);
    }
  }
}

}  // namespace
}  // namespace berth
