// Small cases, worked out by hand, of who makes way for whom and of what becomes of the room that is made.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth {
namespace {

using test::replayed;
using test::starts;
using test::workload;
using testing::ElementsAre;

const std::string kGreedy = "fcfs,greedy,preemption=priority";

ClusterSpec one_node(const Resources& amount) {
  return {"machine", {{.name = "node", .count = 1, .per_node = amount}}};
}

// What the victim leaves over is still in use: nobody else comes there before the grace is over.
TEST(PreemptionWithGrace, KeepsWhatItsVictimsLeaveOverForThemUntilTheyHaveLeft) {
  const Workload work = workload({
      {.submit = 0, .run = 100, .per_replica = {4000, 0, 0}},
      {.submit = 10, .run = 50, .per_replica = {3000, 0, 0}, .priority = 1},
      {.submit = 12, .run = 1, .per_replica = {1000, 0, 0}, .priority = 1},
  });
  const Replay replay = replayed(work, {one_node({4000, 0, 0})}, kGreedy + "(grace=5)");
  EXPECT_THAT(starts(replay), ElementsAre(0, 15, 15));
}

// The large one's place is enough for two of those that wait: the second takes it, and leaves the small one alone.
TEST(PreemptionByPriority, TakesNobodysPlaceForAJobThatFitsInWhatOthersHaveLeft) {
  const Workload work = workload({
      {.submit = 0, .run = 100, .per_replica = {4000, 0, 0}, .priority = 0},
      {.submit = 0, .run = 100, .per_replica = {1000, 0, 0}, .priority = 0},
      {.submit = 10, .run = 50, .per_replica = {3000, 0, 0}, .priority = 2},
      {.submit = 10, .run = 50, .per_replica = {1000, 0, 0}, .priority = 1},
  });
  const ClusterSpec cluster{"machine",
                            {{.name = "large", .count = 1, .per_node = {4000, 0, 0}},
                             {.name = "small", .count = 1, .per_node = {1000, 0, 0}}}};
  const Replay replay = replayed(work, {cluster}, kGreedy);
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 10, 10));
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].job, 0U);
}

TEST(PreemptionByPriority, TakesNobodysPlaceForAJobWhoseTenantIsAtItsLimit) {
  Workload work = workload({
      {.submit = 0, .run = 20, .per_replica = {2000, 0, 0}, .priority = 5, .user = 1},
      {.submit = 0, .run = 100, .per_replica = {2000, 0, 0}, .priority = 0, .user = 2},
      {.submit = 10, .run = 10, .per_replica = {2000, 0, 0}, .priority = 5, .user = 1},
  });
  work.tenants.list = {
      {.name = "limited", .quota = {}, .limit = {2000, kNoLimit.memory_mib, kNoLimit.gpu_milli}, .owns = {1}}};
  const Replay replay = replayed(work, {one_node({4000, 0, 0})}, "drf,greedy,preemption=priority");
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 20));
  EXPECT_TRUE(replay.interrupted.empty());
}

// The two that share a GPU are less important than the third, but both of them would have to leave.
TEST(PreemptionByPriority, TakesTheFewestWhereGpusAreSharedToo) {
  const Workload work = workload({
      {.submit = 0, .run = 100, .per_replica = {1000, 0, 500}, .priority = 0},
      {.submit = 0, .run = 100, .per_replica = {1000, 0, 500}, .priority = 0},
      {.submit = 0, .run = 100, .per_replica = {1000, 0, 1000}, .priority = 1},
      {.submit = 10, .run = 10, .per_replica = {1000, 0, 1000}, .priority = 2},
  });
  const Replay replay = replayed(work, {one_node({8000, 0, 2000})}, kGreedy);
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 0, 10));
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].job, 2U);
}

// At 2 two users have submitted, and the one who has used nothing comes first: whoever was scored first is scored by
// both, too.
TEST(Multifactor, ScoresJobsOfOneInstantByAllTheUsersWhoSubmitThen) {
  const Workload work = workload({
      {.submit = 0, .run = 1, .user = 3},
      {.submit = 2, .run = 1, .replicas = 5, .user = 3},
      {.submit = 2, .run = 1},
  });
  const ClusterSpec cluster{"machine", {{.name = "nodes", .count = 6, .per_node = {1000, 0, 1000}}}};
  const Replay replay = replayed(work, {cluster}, "multifactor,greedy");
  EXPECT_THAT(replay.placements[2], ElementsAre(Seat{0, 1}));
}

}  // namespace
}  // namespace berth
