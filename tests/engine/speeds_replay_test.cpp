// Jobs that run faster on one GPU model than on another.
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "engine/simulation/work_left.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

JobLine on_gpu(std::int64_t run, std::vector<Speed> speeds, std::uint32_t replicas = 1, std::int32_t priority = 0) {
  return {.run = run,
          .replicas = replicas,
          .per_replica = kOneGpu,
          .priority = priority,
          .traits = {.speeds = std::move(speeds)}};
}

std::int64_t end_of(const JobLine& job, const ClusterSpec& cluster) {
  return replayed(workload({job}), {cluster}, "fcfs,greedy").records[0].end_us;
}

TEST(Speeds, AJobRunsAsMuchFasterAsItsSpeedOnTheModelSays) {
  EXPECT_EQ(end_of(on_gpu(100, {{"K80", 500}, {"V100", 4000}}), gpu_cluster("V100", 1)), 25 * kSecond);
  EXPECT_EQ(end_of(on_gpu(100, {{"K80", 500}, {"V100", 4000}}), gpu_cluster("K80", 1)), 200 * kSecond);
}

TEST(Speeds, AModelThatIsNotNamedIsAsFastAsTheRunTimeSays) {
  EXPECT_EQ(end_of(on_gpu(100, {{"V100", 4000}}), gpu_cluster("P100", 1)), 100 * kSecond);
  EXPECT_EQ(end_of(on_gpu(100, {}), gpu_cluster("V100", 1)), 100 * kSecond);
}

TEST(Speeds, TheSlowestReplicaSaysHowFastAJobIs) {
  const ClusterSpec mixed{.name = "mixed",
                          .groups = {gpu_cluster("V100", 1).groups[0], gpu_cluster("K80", 1).groups[0]}};
  EXPECT_EQ(end_of(on_gpu(100, {{"K80", 500}, {"V100", 4000}}, 2), mixed), 200 * kSecond);
}

TEST(Speeds, ARunThatDoesNotComeOutEvenEndsAtTheNextMicrosecond) {
  EXPECT_EQ(end_of(on_gpu(100, {{"V100", 3000}}), gpu_cluster("V100", 1)), 33'333'334);
}

TEST(Speeds, WhatWasDoneBeforeAPreemptionCountsAtTheSpeedItWasDoneAt) {
  // 10 s at four times the speed are 40 of 100 s; what is left takes 60 s on the slow model, which comes first.
  Workload work = workload({on_gpu(100, {{"V100", 4000}}), on_gpu(1000, {}, 1, 9)});
  work.jobs[1].submit_us = 10 * kSecond;
  Traits only_fast;
  only_fast.gpu_models = {"V100"};
  work.jobs[1].traits = work.intern(only_fast);
  const ClusterSpec slow_later{
      .name = "K80", .groups = gpu_cluster("K80", 1).groups, .outages = {{0, 0, 10 * kSecond}}};
  const Replay replay =
      replayed(work, {gpu_cluster("V100", 1), slow_later}, "fcfs,greedy,preemption=priority(checkpoint=1,restart=5)");
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].lost_us, 0);
  EXPECT_EQ(replay.records[0].cluster, 1);
  EXPECT_EQ(replay.records[0].end_us, (10 + 5 + 60) * kSecond);  // starting again is as quick on any model
}

TEST(Speeds, AJobKilledAtItsLimitOnASlowModelIsDoneInTimeOnAFastOne) {
  const Workload work = workload({on_gpu(100, {{"K80", 500}})}, OverrunRule::kKill);
  EXPECT_EQ(replayed(work, {gpu_cluster("K80", 1)}, "fcfs,greedy").records[0].state, JobState::kKilled);
  EXPECT_EQ(replayed(work, {gpu_cluster("P100", 1)}, "fcfs,greedy").records[0].state, JobState::kCompleted);
}

TEST(Speeds, AJobThatOutlivesItsRequestedTimeOnASlowModelIsExpectedToRunOn) {
  const Workload work = workload({on_gpu(100, {{"K80", 250}}), on_gpu(10, {})});
  const Replay replay = replayed(work, {gpu_cluster("K80", 1)}, "fcfs,conservative");
  EXPECT_EQ(replay.records[0].end_us, 400 * kSecond);
  EXPECT_EQ(replay.records[1].start_us, 400 * kSecond);
}

TEST(Speeds, ATimeIsTheFirstAtWhichTheRunIsDone) {
  for (const std::int64_t speed : {kSlowestSpeed, std::int64_t{999}, kUsualSpeed, std::int64_t{3001}, kFastestSpeed}) {
    for (const Duration run : {Duration{0}, Duration{1}, Duration{7}, kSecond, 123'456'789 * kSecond}) {
      const Duration time = time_for(run, speed);
      EXPECT_GE(time * speed, run * kUsualSpeed);
      EXPECT_LT((time - 1) * speed, run * kUsualSpeed);
    }
  }
}

TEST(Speeds, WhatCannotBeCountedIsRefused) {
  const auto error = [](const JobLine& job) {
    return replay(workload({job}), std::vector{gpu_cluster("K80", 1)}, *parse_policy("fcfs,greedy"), {})
        .error()
        .message;
  };
  EXPECT_EQ(error(on_gpu(1, {{"K80", 9}})), "its speeds must lie between 0.01 and 1000");
  EXPECT_EQ(error(on_gpu(2'000'000'000, {{"K80", 10}})), "at its slowest it would run for more than 100000000000 s");
  JobLine grows = on_gpu(0, {{"K80", 0}});
  grows.traits.most_replicas = 2;
  EXPECT_EQ(error(grows), "its speeds must lie between 0.01 and 1000") << "before it is asked how long it could run";
}

}  // namespace
}  // namespace berth::test
