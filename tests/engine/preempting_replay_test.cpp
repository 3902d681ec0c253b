// Preemption in a replay: who makes way, what it costs, and that nothing is lost by it.
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "engine/metrics/metrics.hpp"
#include "engine/metrics/stints.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

std::vector<std::int64_t> ends(const Replay& replay) {
  std::vector<std::int64_t> ends;
  for (const Record& record : replay.records) ends.push_back(record.end_us / kSecond);
  return ends;
}

std::string preempting(const std::string& parameters = "") {
  return "priority,greedy,preemption=priority" + parameters;
}

// On two processors: L and M run, H comes at 50 and takes the place of L, the less important.
const Workload& two_and_one() {
  static const Workload work = workload({{.submit = 0, .run = 100, .priority = 0},    // L
                                         {.submit = 0, .run = 100, .priority = 1},    // M
                                         {.submit = 50, .run = 10, .priority = 5}});  // H
  return work;
}

TEST(PreemptingReplay, StartsAnImportantJobInThePlaceOfTheLeastImportantOne) {
  const Replay replay = replayed(two_and_one(), {processors(2)}, preempting());
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 50));
  EXPECT_THAT(ends(replay), ElementsAre(160, 100, 60)) << "L begins again when H has left, and runs in full";
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].for_job, 2U);
  EXPECT_EQ(replay.interrupted[0].lost_us, 50 * kSecond);
}

TEST(PreemptingReplay, LosesOnlyWhatWasDoneSinceTheLastCheckpoint) {
  const Replay replay = replayed(two_and_one(), {processors(2)}, preempting("(checkpoint=20)"));
  EXPECT_EQ(replay.interrupted[0].lost_us, 10 * kSecond);
  EXPECT_EQ(ends(replay)[0], 60 + 100 - 40);
}

TEST(PreemptingReplay, AddsWhatStartingAgainCosts) {
  EXPECT_EQ(ends(replayed(two_and_one(), {processors(2)}, preempting("(checkpoint=20,restart=7)")))[0], 127);
}

TEST(PreemptingReplay, LetsAVictimRunOnForItsGraceAndSaveItsWork) {
  const Replay replay = replayed(two_and_one(), {processors(2)}, preempting("(grace=5,checkpoint=20)"));
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 55)) << "H has its place at 50, and runs when L has left it";
  EXPECT_THAT(ends(replay), ElementsAre(65 + 100 - 55, 100, 65));
}

// L would run on until 70, but its node fails at 65: H, who was to begin then, waits until it is back at 80.
TEST(PreemptingReplay, EndsAVictimsGraceWithItsNode) {
  ClusterSpec cluster = processors(1);
  cluster.outages = {{0, 65 * kSecond, 80 * kSecond}};
  const Workload work = workload({{.submit = 0, .run = 100, .priority = 0}, {.submit = 50, .run = 10, .priority = 5}});
  const Replay replay = replayed(work, {cluster}, preempting("(grace=20,checkpoint=20)"), {.check_invariants = true});
  ASSERT_FALSE(replay.interrupted.empty());
  EXPECT_EQ(replay.interrupted[0].end_us, 65 * kSecond);
  EXPECT_EQ(replay.interrupted[0].lost_us, 5 * kSecond);
  EXPECT_THAT(ends(replay), ElementsAre(90 + 40, 90));
}

// The node fails at 52 for a second, and takes the victim's grace with it: others wait until that would be over.
TEST(PreemptingReplay, LosesNobodyWhenAGraceIsCutShortAndNothingElseHappens) {
  const Workload work = workload({{.submit = 0, .run = 100, .priority = 0}, {.submit = 50, .run = 10, .priority = 5}});
  std::vector<ClusterSpec> clusters = {processors(1)};
  clusters[0].outages = {{0, 52 * kSecond, 53 * kSecond}};
  const Replay replay = replayed(work, clusters, preempting("(grace=20)"));
  EXPECT_THAT(ends(replay), ElementsAre(180, 80)) << "both, once the node is free at 70";
}

TEST(PreemptingReplay, LeavesAloneWhoHasNotRunForLongEnoughUntilItHas) {
  EXPECT_THAT(starts(replayed(two_and_one(), {processors(2)}, preempting("(min_run=60)"))), ElementsAre(0, 0, 60));
  EXPECT_THAT(starts(replayed(two_and_one(), {processors(2)}, preempting("(min_run=160)"))), ElementsAre(0, 0, 100));
}

TEST(PreemptingReplay, PreemptsNobodyMoreOftenThanItsBudget) {
  const Workload work = workload({{.submit = 0, .run = 100, .priority = 0},
                                  {.submit = 10, .run = 10, .priority = 1},
                                  {.submit = 30, .run = 10, .priority = 1}});
  EXPECT_THAT(starts(replayed(work, {processors(1)}, preempting())), ElementsAre(0, 10, 30));
  EXPECT_THAT(starts(replayed(work, {processors(1)}, preempting("(budget=1)"))), ElementsAre(0, 10, 120));
}

TEST(PreemptingReplay, CountsWhatWasLost) {
  const Replay replay = replayed(two_and_one(), {processors(2)}, preempting());
  const Metrics metrics = measure(two_and_one(), std::vector{processors(2)}, replay);
  EXPECT_EQ(metrics.interruptions, 1U);
  EXPECT_DOUBLE_EQ(metrics.lost_core_hours, 50.0 / 3600);
  EXPECT_DOUBLE_EQ(metrics.utilization, (150 + 100 + 10) / (160.0 * 2)) << "what was lost kept processors busy";
  EXPECT_DOUBLE_EQ(metrics.slowdown.max, 1.6) << "of 100 s that took 160";
}

// Whatever comes: every job does its work in full, holds its place alone, and makes way for more important ones only.
TEST(PreemptingReplay, LosesNobodyAndOverAllocatesNothing) {
  const char* const policies[] = {"", "(checkpoint=3)", "(grace=2,checkpoint=1)", "(budget=2,min_run=3,restart=1)"};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    std::vector<JobLine> lines;
    std::int64_t submit = 0;
    for (int i = 0; i < 60; ++i) {
      submit += below(4);
      lines.push_back(
          {.submit = submit,
           .run = 1 + below(20),
           .replicas = static_cast<std::uint32_t>(1 + below(3)),
           .per_replica = {1000 * (1 + below(4)), 0, std::array{0L, 300L, 500L, 1000L, 2000L}[random() % 5]},
           .priority = static_cast<std::int32_t>(below(4))});
    }
    const Workload work = workload(lines);
    const std::vector<ClusterSpec> clusters = {{"c", {{"small", 2, {4000, 0, 1000}}, {"large", 2, {8000, 0, 4000}}}}};
    const Replay replay = replayed(work, clusters, preempting(policies[seed % 4]), {.check_invariants = true});
    const Stints stints(replay);
    for (JobId job = 0; job < work.jobs.size(); ++job) {
      const Record& record = replay.records[job];
      if (record.state == JobState::kRefused) continue;
      ASSERT_EQ(record.state, JobState::kCompleted) << "seed " << seed << ", job " << job;
      ASSERT_GE(stints.useful_run(job), work.jobs[job].run_us) << "seed " << seed << ", job " << job;
    }
    for (const Stint& stint : replay.interrupted) {
      ASSERT_LT(work.jobs[stint.job].priority, work.jobs[stint.for_job].priority);
      ASSERT_GE(stint.lost_us, 0);
    }
  }
}

}  // namespace
}  // namespace berth::test
