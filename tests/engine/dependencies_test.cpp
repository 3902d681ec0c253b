#include "engine/scheduler/dependencies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/simulation/replay.hpp"

namespace berth {
namespace {

// Jobs 1, 2, 3 … of one processor that each run for ten seconds, submitted at 0.
Workload ten_second_jobs(std::size_t count) {
  Workload workload;
  workload.name = "jobs";
  for (std::size_t i = 0; i < count; ++i) {
    Job job;
    job.run_us = job.requested_us = 10 * kSecond;
    job.per_replica = kOneProcessor;
    job.number = static_cast<std::int64_t>(i) + 1;
    workload.jobs.push_back(job);
  }
  return workload;
}

TEST(LinkDependencies, NamesTheJobsOfACircle) {
  Workload workload = ten_second_jobs(5);
  workload.dependencies = {{1, 2, 0}, {2, 3, 0}, {3, 1, 0}, {0, 1, 0}};
  const auto linked = link_dependencies(workload);
  ASSERT_FALSE(linked.ok());
  EXPECT_THAT(linked.error().text(), ::testing::HasSubstr("3 → 4 → 2 → 3"));
}

TEST(LinkDependencies, RefusesAJobThatWaitsForItself) {
  Workload workload = ten_second_jobs(2);
  workload.dependencies = {{1, 1, 0}};
  EXPECT_FALSE(link_dependencies(workload).ok());
}

TEST(LinkDependencies, AcceptsADiamond) {
  Workload workload = ten_second_jobs(4);
  workload.dependencies = {{3, 1, 0}, {3, 2, 0}, {1, 0, 0}, {2, 0, 0}, {1, 0, 0}};
  ASSERT_TRUE(link_dependencies(workload).ok());
  EXPECT_EQ(workload.jobs[3].dependency_count, 2U);
  EXPECT_EQ(workload.dependencies_of(3).size(), 2U);
  EXPECT_EQ(workload.jobs[1].dependency_count, 1U) << "said twice, counted once";
}

TEST(Dependencies, StartAJobWhenTheLastItWaitsForHasEndedAndItHasThought) {
  Workload workload = ten_second_jobs(3);
  workload.dependencies = {{2, 0, 5 * kSecond}, {2, 1, 0}};
  ASSERT_TRUE(link_dependencies(workload).ok());
  const std::vector<ClusterSpec> clusters{processors(1)};
  const auto result = replay(workload, clusters, PolicySpec{}, {});
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(result->records[2].submit_us, 20 * kSecond);
  EXPECT_EQ(result->records[2].start_us, 20 * kSecond);
}

TEST(Dependencies, RefuseWhoDependsOnARefusedJob) {
  Workload workload = ten_second_jobs(3);
  workload.jobs[0].replicas = 7;
  workload.dependencies = {{1, 0, 0}, {2, 1, 0}};
  ASSERT_TRUE(link_dependencies(workload).ok());
  const std::vector<ClusterSpec> clusters{processors(4)};
  const auto result = replay(workload, clusters, PolicySpec{}, {});
  ASSERT_TRUE(result.ok());
  ASSERT_EQ(result->refusals.size(), 3U);
  EXPECT_THAT(result->refusals[0].reason, ::testing::HasSubstr("7 replicas"));
  EXPECT_THAT(result->refusals[1].reason, ::testing::HasSubstr("depends on job 1"));
}

TEST(SortBySubmission, CarriesNamesAndDependenciesAlong) {
  Workload workload = ten_second_jobs(3);
  workload.names = {"late", "first", "second"};
  workload.jobs[0].submit_us = 9;
  workload.dependencies = {{0, 2, 0}};
  EXPECT_EQ(sort_by_submission(workload), 1U);
  EXPECT_EQ(workload.names, (std::vector<std::string>{"first", "second", "late"}));
  EXPECT_EQ(workload.dependencies[0], (Dependency{2, 1, 0}));
}

}  // namespace
}  // namespace berth
