// Turns by shares of the time, where some GPUs run jobs faster than others.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "engine/metrics/stints.hpp"
#include "engine/simulation/setup.hpp"
#include "tests/support/builders.hpp"
#include "tests/support/recorded_decisions.hpp"

namespace berth::test {
namespace {

using testing::HasSubstr;

JobLine turn_taker(std::int64_t run, std::int64_t v100, std::int64_t submit = 0, std::uint32_t replicas = 1) {
  return {.submit = submit,
          .run = run,
          .replicas = replicas,
          .per_replica = kOneGpu,
          .traits = {.speeds = {{"V100", v100}}}};
}

// How long each ran on each cluster, by job.
std::vector<std::vector<double>> times(const Replay& replay, std::size_t clusters) {
  std::vector<std::vector<double>> times(replay.records.size(), std::vector<double>(clusters, 0));
  for (const Stint& stint : replay.interrupted) {
    times[stint.job][stint.cluster] += seconds(stint.end_us - stint.start_us);
  }
  const Stints stints(replay);
  for (JobId job = 0; job < replay.records.size(); ++job) {
    const Record& record = replay.records[job];
    times[job][record.cluster] += seconds(record.end_us - stints.last_start(job));
  }
  return times;
}

TEST(Gavel, GivesTheJobsOfThePublishedExampleThePublishedPartsOfTheTime) {
  // Section 4.1 of the paper; as much to do as they get done in 1000 rounds.
  const Workload work =
      workload({turn_taker(1'818 * 360, 4000), turn_taker(1'454 * 360, 3000), turn_taker(1'090 * 360, 2000)});
  const Replay replay = replayed(work, {gpu_cluster("V100", 1), gpu_cluster("K80", 1)}, "fcfs,greedy,preemption=gavel");
  const auto time = times(replay, 2);
  const double published[3][2] = {{0.45, 0.0}, {0.45, 0.09}, {0.09, 0.91}};
  for (std::size_t job = 0; job < 3; ++job) {
    for (std::size_t on = 0; on < 2; ++on) {
      EXPECT_NEAR(time[job][on] / (1000 * 360), published[job][on], 0.01) << job << " on " << on;
    }
  }
}

// One GPU; three quarters of it are one tenant's, who has one job, the rest another's, who has three.
TEST(Gavel, SharesTheTimeByTheWeightsOfTenants) {
  std::vector<JobLine> lines(4, turn_taker(10'000, 1000));
  for (std::size_t job = 0; job < lines.size(); ++job) lines[job].user = job == 0 ? 1 : 2;
  Workload work = workload(lines);
  work.tenants.list = {{.name = "one", .weight = 3, .owns = {1}}, {.name = "three", .weight = 1, .owns = {2}}};
  const Replay replay = replayed(work, {gpu_cluster("V100", 1)}, "fcfs,greedy,preemption=gavel(round=10)");
  EXPECT_NEAR(seconds(replay.records[0].end_us), 10'000 / 0.75, 200);
}

TEST(Gavel, MovesAJobToTheGpuThatHelpsItMore) {
  const Workload work = workload({turn_taker(1000, 1000), turn_taker(1000, 10'000, 5)});
  const Replay replay = replayed(work, {gpu_cluster("V100", 1), gpu_cluster("K80", 1)},
                                 "fcfs,greedy,preemption=gavel(round=10)", Semantics::kBatch);
  // The first came to the V100, and gives it up at the first round.
  ASSERT_EQ(replay.interrupted.size(), 2U);
  EXPECT_EQ(replay.records[0].cluster, 1);
  EXPECT_EQ(replay.records[1].cluster, 0);
  EXPECT_EQ(replay.records[1].end_us, 109'500'000);  // 5 s on the K80, 995 at ten times the speed
  EXPECT_EQ(replay.records[0].end_us, 1000 * kSecond);
}

TEST(Gavel, TellsWhyItStartsMovesAndInterrupts) {
  const Workload work = workload({turn_taker(1000, 1000), turn_taker(1000, 10'000, 5), turn_taker(30, 1000, 8)});
  RecordedDecisions log;
  replayed(work, {gpu_cluster("V100", 1), gpu_cluster("K80", 1)}, "fcfs,greedy,preemption=gavel(round=10)",
           {.decisions = &log});
  std::set<Reason> reasons;
  for (const Decision& decision : log.all()) reasons.insert(decision.reason);
  EXPECT_TRUE(reasons.contains(Reason::kTurn));
  EXPECT_TRUE(reasons.contains(Reason::kTurnOver));
  EXPECT_TRUE(reasons.contains(Reason::kMoves));
  EXPECT_FALSE(reasons.contains(Reason::kPreempts));
}

TEST(Gavel, SharesTheTimeEquallyWhereAllGpusAreAlike) {
  const Workload work =
      workload({turn_taker(1000, 1000), turn_taker(1000, 1000), turn_taker(1000, 1000), turn_taker(1000, 1000)});
  const Replay replay = replayed(work, {gpu_cluster("V100", 2)}, "fcfs,greedy,preemption=gavel(round=10)");
  for (const Record& record : replay.records) EXPECT_NEAR(seconds(record.end_us), 2000, 20);
}

TEST(Gavel, GivesWhoTakesMoreGpusAsMuchLessOfTheTime) {
  // Two GPUs: the wide job has them a third of the time, the others, one each, two thirds.
  const Workload work = workload({turn_taker(1000, 1000, 0, 2), turn_taker(2000, 1000), turn_taker(2000, 1000)});
  const Replay replay = replayed(work, {gpu_cluster("V100", 1, 2)}, "fcfs,greedy,preemption=gavel(round=10)");
  for (const Record& record : replay.records) EXPECT_NEAR(seconds(record.end_us), 3000, 30);
}

TEST(Gavel, LeavesJobsWithoutGpusAlone) {
  const JobLine no_gpu{.run = 1000, .per_replica = {1000, 0, 0}};
  const Workload work = workload({no_gpu, turn_taker(1000, 1000), turn_taker(1000, 1000, 1)});
  const ClusterSpec cluster{"c", {{.name = "n", .count = 1, .per_node = {2000, 0, kWholeGpu}, .gpu_model = "V100"}}};
  const Replay replay = replayed(work, {cluster}, "fcfs,greedy,preemption=gavel(round=10)");
  EXPECT_EQ(replay.records[0].end_us, 1000 * kSecond);
  for (const Stint& stint : replay.interrupted) EXPECT_NE(stint.job, 0U);
}

TEST(Gavel, MakesUpForWhatAJobMissedWhileANodeWasDown) {
  const Workload work = workload({turn_taker(500, 1000), turn_taker(500, 1000)});
  ClusterSpec cluster = gpu_cluster("V100", 1);
  cluster.outages = {{0, 105 * kSecond, 205 * kSecond}};
  cluster.recovery = {kSecond, 0};
  const Replay replay = replayed(work, {cluster}, "fcfs,greedy,preemption=gavel(round=10)");
  for (const Record& record : replay.records) EXPECT_NEAR(seconds(record.end_us), 1100, 20);
}

TEST(Gavel, CountsTheTimeStartingAgainTakes) {
  const Workload work = workload({turn_taker(100, 1000), turn_taker(100, 1000)});
  const auto makespan = [&](const char* policy) {
    const Replay replay = replayed(work, {gpu_cluster("V100", 1)}, policy);
    return std::max(replay.records[0].end_us, replay.records[1].end_us) / kSecond;
  };
  EXPECT_EQ(makespan("fcfs,greedy,preemption=gavel(round=10)"), 200);
  EXPECT_GT(makespan("fcfs,greedy,preemption=gavel(round=10,restart=2)"), 220);
}

// Every job ends, having done all of its run, at whatever speeds; and a second replay says the same.
TEST(Gavel, LosesNothing) {
  std::mt19937 random(11);
  const auto any = [&](std::int64_t least, std::int64_t most) {
    return least + static_cast<std::int64_t>(random() % static_cast<std::uint32_t>(most - least + 1));
  };
  for (int round = 0; round < 60; ++round) {
    std::vector<JobLine> lines;
    for (int i = 0; i < 60; ++i) {
      JobLine line = turn_taker(any(0, 300), 500 * any(1, 8), any(0, 600), static_cast<std::uint32_t>(any(1, 3)));
      if (any(0, 4) == 0) line.per_replica.gpu_milli = any(0, 2) * 500;
      if (line.per_replica.gpu_milli == 0) line.traits = {};
      lines.push_back(line);
    }
    const Workload work = workload(lines);
    std::vector<ClusterSpec> clusters{gpu_cluster("V100", any(1, 3), any(2, 4)), gpu_cluster("K80", any(1, 4), 3)};
    const std::string policy = "fcfs,greedy,preemption=gavel(round=" + std::to_string(any(3, 60)) + ")";
    const ReplayOptions options{.semantics = any(0, 1) == 0 ? Semantics::kBatch : Semantics::kEvent,
                                .check_invariants = true};
    const Replay replay = replayed(work, clusters, policy, options);
    std::vector<double> done(work.jobs.size(), 0);
    const auto count = [&](JobId job, ClusterId cluster, Duration useful) {
      const std::int64_t speed = work.traits_of(work.jobs[job]).speed_on(clusters[cluster].groups[0].gpu_model);
      done[job] += seconds(useful) * static_cast<double>(speed) / 1000;
    };
    for (const Stint& stint : replay.interrupted) {
      count(stint.job, stint.cluster, stint.end_us - stint.start_us - stint.lost_us);
    }
    const Stints stints(replay);
    for (JobId job = 0; job < work.jobs.size(); ++job) {
      const Record& record = replay.records[job];
      if (record.state == JobState::kRefused) continue;
      ASSERT_EQ(record.state, JobState::kCompleted);
      count(job, record.cluster, record.end_us - stints.last_start(job));
      ASSERT_NEAR(done[job], seconds(work.jobs[job].run_us), 0.001) << "round " << round << ", job " << job;
    }
    ASSERT_EQ(replayed(work, clusters, policy, options).records, replay.records);
  }
}

TEST(Gavel, WantsEachModelInAClusterOfItsOwn) {
  ClusterSpec mixed = gpu_cluster("V100", 1);
  mixed.groups.push_back(gpu_cluster("K80", 1).groups[0]);
  const PolicySpec policy = *parse_policy("fcfs,greedy,preemption=gavel");
  EXPECT_EQ(check_setup(workload({turn_taker(1, 1000)}), std::vector{mixed}, policy).error().text(),
            "cluster V100, group K80: has GPUs of another model than group V100; with preemption=gavel each model is a "
            "cluster of its own");
}

TEST(Gavel, GoesWithGreedyBackfillingAlone) {
  const PolicySpec policy = *parse_policy("fcfs,easy,preemption=gavel");
  EXPECT_THAT(check_setup(workload({turn_taker(1, 1000)}), std::vector{gpu_cluster("V100", 1)}, policy).error().text(),
              HasSubstr("preemption=gavel goes with backfill=greedy"));
}

}  // namespace
}  // namespace berth::test
