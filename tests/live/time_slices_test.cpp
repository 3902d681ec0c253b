// Least attained service in a live cluster: whoever has had its share makes way, and nothing of that is forgotten.
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;

class TimeSlices : public ::testing::Test {
 protected:
  ClusterId add_lane(const std::string& policy = "order=las(threshold=20),greedy,preemption=las(min_run=5)") {
    LaneSpec spec;
    spec.cluster = {"c", {{.name = "n", .count = 1, .per_node = {8000, 0, kWholeGpu}}}};
    spec.policy = *parse_policy(policy);
    return scheduler.add_lane(std::move(spec), 0, changes);
  }
  JobId submit(std::int64_t at_s, ClusterId pinned = 0) {
    return scheduler.submit({.per_replica = {1000, 0, kWholeGpu}, .pinned = pinned}, at_s * kSecond, changes);
  }
  void tick(std::int64_t at_s) { scheduler.tick(at_s * kSecond, changes); }
  State state(JobId job) const { return scheduler.standing(job).state; }

  LiveScheduler scheduler;
  Changes changes;
};

TEST_F(TimeSlices, EndAtTheInstantAtWhichWhoRunsHasHadItsShare) {
  add_lane();
  const JobId first = submit(0), second = submit(3);
  EXPECT_EQ(state(second), State::kWaiting);
  ASSERT_EQ(scheduler.wake_at(), 5 * kSecond) << "it has run for its least time";
  tick(5);
  EXPECT_EQ(state(second), State::kWaiting);
  ASSERT_EQ(scheduler.wake_at(), 20 * kSecond);
  changes.clear();
  tick(20);
  EXPECT_EQ(state(first), State::kWaiting);
  EXPECT_EQ(state(second), State::kRunning);
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_EQ(changes[0].kind, Change::Kind::kPreempted);
  EXPECT_EQ(changes[0].by, second);
  EXPECT_EQ(changes[1].kind, Change::Kind::kStarted);
}

TEST_F(TimeSlices, CountEveryStretchOfAJob) {
  add_lane();
  const JobId first = submit(0), second = submit(3);
  tick(20);
  scheduler.end(second, true, 22 * kSecond, changes);
  EXPECT_EQ(state(first), State::kRunning);
  submit(24);
  tick(29);
  EXPECT_EQ(scheduler.standing(first).held_us, 27 * kSecond);
  EXPECT_EQ(scheduler.standing(first).preemptions, 2U);
}

TEST_F(TimeSlices, LetANewcomerStartAtOnceInThePlaceOfOneThatHadItsShare) {
  add_lane();
  const JobId first = submit(0);
  const LiveScheduler::Fate fate =
      scheduler.try_submit({.per_replica = {1000, 0, kWholeGpu}, .pinned = 0}, 30 * kSecond);
  EXPECT_EQ(fate.standing.state, State::kRunning);
  EXPECT_EQ(fate.victims, std::vector{first}) << "what is forecast";
  EXPECT_EQ(state(submit(30)), State::kRunning) << "is what happens";
  EXPECT_EQ(state(first), State::kWaiting);
}

TEST_F(TimeSlices, MoveAJobOnToAnotherClusterThatHasRoom) {
  const ClusterId here = add_lane();
  const JobId first = submit(0, kNoCluster);
  add_lane();
  submit(30, here);
  EXPECT_EQ(state(first), State::kRunning);
  EXPECT_EQ(scheduler.standing(first).lane, 1);
  EXPECT_EQ(scheduler.standing(first).held_us, 30 * kSecond);
}

TEST_F(TimeSlices, BeginAnewForAJobThatIsSubmittedAgain) {
  add_lane();
  const JobId first = submit(0);
  scheduler.end(first, false, 30 * kSecond, changes);
  scheduler.resubmit(first, 31 * kSecond, changes);
  EXPECT_EQ(scheduler.standing(first).held_us, 0);
}

TEST(TimeSlicesOfCores, AreAsLongHoweverFinelyCoresAreCounted) {
  for (const std::int64_t per_core : {1000, 1'000'000}) {
    LiveScheduler scheduler(per_core);
    Changes changes;
    LaneSpec spec;
    spec.cluster = {"c", {{.name = "n", .count = 1, .per_node = {2 * per_core, 0, 0}}}};
    spec.policy = *parse_policy("order=las(threshold=20),greedy,preemption=las(min_run=5)");
    scheduler.add_lane(std::move(spec), 0, changes);
    for (int i = 0; i < 2; ++i) scheduler.submit({.per_replica = {2 * per_core, 0, 0}}, 0, changes);
    scheduler.tick(5 * kSecond, changes);
    EXPECT_EQ(scheduler.wake_at(), 10 * kSecond) << "two cores attain 20 core-seconds in 10 s";
  }
}

TEST_F(TimeSlices, AreNoneWhereThePolicyOnlyOrdersByService) {
  add_lane("order=las(threshold=20),greedy");
  const JobId first = submit(0), second = submit(3);
  EXPECT_EQ(scheduler.wake_at(), kNever);
  tick(100);
  EXPECT_EQ(state(first), State::kRunning);
  EXPECT_EQ(state(second), State::kWaiting);
}

}  // namespace
}  // namespace berth::live
