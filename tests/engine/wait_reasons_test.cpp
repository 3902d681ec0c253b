#include "engine/metrics/wait_reasons.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

constexpr Resources kCore{1000, 1024, 0};
constexpr Resources kWithGpu{1000, 1024, 1000};

// Two nodes of 8 cores, 8 GiB and 2 GPUs, the second of another model, in racks of their own.
ClusterSpec two_nodes() {
  NodeGroup first{.name = "old", .count = 1, .per_node = {8000, 8192, 2000}, .gpu_model = "T4", .rack = "a"};
  NodeGroup second{.name = "new", .count = 1, .per_node = {8000, 8192, 2000}, .gpu_model = "A100", .rack = "b"};
  return {"two", {first, second}};
}

// Why the last job of the list waits at second 5, when it is submitted after those that hold everything that matters.
WaitReason why(Workload work, const std::vector<ClusterSpec>& clusters, const std::string& policy = "fcfs,greedy") {
  const Replay replay = replayed(work, clusters, policy);
  WaitReasons reasons(work, clusters, replay);
  reasons.advance(5 * kSecond);
  const JobId last = static_cast<JobId>(work.jobs.size() - 1);
  EXPECT_TRUE(reasons.of(last).has_value()) << "it waits";
  return reasons.of(last).value_or(WaitReason::kPolicy);
}

TEST(WaitReasons, NameCoresOfAMachineOfLikeNodes) {
  EXPECT_EQ(why(workload({{.run = 10, .replicas = 3}, {.submit = 1, .run = 5, .replicas = 2}}), {processors(4)}),
            WaitReason::kCpu);
}

TEST(WaitReasons, CountNoNodeThatIsDown) {
  std::vector<ClusterSpec> clusters = {processors(2)};
  clusters[0].outages = {{0, 1 * kSecond, 30 * kSecond}};
  EXPECT_EQ(why(workload({{.submit = 2, .run = 10}, {.submit = 3, .run = 5}}), clusters), WaitReason::kCpu);
}

TEST(WaitReasons, NameThePolicyWhereTheJobWouldFit) {
  const Workload work =
      workload({{.run = 10, .replicas = 3}, {.submit = 1, .run = 20, .replicas = 4}, {.submit = 2, .run = 50}});
  EXPECT_EQ(why(work, {processors(4)}, "fcfs,none"), WaitReason::kPolicy);
  EXPECT_EQ(why(work, {processors(4)}, "fcfs,easy"), WaitReason::kPolicy) << "it would delay the job before it";
}

TEST(WaitReasons, NameADependencyThatHasNotEnded) {
  EXPECT_EQ(why(workload({{.run = 10}, {.submit = 1, .run = 1, .after = {{.on = 0}}}}), {processors(4)}),
            WaitReason::kDependency);
}

TEST(WaitReasons, NameTheResourceThatAloneIsLacking) {
  const std::vector<ClusterSpec> clusters = {two_nodes()};
  const Workload cpu = workload(
      {{.run = 10, .replicas = 2, .per_replica = {8000, 0, 0}}, {.submit = 1, .run = 1, .per_replica = kWithGpu}});
  EXPECT_EQ(why(cpu, clusters), WaitReason::kCpu);
  const Workload gpu =
      workload({{.run = 10, .replicas = 4, .per_replica = kWithGpu}, {.submit = 1, .run = 1, .per_replica = kWithGpu}});
  EXPECT_EQ(why(gpu, clusters), WaitReason::kGpu);
  const Workload memory = workload(
      {{.run = 10, .replicas = 2, .per_replica = {0, 8192, 0}}, {.submit = 1, .run = 1, .per_replica = kCore}});
  EXPECT_EQ(why(memory, clusters), WaitReason::kMemory);
  const Workload both = workload(
      {{.run = 10, .replicas = 2, .per_replica = {8000, 8192, 0}}, {.submit = 1, .run = 1, .per_replica = kCore}});
  EXPECT_EQ(why(both, clusters), WaitReason::kSeveral);
}

