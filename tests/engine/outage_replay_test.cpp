// Nodes that go down and come back in a replay: who is interrupted, what is lost, and what is planned around it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

constexpr std::uint32_t kFirst = 0, kSecond_ = 1;

std::vector<std::int64_t> ends(const Replay& replay) {
  std::vector<std::int64_t> ends;
  for (const Record& record : replay.records) ends.push_back(record.end_us / kSecond);
  return ends;
}

Outage down(std::uint32_t node, std::int64_t from, std::int64_t until) {
  return {node, from * kSecond, until * kSecond};
}

std::vector<ClusterSpec> machine(std::int64_t nodes, std::vector<Outage> outages, Recovery recovery = {}) {
  std::vector<ClusterSpec> clusters = {processors(nodes)};
  clusters[0].outages = std::move(outages);
  clusters[0].recovery = recovery;
  join_outages(clusters[0].outages);
  return clusters;
}

// Nodes that can hold several replicas, so that they are told apart.
std::vector<ClusterSpec> large_nodes(std::int64_t nodes, std::vector<Outage> outages) {
  std::vector<ClusterSpec> clusters = {{"large", {{"large", nodes, {4000, 0, 0}}}}};
  clusters[0].outages = std::move(outages);
  join_outages(clusters[0].outages);
  return clusters;
}

TEST(OutageReplay, InterruptsWhoRunsOnTheNodeAndRunsItAgainInFull) {
  const Workload work = workload({{.submit = 0, .run = 100}, {.submit = 0, .run = 100}});
  const Replay replay = replayed(work, machine(2, {down(kFirst, 60, 70)}), "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(170, 100));
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].job, 0U);
  EXPECT_EQ(replay.interrupted[0].by, Interruption::kNodeDown);
  EXPECT_EQ(replay.interrupted[0].lost_us, 60 * kSecond);
}

TEST(OutageReplay, LosesOnlyWhatWasDoneSinceTheLastCheckpoint) {
  const Workload work = workload({{.submit = 0, .run = 100}});
  const auto once = machine(1, {down(kFirst, 50, 60)}, {20 * kSecond, 5 * kSecond});
  EXPECT_THAT(ends(replayed(work, once, "fcfs,greedy")), ElementsAre(60 + 60 + 5));
}

TEST(OutageReplay, ChargesAStartThatIsInterruptedOnlyOnce) {
  const Workload work = workload({{.submit = 0, .run = 100}});
  const auto twice = machine(1, {down(kFirst, 50, 60), down(kFirst, 62, 70)}, {0, 5 * kSecond});
  EXPECT_THAT(ends(replayed(work, twice, "fcfs,greedy")), ElementsAre(70 + 105));
}

TEST(OutageReplay, LeavesAJobThatEndsThatInstantAlone) {
  const Workload work = workload({{.submit = 0, .run = 50}});
  EXPECT_TRUE(replayed(work, machine(1, {down(kFirst, 50, 60)}), "fcfs,easy").interrupted.empty());
}

TEST(OutageReplay, PutsAnInterruptedJobBackInItsOldPlace) {
  const Workload work = workload({{.submit = 0, .run = 100}, {.submit = 1, .run = 10}});
  const Replay replay = replayed(work, machine(1, {down(kFirst, 50, 60)}), "fcfs,none");
  EXPECT_THAT(starts(replay), ElementsAre(0, 160));
}

