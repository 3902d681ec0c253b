// Elastic jobs: replicas beyond those they must have, while there is room.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr const char* kBackfills[] = {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"};

// The first `count` jobs may have as many replicas.
Workload elastic(const std::vector<JobLine>& lines, std::uint32_t most, std::size_t count = 1) {
  Workload work = workload(lines);
  for (std::size_t job = 0; job < count; ++job) {
    Traits traits;
    traits.most_replicas = most;
    work.jobs[job].traits = work.intern(traits);
  }
  return work;
}

std::vector<std::int64_t> ends(const Replay& replay) {
  std::vector<std::int64_t> ends;
  for (const Record& record : replay.records) ends.push_back(record.end_us / kSecond);
  return ends;
}

TEST(ElasticReplay, StartsWithAllReplicasThatFit) {
  const Workload work = elastic({{.submit = 0, .run = 100}}, 4);
  for (const char* policy : kBackfills) {
    EXPECT_THAT(ends(replayed(work, {processors(8)}, policy)), ElementsAre(25)) << policy;
    EXPECT_THAT(ends(replayed(work, {processors(2)}, policy)), ElementsAre(50)) << policy;
    EXPECT_THAT(ends(replayed(work, {processors(1)}, policy)), ElementsAre(100)) << policy;
  }
}

TEST(ElasticReplay, NeedsOnlyItsFewestReplicasToStart) {
  const Workload work = elastic({{.submit = 0, .run = 100, .replicas = 2}, {.submit = 0, .run = 50, .replicas = 6}}, 8);
  EXPECT_THAT(starts(replayed(work, {processors(8)}, "fcfs,none")), ElementsAre(0, 0));
}

TEST(ElasticReplay, GrowsWhenRoomComesFree) {
  // One replica for 10 s beside the wide job, then four: 10 + 90 / 4.
  const Workload work = elastic({{.submit = 0, .run = 100}, {.submit = 0, .run = 10, .replicas = 3}}, 4);
  const Replay replay = replayed(work, {processors(4)}, "fcfs,greedy");
  EXPECT_EQ(replay.records[0].end_us, 32'500'000);
  ASSERT_EQ(replay.grown.size(), 1U);
  EXPECT_EQ(replay.grown[0].from_us, 10 * kSecond);
  EXPECT_EQ(replay.grown[0].until_us, 32'500'000);
}

TEST(ElasticReplay, MakesWayForWhoeverStarts) {
  // Four replicas for 10 s, one for 20 s, then four again: 40 + 20 + 40 of work.
  const Workload work = elastic({{.submit = 0, .run = 100}, {.submit = 10, .run = 20, .replicas = 3}}, 4);
  for (const char* policy : kBackfills) {
    const Replay replay = replayed(work, {processors(4)}, policy);
    EXPECT_THAT(starts(replay), ElementsAre(0, 10)) << policy;
    EXPECT_THAT(ends(replay), ElementsAre(40, 30)) << policy;
    EXPECT_TRUE(replay.interrupted.empty());
  }
}

TEST(ElasticReplay, ServesWhoCameFirstFirst) {
  const Workload work = elastic({{.submit = 0, .run = 100}, {.submit = 0, .run = 100}}, 4, 2);
  // Four and two; then, with 100 and 50 done, all that the second may have.
  EXPECT_THAT(ends(replayed(work, {processors(6)}, "fcfs,greedy")), ElementsAre(25, 37)) << "37.5 s, rounded down";
}

TEST(ElasticReplay, KeepsExtraReplicasWhereTheyAre) {
  // When the narrow one on the first node ends, nobody moves there.
  const Workload work = elastic({{.submit = 0, .run = 5}, {.submit = 0, .run = 100}}, 0, 0);
  Workload with = work;
  Traits traits;
  traits.most_replicas = 2;
  with.jobs[1].traits = with.intern(traits);
  const Replay replay = replayed(with, {processors(3)}, "fcfs,greedy");
  ASSERT_EQ(replay.grown.size(), 1U);
  EXPECT_THAT(replay.grown[0].nodes, ElementsAre(Seat{2, 1}));
}

