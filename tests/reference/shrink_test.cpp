#include "tests/reference/shrink.hpp"

#include <gtest/gtest.h>

#include "tests/reference/random_case.hpp"

namespace berth::reference {
namespace {

Case some_case() {
  Random random(1);
  Case one = random_case(Flavor::kEverything, 100, random);
  while (one.jobs.size() < 8 || one.clusters.front().node_count() < 3) {
    one = random_case(Flavor::kEverything, 100, random);
  }
  return one;
}

TEST(Shrink, LeavesNothingThatIsNotNeededToFail) {
  const Case least = shrunk(some_case(), [](const Case& cut) {
    return std::count_if(cut.jobs.begin(), cut.jobs.end(), [](const auto& job) { return job.requested >= 3; }) >= 2;
  });
  ASSERT_EQ(least.jobs.size(), 2U);
  for (const test::JobLine& job : least.jobs) {
    EXPECT_EQ(job.requested, 3);
    EXPECT_EQ(job.run, 0);
    EXPECT_EQ(job.submit, 0);
    EXPECT_EQ(job.replicas, 1U);
    EXPECT_TRUE(job.after.empty());
  }
  EXPECT_EQ(least.clusters.size(), 1U);
  EXPECT_EQ(least.clusters.front().node_count(), 1);
  EXPECT_EQ(least.policy(), PolicySpec{});
}

TEST(Shrink, KeepsDependenciesPointingAtTheSameJobs) {
  Case chain;
  chain.clusters = {processors(1)};
  for (JobId job = 0; job < 6; ++job) {
    chain.jobs.push_back({.submit = 0, .run = job, .replicas = job + 1});
    if (job > 0) chain.jobs.back().after = {{job - 1, 0}};
  }
  const Case least = shrunk(chain, [](const Case& cut) {
    return std::any_of(cut.jobs.begin(), cut.jobs.end(), [&](const test::JobLine& job) {
      return job.replicas == 5 && !job.after.empty() && cut.jobs[job.after.front().on].replicas == 4;
    });
  });
  ASSERT_EQ(least.jobs.size(), 2U);
  EXPECT_EQ(least.jobs[1].after.front().on, 0U);
}

TEST(Shrink, GivesBackACaseThatCannotBeCut) {
  Case one;
  one.clusters = {processors(1)};
  one.jobs = {{.submit = 0, .run = 0, .requested = 1}};
  EXPECT_EQ(as_code(shrunk(one, [](const Case& cut) { return !cut.jobs.empty(); })), as_code(one));
}

}  // namespace
}  // namespace berth::reference
