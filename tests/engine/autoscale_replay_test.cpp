// Groups of nodes that follow the queue.
#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Nodes of four cores, at 2 an hour, that boot for 10 s and are idle for 20 s before they go.
std::vector<ClusterSpec> cloud(std::int64_t most, std::int64_t least, std::int64_t boot = 10, std::int64_t idle = 20) {
  NodeGroup group{"cloud", most, {4000, 0, 0}};
  group.cost_micro_per_hour = 2'000'000;
  group.autoscaling = {least, boot * kSecond, idle * kSecond};
  return {{"cloud", {group}}};
}

Powered stretch(std::uint32_t node, std::int64_t from, std::int64_t ready, std::int64_t until) {
  return {0, node, from * kSecond, ready * kSecond, until < 0 ? kNever : until * kSecond};
}

constexpr Resources kCores{4000, 0, 0};

TEST(AutoscaleReplay, StartsAJobOnceItsNodeHasBooted) {
  const Workload work = workload({{.submit = 5, .run = 30, .per_replica = kCores}});
  for (const char* policy : {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"}) {
    const Replay replay = replayed(work, cloud(3, 0), policy);
    EXPECT_THAT(starts(replay), ElementsAre(15)) << policy;
    EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 5, 15, -1))) << policy;
  }
}

TEST(AutoscaleReplay, StartsAtOnceOnNodesThatAreAlwaysOn) {
  const Workload work = workload({{.submit = 5, .run = 30, .per_replica = kCores}});
  EXPECT_THAT(starts(replayed(work, cloud(3, 1), "fcfs,greedy")), ElementsAre(5));
}

TEST(AutoscaleReplay, SwitchesOnNoMoreNodesThanTheQueueNeeds) {
  const Workload work = workload({{.submit = 0, .run = 30, .replicas = 6}, {.submit = 0, .run = 30, .replicas = 2}});
  const Replay replay = replayed(work, cloud(5, 0), "fcfs,greedy");
  EXPECT_THAT(starts(replay), ElementsAre(10, 10));
  EXPECT_EQ(replay.powered.size(), 2U) << "eight cores";
}

TEST(AutoscaleReplay, SwitchesANodeOffOnceItWasIdleForLongEnough) {
  const Workload work = workload({{.submit = 0, .run = 30, .per_replica = kCores},
                                  {.submit = 55, .run = 10, .per_replica = kCores},
                                  {.submit = 100, .run = 10, .per_replica = kCores}});
  const Replay replay = replayed(work, cloud(1, 0), "fcfs,greedy");
  EXPECT_THAT(starts(replay), ElementsAre(10, 55, 110)) << "used again in time, then not";
  EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 0, 10, 85), stretch(0, 100, 110, -1)));
}

TEST(AutoscaleReplay, KeepsAsManyOnAsItMust) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 8}, {.submit = 200, .run = 10, .replicas = 8}});
  const Replay replay = replayed(work, cloud(2, 1), "fcfs,greedy");
  EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 0, 0, -1), stretch(1, 0, 10, 40), stretch(1, 200, 210, -1)));
}

TEST(AutoscaleReplay, StartsAWideJobThatMustWaitForNodesInUse) {
  const Workload work = workload({{.submit = 0, .run = 100, .replicas = 4}, {.submit = 20, .run = 10, .replicas = 12}});
  for (const char* policy : {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"}) {
    EXPECT_THAT(starts(replayed(work, cloud(3, 0), policy)), ElementsAre(10, 110)) << policy;
  }
}

TEST(AutoscaleReplay, GetsUnstuckWhereItsEstimateOverlooksAWish) {
  // Jobs kept apart are no matter to the estimate, which puts both on one node.
  Workload work = workload({{.submit = 0, .run = 50, .replicas = 2}, {.submit = 0, .run = 50, .replicas = 2}});
  Traits traits;
  traits.apart = "each other";
  for (Job& job : work.jobs) job.traits = work.intern(traits);
  EXPECT_THAT(starts(replayed(work, cloud(2, 0), "fcfs,greedy")), ElementsAre(10, 60));
  traits.apart = {};
  traits.spread = Spread::kRacks;
  for (Job& job : work.jobs) job.traits = work.intern(traits);
  auto racks = cloud(4, 0);
  racks[0].groups[0].rack = "r";
  racks[0].groups[0].nodes_per_rack = 2;
  EXPECT_THAT(starts(replayed(work, racks, "fcfs,none")), ElementsAre(20, 20)) << "a third node, of another rack";
}

TEST(AutoscaleReplay, CountsOnNoNodeThatMaintenanceCloses) {
  const Workload work = workload({{.submit = 0, .run = 100, .per_replica = kCores},
                                  {.submit = 5, .run = 30, .requested = 30, .per_replica = kCores}});
  auto clusters = cloud(3, 2);
  clusters[0].closures = {{"new fans", {1}, 20 * kSecond, 500 * kSecond}};
  for (const char* policy : {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"}) {
    const Replay replay = replayed(work, clusters, policy);
    EXPECT_THAT(starts(replay), ElementsAre(0, 15)) << policy << ": on a third node, that boots";
  }
}

TEST(AutoscaleReplay, CountsOnNodesReservedForAJobForThatJobOnly) {
  Workload work = workload({{.submit = 0, .run = 100, .per_replica = kCores},
                            {.submit = 5, .run = 30, .requested = 30, .per_replica = kCores},
                            {.submit = 6, .run = 30, .requested = 30, .per_replica = kCores}});
  work.jobs[2].number = 7;
  auto clusters = cloud(3, 2);
  clusters[0].closures = {{"for 7", {1}, 0, 500 * kSecond, false, {}, {7}}};
  EXPECT_THAT(starts(replayed(work, clusters, "fcfs,greedy")), ElementsAre(0, 15, 6));
}

TEST(AutoscaleReplay, SwitchesNothingOnForAJobThatCanNeverRun) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 9}});
  EXPECT_THAT(replayed(work, cloud(2, 0), "fcfs,greedy").powered, IsEmpty());
}