TEST(ElasticReplay, LosesExtraReplicasButNotTheJobWithANode) {
  std::vector<ClusterSpec> clusters = {processors(2)};
  clusters[0].outages = {{1, 10 * kSecond, 30 * kSecond}};
  const Workload work = elastic({{.submit = 0, .run = 100}}, 2);
  const Replay replay = replayed(work, clusters, "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(60)) << "two for 10 s, one for 20 s, two for 30 s";
  EXPECT_TRUE(replay.interrupted.empty());
}

TEST(ElasticReplay, SavesTheWorkOfAllReplicasAtACheckpoint) {
  std::vector<ClusterSpec> clusters = {processors(2)};
  clusters[0].outages = {{0, 30 * kSecond, 40 * kSecond}};
  clusters[0].recovery.checkpoint_us = 20 * kSecond;
  const Workload work = elastic({{.submit = 0, .run = 100}}, 2);
  // 40 of 100 are saved after 20 s; the other node does 10 alone while the first is down, then both the rest.
  EXPECT_THAT(ends(replayed(work, clusters, "fcfs,greedy")), ElementsAre(65));
}

TEST(ElasticReplay, IsOverAtItsRequestedTimeWhereThatKills) {
  Workload work = elastic({{.submit = 0, .run = 100, .requested = 20}}, 4);
  work.overrun = OverrunRule::kKill;
  const Replay killed = replayed(work, {processors(4)}, "fcfs,greedy");
  EXPECT_THAT(ends(killed), ElementsAre(20));
  EXPECT_EQ(killed.records[0].state, JobState::kKilled);
  const Replay done = replayed(work, {processors(5)}, "fcfs,greedy");
  EXPECT_EQ(done.records[0].state, JobState::kKilled) << "it may have four";
  work.jobs[0].run_us = 80 * kSecond;
  EXPECT_EQ(replayed(work, {processors(4)}, "fcfs,greedy").records[0].state, JobState::kCompleted);
}

TEST(ElasticReplay, CountsExtraReplicasAsUse) {
  const Workload work = elastic({{.submit = 0, .run = 100}}, 4);
  const std::vector<ClusterSpec> clusters = {processors(4)};
  EXPECT_DOUBLE_EQ(measure(work, clusters, replayed(work, clusters, "fcfs,greedy")).utilization, 1);
}

TEST(ElasticReplay, KeepsWhatAllItsReplicasDidWhenItIsPreempted) {
  // Four replicas for 10 s do 40 of 100, then the important job has the machine for 20 s, then 60 are left for four.
  Workload work = elastic({{.submit = 0, .run = 100}, {.submit = 10, .run = 20, .replicas = 4, .priority = 1}}, 4);
  const Replay replay =
      replayed(work, {processors(4)}, "fcfs,greedy,preemption=priority(checkpoint=1)", {.check_invariants = true});
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_THAT(ends(replay), ElementsAre(10 + 20 + 15, 30));
}

// Four replicas for 10 s do 40 of 125, the one it must have 5 in its grace; then 80 are left for four.
TEST(ElasticReplay, RunsOnForItsGraceWithTheReplicasItMustHave) {
  const Workload work =
      elastic({{.submit = 0, .run = 125}, {.submit = 10, .run = 20, .replicas = 4, .priority = 1}}, 4);
  const Replay replay = replayed(work, {processors(4)}, "fcfs,greedy,preemption=priority(grace=5,checkpoint=1)",
                                 {.check_invariants = true});
  EXPECT_THAT(ends(replay), ElementsAre(35 + 20, 35));
}

// The victim's node has room for another replica all the time, but none comes before it has left.
TEST(ElasticReplay, TakesNoRoomThatVictimsLeaveBesideThem) {
  NodeGroup group{"node", 1, {4000, 0, 0}};
  Workload work = elastic({{.submit = 0, .run = 1000, .per_replica = {1000, 0, 0}, .priority = 2},
                           {.submit = 0, .run = 100, .per_replica = {2000, 0, 0}},
                           {.submit = 10, .run = 100, .per_replica = {3000, 0, 0}, .priority = 1}},
                          3);
  const Replay replay =
      replayed(work, {{"cluster", {group}}}, "fcfs,greedy,preemption=priority(grace=5)", {.check_invariants = true});
  ASSERT_FALSE(replay.grown.empty());
  EXPECT_EQ(replay.grown[0].until_us, 10 * kSecond) << "one beside the victim, until it is to leave";
}

TEST(ElasticReplay, GrowsOnlyWhereItIsAsFast) {
  NodeGroup fast{"fast", 1, {1000, 0, 1000}}, slow{"slow", 3, {1000, 0, 1000}};
  fast.gpu_model = "A";
  slow.gpu_model = "B";
  const auto end_on = [&](const std::vector<NodeGroup>& groups) {
    Workload work = workload({{.submit = 0, .run = 100, .per_replica = {1000, 0, 1000}}});
    Traits traits;
    traits.most_replicas = 4;
    traits.speeds = {{"A", 2000}};
    work.jobs[0].traits = work.intern(traits);
    return ends(replayed(work, {{"cluster", groups}}, "fcfs,greedy")).front();
  };
  EXPECT_EQ(end_on({fast, slow}), 50) << "alone on the fast one";
  EXPECT_EQ(end_on({slow, fast}), 25) << "all four, as fast as on the slow ones";
}

TEST(ElasticReplay, RefusesWhatCannotBe) {
  const auto works = [](Traits traits, const char* policy) {
    Workload work = workload({{.submit = 0, .run = 10, .replicas = 2}});
    work.jobs[0].traits = work.intern(traits);
    return replay(work, std::vector<ClusterSpec>{processors(4)}, *parse_policy(policy), {}).ok();
  };
  Traits traits;
  traits.most_replicas = 4;
  EXPECT_TRUE(works(traits, "fcfs,greedy"));
  EXPECT_TRUE(works(traits, "fcfs,greedy,preemption=priority"));
  traits.apart = "name";
  EXPECT_FALSE(works(traits, "fcfs,greedy"));
  traits = {};
  traits.most_replicas = 1;
  EXPECT_FALSE(works(traits, "fcfs,greedy")) << "fewer than it must have";
}

}  // namespace
}  // namespace berth::test
