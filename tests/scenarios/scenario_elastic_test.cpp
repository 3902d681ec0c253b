// Jobs that grow and groups that follow the queue, as a scenario says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/read/scenario_json.hpp"

namespace berth {
namespace {

using testing::HasSubstr;

Result<Scenario> scenario_of(const std::string& group, const std::string& job) {
  return parse_scenario(R"({"berth": 1, "clusters": [{"groups": [{"count": 4, "cpu": 8)" + group +
                            R"(}]}], "workload": {"jobs": [{"run": 60, "requested": 90)" + job + "}]}}",
                        "s.json");
}

Workload jobs_of(const std::string& keys) {
  const Result<Scenario> scenario = scenario_of("", keys);
  EXPECT_TRUE(scenario.ok()) << scenario.error().text();
  ReadReport report;
  return scenario ? *load_workload(*scenario, 1, report) : Workload{};
}

std::string error_of(const std::string& group, const std::string& job = "") {
  const Result<Scenario> scenario = scenario_of(group, job);
  return scenario ? "" : scenario.error().text();
}

TEST(ScenarioElastic, IsScheduledWithItsFewestReplicasAndTheSameWork) {
  const Workload work = jobs_of(R"(, "replicas": 4, "min_replicas": 3, "max_replicas": 9)");
  EXPECT_EQ(work.jobs[0].replicas, 3U);
  EXPECT_EQ(work.jobs[0].run_us, 80 * kSecond);
  EXPECT_EQ(work.jobs[0].requested_us, 120 * kSecond);
  EXPECT_EQ(work.traits_of(work.jobs[0]).most_replicas, 9U);
}

TEST(ScenarioElastic, MayOnlyGrowOrOnlyShrink) {
  const Workload grows = jobs_of(R"(, "replicas": 2, "max_replicas": 3)");
  EXPECT_EQ(grows.jobs[0].replicas, 2U);
  EXPECT_EQ(grows.jobs[0].run_us, 60 * kSecond);
  const Workload shrinks = jobs_of(R"(, "replicas": 2, "min_replicas": 1)");
  EXPECT_EQ(shrinks.jobs[0].replicas, 1U);
  EXPECT_EQ(shrinks.traits_of(shrinks.jobs[0]).most_replicas, 2U);
}

TEST(ScenarioElastic, SaysWhichNumbersGoTogether) {
  EXPECT_THAT(error_of("", R"(, "replicas": 2, "min_replicas": 3)"), HasSubstr("/workload/jobs/0/min_replicas"));
  EXPECT_THAT(error_of("", R"(, "replicas": 2, "max_replicas": 1)"), HasSubstr("/workload/jobs/0/max_replicas"));
}

TEST(ScenarioAutoscale, IsReadWithWhatNodesCost) {
  const Result<Scenario> scenario =
      scenario_of(R"(, "cost_per_hour": 2.5, "autoscale": {"min": 1, "boot": 90, "idle": 600})", "");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const NodeGroup& group = scenario->clusters[0].groups[0];
  EXPECT_EQ(group.cost_micro_per_hour, 2'500'000);
  EXPECT_EQ(group.autoscaling, (Autoscaling{1, 90 * kSecond, 600 * kSecond}));
}

TEST(ScenarioAutoscale, KeepsNoMoreNodesThanThereAre) {
  EXPECT_THAT(error_of(R"(, "autoscale": {"min": 5})"), HasSubstr("/autoscale/min"));
  EXPECT_THAT(error_of(R"(, "autoscale": {"max": 5})"), HasSubstr("/autoscale/max"));
  EXPECT_THAT(error_of(R"(, "cost_per_hour": 1000001)"), HasSubstr("cost_per_hour"));
}

}  // namespace
}  // namespace berth