TEST(AutoscaleReplay, CountsWhatNodesCostWhileTheyAreOn) {
  const Workload work = workload({{.submit = 0, .run = 3590, .per_replica = kCores}});
  const auto clusters = cloud(3, 0);
  const Metrics metrics = measure(work, clusters, replayed(work, clusters, "fcfs,greedy"));
  EXPECT_DOUBLE_EQ(metrics.cost, 2) << "one node, for an hour";
  EXPECT_DOUBLE_EQ(metrics.node_hours, 1);
  EXPECT_DOUBLE_EQ(metrics.utilization, 3590.0 / 3600);
}

TEST(AutoscaleReplay, CountsWhatFixedNodesCost) {
  auto clusters = cloud(3, 0);
  clusters[0].groups[0].autoscaling.reset();
  const Workload work = workload({{.submit = 0, .run = 3600, .per_replica = kCores}});
  EXPECT_DOUBLE_EQ(measure(work, clusters, replayed(work, clusters, "fcfs,greedy")).cost, 6);
}

TEST(AutoscaleReplay, RefusesWhatCannotBe) {
  const Workload work = workload({{.submit = 0, .run = 10}});
  const auto works = [&](const std::vector<ClusterSpec>& clusters) { return replay(work, clusters, {}, {}).ok(); };
  EXPECT_TRUE(works(cloud(2, 2)));
  EXPECT_FALSE(works(cloud(2, 3)));
  EXPECT_FALSE(works(cloud(2, 1, -1)));
}

std::vector<ClusterSpec> failing(std::vector<ClusterSpec> clusters,
                                 const std::vector<std::array<std::int64_t, 3>>& down) {
  for (const auto& [node, from, until] : down) {
    clusters[0].outages.push_back({static_cast<std::uint32_t>(node), from * kSecond, until * kSecond});
  }
  return clusters;
}

TEST(AutoscaleReplay, SwitchesOnAnotherNodeWhereOneFails) {
  const Workload work = workload({{.submit = 0, .run = 30, .per_replica = kCores}});
  const Replay replay = replayed(work, failing(cloud(2, 0), {{0, 20, 1000}}), "fcfs,greedy");
  EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 0, 10, 20), stretch(1, 20, 30, -1)));
  EXPECT_EQ(replay.records[0].end_us, 60 * kSecond);
}

TEST(AutoscaleReplay, SwitchesOnAnotherNodeWhereOneFailsWhileItBoots) {
  const Workload work = workload({{.submit = 0, .run = 30, .per_replica = kCores}});
  const Replay replay = replayed(work, failing(cloud(2, 0), {{0, 5, 1000}}), "fcfs,greedy");
  EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 0, 10, 5), stretch(1, 5, 15, -1)));
  EXPECT_THAT(starts(replay), ElementsAre(15));
}

TEST(AutoscaleReplay, WaitsForANodeToComeBackWhereNoOtherIsLeft) {
  const Workload work = workload({{.submit = 0, .run = 30, .per_replica = kCores}});
  const Replay replay = replayed(work, failing(cloud(1, 0), {{0, 5, 100}}), "fcfs,greedy");
  EXPECT_THAT(starts(replay), ElementsAre(110));
}

TEST(AutoscaleReplay, ReplacesAFailedNodeOfThoseThatAreAlwaysOnThoughNobodyWaits) {
  const Workload work = workload({{.submit = 0, .run = 5}, {.submit = 100, .run = 10}});
  const Replay replay = replayed(work, failing(cloud(2, 1), {{0, 20, 1000}}), "fcfs,greedy");
  EXPECT_THAT(replay.powered, ElementsAre(stretch(0, 0, 0, 20), stretch(1, 20, 30, -1)));
  EXPECT_THAT(starts(replay), ElementsAre(0, 100)) << "at once: the other has long booted";
}

TEST(AutoscaleReplay, CountsANodeThatFailedAsOffAndNotOnceMoreAsDown) {
  const Workload work = workload({{.submit = 0, .run = 30, .per_replica = kCores}});
  const auto clusters = failing(cloud(2, 0, 0), {{0, 20, 1000}});
  const Metrics metrics = measure(work, clusters, replayed(work, clusters, "fcfs,greedy"));
  EXPECT_DOUBLE_EQ(metrics.node_hours, 50.0 / 3600) << "of one node for 20 s, then of the other for 30";
  EXPECT_DOUBLE_EQ(metrics.utilization, 1);
  EXPECT_DOUBLE_EQ(metrics.node_availability, 1 - 30.0 / (2 * 50));
}

}  // namespace
}  // namespace berth::test