TEST(WaitReasons, TellGpusThatAreFreeInPieces) {
  const Workload work = workload({{.run = 10, .per_replica = {1000, 0, 1000}},
                                  {.run = 10, .per_replica = {8000, 0, 1000}},
                                  {.submit = 1, .run = 1, .per_replica = {0, 0, 2000}}});
  EXPECT_EQ(why(work, {two_nodes()}, "order=fcfs,backfill=greedy,placement=worst-fit"), WaitReason::kPieces);
}

TEST(WaitReasons, TellThatOtherNodesWouldDoButForWhatTheJobAsksOfThem) {
  Workload work =
      workload({{.run = 10, .replicas = 2, .per_replica = kWithGpu}, {.submit = 1, .run = 1, .per_replica = kWithGpu}});
  Traits t4;
  t4.gpu_models = {"T4"};
  work.jobs[0].traits = work.jobs[1].traits = work.intern(t4);
  EXPECT_EQ(why(work, {two_nodes()}), WaitReason::kConstraint);
}

TEST(WaitReasons, TellThatReplicasDoNotFitIntoOneRack) {
  Workload work = workload({{.run = 10, .replicas = 1, .per_replica = kWithGpu},
                            {.run = 10, .per_replica = {8000, 0, 0}},
                            {.run = 10, .per_replica = {5000, 0, 0}},
                            {.submit = 1, .run = 1, .replicas = 2, .per_replica = {2000, 0, 0}}});
  Traits in_one_rack;
  in_one_rack.pack = Pack::kRack;
  work.jobs[1].per_replica = {5000, 0, 0};
  work.jobs[3].traits = work.intern(in_one_rack);
  EXPECT_EQ(why(work, {two_nodes()}, "order=fcfs,backfill=greedy,placement=worst-fit"), WaitReason::kTopology);
}

TEST(WaitReasons, TellThatAJobKeepsApartFromOthers) {
  Workload work =
      workload({{.run = 10, .replicas = 2, .per_replica = kCore}, {.submit = 1, .run = 1, .per_replica = kCore}});
  Traits apart;
  apart.apart = "database";
  apart.spread = Spread::kNodes;
  work.jobs[0].traits = work.jobs[1].traits = work.intern(apart);
  EXPECT_EQ(why(work, {two_nodes()}), WaitReason::kTopology);
}

TEST(WaitReasons, CountAnInterruptedJobUntilItRunsAgain) {
  const std::vector<ClusterSpec> clusters = {{"one", {{"node", 1, {1000, 0, 0}}}}};
  const Workload work = workload({{.run = 20}, {.submit = 2, .run = 10, .priority = 1}});
  const Replay replay = replayed(work, clusters, "order=priority,backfill=greedy,preemption=priority");
  ASSERT_EQ(replay.interrupted.size(), 1U);
  WaitReasons reasons(work, clusters, replay);
  reasons.advance(1 * kSecond);
  EXPECT_FALSE(reasons.of(0).has_value());
  reasons.advance(5 * kSecond);
  EXPECT_EQ(reasons.of(0), WaitReason::kCpu);
  EXPECT_EQ(reasons.counts()[static_cast<std::size_t>(WaitReason::kCpu)], 1U);
  reasons.advance(100 * kSecond);
  EXPECT_EQ(reasons.counts(), WaitCounts{});
}

TEST(WaitReasons, CountAllThatWait) {
  const Workload work =
      workload({{.run = 10, .replicas = 4}, {.submit = 1, .replicas = 2}, {.submit = 2, .replicas = 2}, {.submit = 3}});
  const std::vector<ClusterSpec> clusters = {processors(4)};
  const Replay replay = replayed(work, clusters, "fcfs,easy");
  WaitReasons reasons(work, clusters, replay);
  reasons.advance(4 * kSecond);
  EXPECT_EQ(reasons.counts()[static_cast<std::size_t>(WaitReason::kCpu)], 3U);
}

}  // namespace
}  // namespace berth::test
