// Nodes closed for a while, known beforehand: maintenance windows, and reservations made in advance.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

constexpr const char* kBackfills[] = {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"};

Closure window(std::vector<std::uint32_t> nodes, std::int64_t from, std::int64_t until) {
  return {"window", std::move(nodes), from * kSecond, until * kSecond};
}

std::vector<ClusterSpec> machine(std::int64_t nodes, std::vector<Closure> closures) {
  std::vector<ClusterSpec> clusters = {processors(nodes)};
  clusters[0].closures = std::move(closures);
  return clusters;
}

std::vector<std::int64_t> ends(const Replay& replay) {
  std::vector<std::int64_t> ends;
  for (const Record& record : replay.records) ends.push_back(record.end_us / kSecond);
  return ends;
}

TEST(ClosureReplay, StartsNothingThatItsRequestedTimeWouldCarryIntoTheWindow) {
  const Workload work = workload({{.submit = 0, .run = 10}, {.submit = 20, .run = 5, .requested = 31}});
  for (const char* policy : kBackfills) {
    EXPECT_THAT(starts(replayed(work, machine(1, {window({0}, 50, 70)}), policy)), ElementsAre(0, 70)) << policy;
  }
}

TEST(ClosureReplay, StartsWhatEndsJustWhenTheWindowBegins) {
  const Workload work = workload({{.submit = 20, .run = 30}});
  for (const char* policy : kBackfills) {
    EXPECT_THAT(starts(replayed(work, machine(1, {window({0}, 50, 70)}), policy)), ElementsAre(20)) << policy;
  }
}

TEST(ClosureReplay, UsesTheNodesThatStayOpen) {
  const Workload work = workload({{.submit = 0, .run = 100}, {.submit = 1, .run = 100}, {.submit = 2, .run = 30}});
  const Replay replay = replayed(work, machine(3, {window({0, 1}, 50, 70)}), "fcfs,greedy");
  EXPECT_THAT(starts(replay), ElementsAre(0, 70, 2))
      << "the third node, then none, and the short one before the window";
  EXPECT_EQ(replay.placements[0].front().node, 2U);
}

TEST(ClosureReplay, BackfillsAroundTheWindowButDelaysNoPromise) {
  // The wide job is promised the end of the window; the long one would run beyond it, the short one would not.
  const Workload work =
      workload({{.submit = 0, .run = 60, .replicas = 2}, {.submit = 1, .run = 90}, {.submit = 2, .run = 40}});
  for (const char* policy : {"fcfs,easy", "fcfs,conservative"}) {
    EXPECT_THAT(starts(replayed(work, machine(2, {window({0}, 50, 70)}), policy)), ElementsAre(70, 130, 2)) << policy;
  }
}

TEST(ClosureReplay, InterruptsWhoOutlivedItsRequestedTime) {
  const Workload work = workload({{.submit = 0, .run = 80, .requested = 40}});
  const Replay replay = replayed(work, machine(1, {window({0}, 50, 70)}), "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(150));
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].by, Interruption::kClosed);
  EXPECT_EQ(replay.interrupted[0].lost_us, 50 * kSecond);
}

TEST(ClosureReplay, LetsItFinishWhereTheWindowSaysSo) {
  const Workload work = workload({{.submit = 0, .run = 80, .requested = 40}, {.submit = 1, .run = 5}});
  auto clusters = machine(1, {window({0}, 50, 70)});
  clusters[0].closures[0].lets_finish = true;
  const Replay replay = replayed(work, clusters, "fcfs,greedy");
  EXPECT_THAT(ends(replay), ElementsAre(80, 85));
  EXPECT_TRUE(replay.interrupted.empty());
}

// Two nodes are held by others; the first is closed at 50.
TEST(ClosureReplay, PreemptsNobodyWhosePlaceIsClosedBeforeTheEnd) {
  const auto with = [](std::int64_t requested) {
    const Workload work = workload({{.submit = 0, .run = 45, .priority = 0},
                                    {.submit = 0, .run = 100, .priority = 1},
                                    {.submit = 10, .run = 30, .requested = requested, .priority = 5}});
    return replayed(work, machine(2, {window({0}, 50, 70)}), "priority,greedy,preemption=priority");
  };
  const Replay in_time = with(40), too_long = with(41);
  ASSERT_EQ(in_time.interrupted.size(), 1U);
  EXPECT_EQ(in_time.interrupted[0].job, 0U) << "the least important";
  ASSERT_EQ(too_long.interrupted.size(), 1U);
  EXPECT_EQ(too_long.interrupted[0].job, 1U) << "its node stays open";
}

