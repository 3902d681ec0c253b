// What a replay refuses before it starts, with the place and what would be right.
#include "engine/simulation/setup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(Setup, RefusesAPolicyThatPromisesPlacesAndTakesThemAway) {
  const Workload work = workload({{.run = 1}});
  const auto checked = check_setup(work, std::vector{processors(1)}, *parse_policy("fcfs,easy,preemption=priority"));
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, Error::Kind::kInput);
  EXPECT_THAT(checked.error().text(), HasSubstr("preemption=priority goes with backfill=greedy"));
}

Result<void> check(const Workload& work, const std::vector<ClusterSpec>& clusters) {
  return check_setup(work, clusters, {});
}

TEST(Setup, BoundsWhatAllClustersHaveTogether) {
  const Workload work = workload({{.run = 1}});
  const ClusterSpec largest{"large", {{"node", kCountLimit - 1, {0, kCapacityLimit / kCountLimit, 0}}}};
  const ClusterSpec rest{"rest", {{"node", 1, {0, kCapacityLimit / kCountLimit, 0}}}};
  const ClusterSpec a_little_more{"more", {{"node", 1, {0, kCapacityLimit / kCountLimit + 1, 0}}}};
  EXPECT_TRUE(check(work, {largest, rest}).ok());
  const auto checked = check(work, {largest, a_little_more});
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().text(), AllOf(HasSubstr("cluster more, group node"), HasSubstr("can be counted")));
}

TEST(Setup, BoundsTheNodesOfAllClustersTogether) {
  const Workload work = workload({{.run = 1}});
  EXPECT_TRUE(check(work, {processors(kCountLimit - 1, "a"), processors(1, "b")}).ok());
  EXPECT_FALSE(check(work, {processors(kCountLimit, "a"), processors(1, "b")}).ok());
  EXPECT_FALSE(check(work, {processors(kCountLimit + 1, "a")}).ok());
}

TEST(Setup, BoundsWhatAJobAsksForWithAllItsReplicas) {
  const std::uint32_t most = kCountLimit;
  const Resources share{kCapacityLimit / kCountLimit, 0, 0};
  EXPECT_TRUE(check(workload({{.replicas = most, .per_replica = share}}), {processors(1)}).ok());
  const auto checked =
      check(workload({{.replicas = most, .per_replica = share + Resources{1, 0, 0}}}), {processors(1)});
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().text(), AllOf(HasSubstr("job 1"), HasSubstr("all its replicas together")));
}

// As many jobs of the longest time as the horizon allows, or half as many that run twice as long as expected.
std::vector<JobLine> longest_jobs(std::int64_t count, bool overrun) {
  constexpr std::int64_t kLongest = kTimeLimit / kSecond;
  return std::vector<JobLine>(static_cast<std::size_t>(overrun ? count / 2 : count),
                              {.run = kLongest, .requested = overrun ? kLongest / 2 : kLongest});
}

TEST(Setup, RefusesJobsThatOneAfterTheOtherWouldOutlastTime) {
  const std::int64_t most = kHorizonLimit / kTimeLimit;
  EXPECT_TRUE(check(workload(longest_jobs(most, false)), {processors(1)}).ok());
  const auto checked = check(workload(longest_jobs(most + 1, false)), {processors(1)});
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().text(), HasSubstr("one after the other"));
}

TEST(Setup, AllowsNoSequenceThatOverflowsTime) {
  for (const bool overrun : {false, true}) {
    const Workload work = workload(longest_jobs(kHorizonLimit / kTimeLimit, overrun));
    for (const char* policy : {"fcfs,none", "fcfs,greedy", "fcfs,easy", "fcfs,conservative"}) {
      const Replay result = replayed(work, {processors(1)}, policy);
      for (JobId job = 0; job < work.jobs.size(); ++job) {
        EXPECT_EQ(result.records[job].start_us, kTimeLimit * std::int64_t{job}) << policy;
        EXPECT_EQ(result.records[job].state, JobState::kCompleted) << policy;
      }
    }
  }
}

TEST(Setup, RefusesAThinkTimeBeyondTheLimits) {
  EXPECT_TRUE(check(workload({{}, {.after = {{0, kTimeLimit / kSecond}}}}), {processors(1)}).ok());
  EXPECT_FALSE(check(workload({{}, {.after = {{0, kTimeLimit / kSecond + 1}}}}), {processors(1)}).ok());
  EXPECT_FALSE(check(workload({{}, {.after = {{0, -1}}}}), {processors(1)}).ok());
}

}  // namespace
}  // namespace berth::test
