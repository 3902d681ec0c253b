// Turns on GPUs of several generations in live clusters, as in a replay.
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;
constexpr Duration kRound = 360 * kSecond;

class TurnsTaken : public ::testing::Test {
 protected:
  ClusterId add_lane(const std::string& model, const std::string& preemption = "gavel") {
    LaneSpec spec;
    spec.cluster = {model, {{.name = "n", .count = 1, .per_node = {8000, 0, kWholeGpu}, .gpu_model = model}}};
    spec.policy = *parse_policy("order=fcfs,greedy,preemption=" + preemption);
    return scheduler.add_lane(std::move(spec), 0, changes);
  }
  JobId submit(std::int64_t v100, std::int64_t k80, Time at, ClusterId pinned = kNoCluster) {
    return scheduler.submit(
        {.per_replica = {1000, 0, kWholeGpu}, .pinned = pinned, .traits = {.speeds = {{"K80", k80}, {"V100", v100}}}},
        at, changes);
  }
  State state(JobId job) const { return scheduler.standing(job).state; }
  // How long a job has held its places in a lane.
  double time_in(JobId job, ClusterId lane) const {
    const Standing& standing = scheduler.standing(job);
    Turns turns = scheduler.turns(job) ? *scheduler.turns(job) : Turns{};
    Duration held = turns.part(lane).had_us;
    if (standing.state == State::kRunning && standing.lane == lane) held += scheduler.now() - standing.started_us;
    return static_cast<double>(held);
  }

  LiveScheduler scheduler;
  Changes changes;
};

TEST_F(TurnsTaken, GiveTheJobsOfThePublishedExampleThePublishedPartsOfTheTime) {
  // Section 4.1 of the paper.
  const ClusterId v100 = add_lane("V100"), k80 = add_lane("K80");
  const JobId jobs[] = {submit(4000, 1000, kSecond), submit(3000, 1000, kSecond), submit(2000, 1000, kSecond)};
  scheduler.tick(kSecond, changes);
  for (int round = 1; round <= 1000; ++round) {
    ASSERT_EQ(scheduler.wake_at(), round * kRound);
    scheduler.tick(round * kRound, changes);
  }
  const double published[3][2] = {{0.45, 0.0}, {0.45, 0.09}, {0.09, 0.91}};
  for (std::size_t job = 0; job < 3; ++job) {
    EXPECT_NEAR(time_in(jobs[job], v100) / (1000 * kRound), published[job][0], 0.01) << job;
    EXPECT_NEAR(time_in(jobs[job], k80) / (1000 * kRound), published[job][1], 0.01) << job;
  }
}

TEST_F(TurnsTaken, MoveAJobToTheGpuThatHelpsItMore) {
  const ClusterId v100 = add_lane("V100"), k80 = add_lane("K80");
  const JobId first = submit(1000, 1000, kSecond);
  scheduler.tick(kSecond, changes);
  const JobId second = submit(10'000, 1000, 5 * kSecond);
  EXPECT_EQ(scheduler.standing(first).lane, v100);
  EXPECT_EQ(scheduler.standing(second).lane, k80);
  changes.clear();
  scheduler.tick(kRound, changes);
  EXPECT_EQ(scheduler.standing(first).lane, k80);
  EXPECT_EQ(scheduler.standing(second).lane, v100);
  EXPECT_EQ(state(first), State::kRunning);
  EXPECT_EQ(state(second), State::kRunning);
  const auto moved = std::find_if(changes.begin(), changes.end(),
                                  [](const Change& change) { return change.kind == Change::Kind::kMoved; });
  ASSERT_NE(moved, changes.end());
  EXPECT_EQ(moved->job, second);
}

TEST_F(TurnsTaken, LeaveAJobWhereItHasToBe) {
  const ClusterId v100 = add_lane("V100"), k80 = add_lane("K80");
  const JobId first = submit(1000, 1000, kSecond, v100);
  scheduler.tick(kSecond, changes);
  const JobId second = submit(10'000, 1000, 5 * kSecond, k80);
  for (int round = 1; round <= 10; ++round) scheduler.tick(round * kRound, changes);
  EXPECT_EQ(scheduler.standing(first).lane, v100);
  EXPECT_EQ(scheduler.standing(second).lane, k80);
  EXPECT_EQ(scheduler.standing(first).preemptions + scheduler.standing(second).preemptions, 0U);
}

TEST_F(TurnsTaken, BeginWithARoundAtOnceAndThenWhenOneIsDue) {
  add_lane("V100");
  EXPECT_EQ(scheduler.wake_at(), kNever) << "nobody runs";
  submit(1000, 1000, 1000 * kRound + 5 * kSecond);
  EXPECT_LE(scheduler.wake_at(), 1000 * kRound + 5 * kSecond);
  scheduler.tick(1000 * kRound + 6 * kSecond, changes);
  EXPECT_EQ(scheduler.wake_at(), 1001 * kRound);
}

TEST_F(TurnsTaken, AreTakenOnlyWhereThePolicySaysSoInTheSameWords) {
  const ClusterId v100 = add_lane("V100"), k80 = add_lane("K80", "gavel(round=60)");
  const JobId first = submit(1000, 1000, kSecond);
  scheduler.tick(kSecond, changes);
  const JobId second = submit(10'000, 1000, 5 * kSecond);
  for (int round = 1; round <= 20; ++round) scheduler.tick(round * kRound / 6, changes);
  EXPECT_EQ(scheduler.standing(first).lane, v100);
  EXPECT_EQ(scheduler.standing(second).lane, k80);
}

}  // namespace
}  // namespace berth::live