TEST(ClosureReplay, CountsTheGraceOfVictimsTowardsTheTimeBeforeTheWindow) {
  const Workload work =
      workload({{.submit = 0, .run = 45, .priority = 0}, {.submit = 10, .run = 30, .requested = 36, .priority = 5}});
  const auto machines = machine(1, {window({0}, 50, 70)});
  EXPECT_THAT(starts(replayed(work, machines, "priority,greedy,preemption=priority(grace=4)")), ElementsAre(0, 14));
  EXPECT_THAT(starts(replayed(work, machines, "priority,greedy,preemption=priority(grace=5)")), ElementsAre(0, 70));
}

// Node 1 is closed at 20. The victim there outlived its requested time, and would run on until 25.
TEST(ClosureReplay, EndsAVictimsGraceWithItsNode) {
  const Workload work = workload({{.submit = 0, .run = 100, .requested = 12, .replicas = 2, .priority = 0},
                                  {.submit = 15, .run = 5, .priority = 5}});
  const Replay replay =
      replayed(work, machine(2, {window({1}, 20, 70)}), "priority,greedy,preemption=priority(grace=10,checkpoint=1)");
  ASSERT_EQ(replay.interrupted.size(), 1U);
  EXPECT_EQ(replay.interrupted[0].end_us, 20 * kSecond);
  EXPECT_EQ(replay.records[1].start_us, 25 * kSecond) << "it is kept its place from when the grace would be over";
}

TEST(ClosureReplay, KeepsReservedNodesForWhomTheyAreFor) {
  const Workload work = workload({{.submit = 0, .run = 100, .user = 1},
                                  {.submit = 0, .run = 100, .user = 1},
                                  {.submit = 50, .run = 20, .user = 7}});
  auto clusters = machine(2, {window({1}, 40, 90)});
  clusters[0].closures[0].users = {7};
  for (const char* policy : {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"}) {
    const auto at = starts(replayed(work, clusters, policy));
    EXPECT_EQ(at[0], 0) << policy;
    EXPECT_GE(at[1], 90) << policy;
  }
  EXPECT_THAT(starts(replayed(work, clusters, "fcfs,greedy")), ElementsAre(0, 90, 50));
  EXPECT_THAT(starts(replayed(work, clusters, "fcfs,conservative")), ElementsAre(0, 90, 50));
}

TEST(ClosureReplay, MayBeForOneJob) {
  const Workload work = workload({{.submit = 45, .run = 10}, {.submit = 46, .run = 10}});
  auto clusters = machine(1, {window({0}, 40, 90)});
  clusters[0].closures[0].job_numbers = {2};
  EXPECT_THAT(starts(replayed(work, clusters, "fcfs,greedy")), ElementsAre(90, 46));
  EXPECT_THAT(starts(replayed(work, clusters, "fcfs,none")), ElementsAre(90, 100)) << "order is not broken";
}

TEST(ClosureReplay, CountsMaintenanceAsNodesThatAreNotThere) {
  const Workload work = workload({{.submit = 0, .run = 50}, {.submit = 0, .run = 100}});
  const auto clusters = machine(2, {window({0}, 50, 100)});
  const Metrics metrics = measure(work, clusters, replayed(work, clusters, "fcfs,greedy"));
  EXPECT_DOUBLE_EQ(metrics.node_availability, 0.75);
  EXPECT_DOUBLE_EQ(metrics.utilization, 1);
}

TEST(ClosureReplay, RefusesClosuresOfNoNodeOrOutOfOrder) {
  const Workload work = workload({{.submit = 0, .run = 10}});
  const auto works = [&](const std::vector<Closure>& closures, const char* policy) {
    return replay(work, machine(2, closures), *parse_policy(policy), {}).ok();
  };
  EXPECT_TRUE(works({window({0, 1}, 5, 6)}, "fcfs,greedy"));
  EXPECT_FALSE(works({window({2}, 5, 6)}, "fcfs,greedy"));
  EXPECT_FALSE(works({window({1, 0}, 5, 6)}, "fcfs,greedy"));
  EXPECT_FALSE(works({window({}, 5, 6)}, "fcfs,greedy"));
  EXPECT_FALSE(works({window({0}, 6, 6)}, "fcfs,greedy"));
  EXPECT_FALSE(works({window({0}, 6, 7), window({0}, 5, 7)}, "fcfs,greedy"));
}

}  // namespace
}  // namespace berth::test
