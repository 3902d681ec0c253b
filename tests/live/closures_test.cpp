// Nodes of live clusters that are closed for a while, as in a replay.
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

class ClosedNodes : public ::testing::Test {
 protected:
  ClusterId add_lane(std::vector<Closure> closures, const std::string& policy = "priority,greedy,preemption=priority") {
    LaneSpec spec;
    spec.cluster = {"c", {{.name = "n", .count = 2, .per_node = {4000, 0, 0}}}};
    spec.cluster.closures = std::move(closures);
    spec.policy = *parse_policy(policy);
    return scheduler.add_lane(std::move(spec), kSecond, changes);
  }
  JobId submit(Duration expected_us, std::int64_t at_s, std::int32_t user = 1) {
    return scheduler.submit({.per_replica = {4000, 0, 0}, .expected_us = expected_us, .user = user}, at_s * kSecond,
                            changes);
  }
  State state(JobId job) const { return scheduler.standing(job).state; }
  static Closure closed(std::vector<std::uint32_t> nodes, std::int64_t from_s, std::int64_t until_s) {
    return {.name = "closed", .nodes = std::move(nodes), .from_us = from_s * kSecond, .until_us = until_s * kSecond};
  }

  LiveScheduler scheduler;
  Changes changes;
};

TEST_F(ClosedNodes, TakeNobodyWhoWouldStillRunThen) {
  add_lane({closed({0, 1}, 100, 200)});
  const JobId fits = submit(50 * kSecond, 10), is_too_long = submit(95 * kSecond, 10);
  EXPECT_EQ(state(fits), State::kRunning);
  EXPECT_EQ(state(is_too_long), State::kWaiting);
  EXPECT_EQ(scheduler.expected_start(is_too_long), 200 * kSecond);
  EXPECT_EQ(scheduler.wake_at(), 100 * kSecond);
  scheduler.tick(100 * kSecond, changes);
  EXPECT_EQ(scheduler.wake_at(), 200 * kSecond);
  scheduler.tick(200 * kSecond, changes);
  EXPECT_EQ(state(is_too_long), State::kRunning);
}

TEST_F(ClosedNodes, SendBackWhoStillRunsThereWhenThatBegins) {
  const ClusterId lane = add_lane({});
  const JobId first = submit(1000 * kSecond, 10), second = submit(1000 * kSecond, 11);
  LaneSpec spec = scheduler.lane(lane).spec();
  spec.cluster.closures = {closed({0}, 100, 200)};
  scheduler.change_lane(lane, spec, {}, 20 * kSecond, changes);
  EXPECT_EQ(state(first), State::kRunning) << "it is not yet closed";
  changes.clear();
  scheduler.tick(100 * kSecond, changes);
  const JobId gone = state(first) == State::kWaiting ? first : second;
  EXPECT_EQ(state(gone), State::kWaiting);
  EXPECT_EQ(state(gone == first ? second : first), State::kRunning);
  ASSERT_EQ(changes.size(), 1U);
  EXPECT_EQ(changes[0].reason, Reason::kClosed);
  scheduler.tick(200 * kSecond, changes);
  EXPECT_EQ(state(gone), State::kRunning);
}

TEST_F(ClosedNodes, LetFinishWhoRunsThereWhereTheyAreToldSo) {
  const ClusterId lane = add_lane({});
  const JobId job = submit(1000 * kSecond, 10);
  LaneSpec spec = scheduler.lane(lane).spec();
  spec.cluster.closures = {closed({0, 1}, 100, 200)};
  spec.cluster.closures[0].lets_finish = true;
  scheduler.change_lane(lane, spec, {}, 20 * kSecond, changes);
  scheduler.tick(100 * kSecond, changes);
  EXPECT_EQ(state(job), State::kRunning);
}

TEST_F(ClosedNodes, AreOpenToThoseTheyAreReservedFor) {
  Closure reserved = closed({0, 1}, 100, 200);
  reserved.users = {7};
  add_lane({reserved});
  EXPECT_EQ(state(submit(500 * kSecond, 10, 7)), State::kRunning);
  EXPECT_EQ(state(submit(500 * kSecond, 10, 8)), State::kWaiting);
  scheduler.tick(150 * kSecond, changes);
  EXPECT_EQ(state(0), State::kRunning);
}

TEST_F(ClosedNodes, AreNobodysToTakeByPreemption) {
  add_lane({closed({0, 1}, 100, 200)});
  EXPECT_EQ(state(submit(50 * kSecond, 10)), State::kRunning);
  EXPECT_EQ(state(submit(50 * kSecond, 10)), State::kRunning);
  const JobId important = scheduler.submit({.per_replica = {4000, 0, 0}, .priority = 9, .expected_us = 500 * kSecond},
                                           20 * kSecond, changes);
  EXPECT_EQ(state(important), State::kWaiting);
  EXPECT_EQ(state(0), State::kRunning) << "its leaving would not help";
}

TEST_F(ClosedNodes, HoldAlongsideEasyBackfilling) {
  add_lane({closed({0, 1}, 100, 200)}, "fcfs,easy");
  const JobId waits = submit(95 * kSecond, 10), fits = submit(50 * kSecond, 11);
  EXPECT_EQ(state(waits), State::kWaiting);
  EXPECT_EQ(state(fits), State::kRunning);
  scheduler.tick(200 * kSecond, changes);
  EXPECT_EQ(state(waits), State::kRunning);
}

}  // namespace
}  // namespace berth::live