TEST(OutageReplay, InterruptsAGangThatLosesOneOfItsNodes) {
  const Workload work = workload({{.submit = 0, .run = 100, .replicas = 3}, {.submit = 50, .run = 5}});
  const Replay replay = replayed(work, machine(3, {down(kSecond_, 40, 80)}), "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(180, 55)) << "the other two nodes are free until the third is back";
}

TEST(OutageReplay, StartsNobodyOnANodeThatIsDown) {
  const Workload work = workload({{.submit = 10, .run = 10, .replicas = 2}});
  for (const char* backfill : {"none", "greedy", "easy", "conservative"}) {
    const std::string policy = std::string("fcfs,") + backfill;
    EXPECT_THAT(starts(replayed(work, machine(2, {down(kFirst, 5, 42)}), policy)), ElementsAre(42)) << backfill;
  }
}

TEST(OutageReplay, PlansWithTheNodeAgainFromWhenItIsBack) {
  // Two nodes; one is down until 100. The wide job is promised 100, and only who ends by then may go before it.
  const Workload work =
      workload({{.submit = 10, .run = 50, .replicas = 2}, {.submit = 11, .run = 95}, {.submit = 12, .run = 80}});
  for (const char* backfill : {"easy", "conservative"}) {
    const std::string policy = std::string("fcfs,") + backfill;
    EXPECT_THAT(starts(replayed(work, machine(2, {down(kFirst, 5, 100)}), policy)), ElementsAre(100, 150, 12))
        << backfill;
    EXPECT_THAT(starts(replayed(work, large_nodes(2, {down(kFirst, 5, 100)}), policy)), ElementsAre(10, 11, 12))
        << "on nodes of four processors";
  }
}

TEST(OutageReplay, HitsTheNodesOfEachJobWherePlacementIsByNode) {
  const Workload work = workload({{.submit = 0, .run = 100, .per_replica = {3000, 0, 0}},
                                  {.submit = 0, .run = 100, .per_replica = {3000, 0, 0}},
                                  {.submit = 0, .run = 100, .per_replica = {1000, 0, 0}}});
  const Replay replay = replayed(work, large_nodes(2, {down(kFirst, 50, 500)}), "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(200, 100, 150)) << "the small one finds room beside the second";
  EXPECT_EQ(replay.interrupted.size(), 2U);
}

TEST(OutageReplay, EndsWithItsLastJobHoweverManyOutagesAreLeft) {
  const Workload work = workload({{.submit = 0, .run = 10}});
  const Replay replay = replayed(work, machine(1, {down(kFirst, 1000, 2000), down(kFirst, 3000, 4000)}), "fcfs,easy");
  EXPECT_EQ(replay.counters.instants, 2U);
}

TEST(OutageReplay, KeepsPreemptionAndOutagesApart) {
  // H takes the place of L at 10; the node goes down at 20 under H.
  const Workload work = workload({{.submit = 0, .run = 100, .priority = 0}, {.submit = 10, .run = 50, .priority = 5}});
  const Replay replay = replayed(work, machine(1, {down(kFirst, 20, 30)}), "priority,greedy,preemption=priority");
  EXPECT_THAT(ends(replay), ElementsAre(180, 80));
  ASSERT_EQ(replay.interrupted.size(), 2U);
  EXPECT_EQ(replay.interrupted[0].by, Interruption::kPreempted);
  EXPECT_EQ(replay.interrupted[1].by, Interruption::kNodeDown);
}

TEST(OutageReplay, IsMeasuredAgainstTheNodesThatWereUp) {
  const Workload work = workload({{.submit = 0, .run = 100}, {.submit = 0, .run = 50}});
  const std::vector<ClusterSpec> clusters = machine(2, {down(kSecond_, 50, 500)});
  const Metrics metrics = measure(work, clusters, replayed(work, clusters, "fcfs,greedy"));
  EXPECT_DOUBLE_EQ(metrics.utilization, 1) << "one node all the time, the other while it was up";
  EXPECT_DOUBLE_EQ(metrics.node_availability, 0.75);
  EXPECT_EQ(metrics.failures, 0U);
}

TEST(OutageReplay, CountsWhatFailuresCost) {
  const Workload work = workload({{.submit = 0, .run = 100, .replicas = 2}});
  const std::vector<ClusterSpec> clusters = machine(2, {down(kFirst, 60, 70)});
  const Metrics metrics = measure(work, clusters, replayed(work, clusters, "fcfs,greedy"));
  EXPECT_EQ(metrics.failures, 1U);
  EXPECT_DOUBLE_EQ(metrics.lost_core_hours, 2 * 60.0 / 3600);
}

TEST(OutageReplay, RefusesOutagesThatAreNotJoined) {
  std::vector<ClusterSpec> clusters = {processors(2)};
  clusters[0].outages = {down(kFirst, 5, 20), down(kFirst, 10, 30)};
  const Workload work = workload({{.submit = 0, .run = 10}});
  EXPECT_FALSE(replay(work, clusters, {}, {}).ok());
  join_outages(clusters[0].outages);
  EXPECT_THAT(clusters[0].outages, ElementsAre(down(kFirst, 5, 30)));
  EXPECT_TRUE(replay(work, clusters, {}, {}).ok());
}

TEST(OutageReplay, RefusesAnOutageOfNoNode) {
  std::vector<ClusterSpec> clusters = {processors(2)};
  clusters[0].outages = {down(2, 5, 20)};
  EXPECT_FALSE(replay(workload({{.submit = 0, .run = 10}}), clusters, {}, {}).ok());
}

}  // namespace
}  // namespace berth::test
