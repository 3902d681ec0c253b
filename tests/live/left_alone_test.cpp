// How long, and how often, a live cluster's policy leaves those who run alone, where it preempts by priority.
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

class LeftAlone : public ::testing::Test {
 protected:
  void add_lane(const std::string& preemption) {
    LaneSpec spec;
    spec.cluster = {"c", {{.name = "n", .count = 1, .per_node = {1000, 0, 0}}}};
    spec.policy = *parse_policy("order=priority,greedy,preemption=" + preemption);
    scheduler.add_lane(std::move(spec), 0, changes);
  }
  JobId submit(std::int32_t priority, std::int64_t at_s) {
    return scheduler.submit({.per_replica = {1000, 0, 0}, .priority = priority, .pinned = 0}, at_s * kSecond, changes);
  }
  State state(JobId job) const { return scheduler.standing(job).state; }

  LiveScheduler scheduler;
  Changes changes;
};

TEST_F(LeftAlone, UntilTheyHaveRunForTheLeastTime) {
  add_lane("priority(min_run=30)");
  const JobId first = submit(0, 1), second = submit(1, 11);
  EXPECT_EQ(state(second), State::kWaiting);
  ASSERT_EQ(scheduler.wake_at(), 31 * kSecond);
  scheduler.tick(31 * kSecond, changes);
  EXPECT_EQ(state(second), State::kRunning);
  EXPECT_EQ(state(first), State::kWaiting);
  EXPECT_EQ(state(submit(2, 40)), State::kWaiting);
  EXPECT_EQ(state(submit(3, 61)), State::kRunning);
}

TEST_F(LeftAlone, OnceTheyHaveMadeWayOftenEnough) {
  add_lane("priority(budget=1)");
  const JobId first = submit(0, 1), second = submit(1, 2);
  EXPECT_EQ(state(second), State::kRunning);
  scheduler.end(second, true, 3 * kSecond, changes);
  EXPECT_EQ(state(first), State::kRunning);
  EXPECT_EQ(state(submit(1, 4)), State::kWaiting);
  EXPECT_EQ(state(first), State::kRunning);
}

TEST_F(LeftAlone, InAForecast) {
  add_lane("priority(min_run=30)");
  submit(0, 1);
  const JobRequest important{.per_replica = {1000, 0, 0}, .priority = 1, .pinned = 0};
  EXPECT_EQ(scheduler.try_submit(important, 10 * kSecond).standing.state, State::kWaiting);
  EXPECT_EQ(scheduler.try_submit(important, 31 * kSecond).standing.state, State::kRunning);
}

}  // namespace
}  // namespace berth::live
