// Jobs that a scenario writes once and means many times.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/read/scenario_json.hpp"

namespace berth {
namespace {

using testing::HasSubstr;

Result<Scenario> scenario_of(const std::string& jobs) {
  return parse_scenario(R"({"berth": 1, "clusters": [{"nodes": 4}], "workload": {"jobs": [)" + jobs + "]}}", "s.json");
}

TEST(ScenarioCopies, AreNamedAfterTheJobAndComeOneAfterTheOther) {
  const Result<Scenario> scenario = scenario_of(R"({"id": "pod", "submit": 5, "run": 1, "copies": 3, "every": 0.5})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const auto& workload = std::get<Workload>(scenario->source);
  ASSERT_EQ(workload.jobs.size(), 3U);
  EXPECT_EQ(workload.name_of(2), "pod-3");
  EXPECT_EQ(workload.jobs[2].submit_us, 6 * kSecond);
}

TEST(ScenarioCopies, AreNumberedOnWhereTheJobHasNoName) {
  const Result<Scenario> scenario = scenario_of(R"({"run": 1, "copies": 2}, {"run": 2})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  EXPECT_EQ(std::get<Workload>(scenario->source).name_of(2), "3");
}

TEST(ScenarioCopies, CannotTakeANameThatIsTaken) {
  const Result<Scenario> scenario = scenario_of(R"({"id": "a-2", "run": 1}, {"id": "a", "run": 1, "copies": 2})");
  ASSERT_FALSE(scenario.ok());
  EXPECT_THAT(scenario.error().text(), HasSubstr("second job with the id \"a-2\""));
}

TEST(ScenarioCopies, WaitForNobody) {
  EXPECT_FALSE(scenario_of(R"({"id": "a", "run": 1}, {"run": 1, "depends_on": ["a"], "copies": 2})").ok());
}

TEST(ScenarioCopies, AreOfUsersInTurn) {
  const Result<Scenario> scenario = scenario_of(R"({"run": 1, "user": 7, "users": 2, "copies": 3})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const auto& jobs = std::get<Workload>(scenario->source).jobs;
  ASSERT_EQ(jobs.size(), 3U);
  EXPECT_EQ(jobs[0].user, 7);
  EXPECT_EQ(jobs[1].user, 8);
  EXPECT_EQ(jobs[2].user, 7);
}

TEST(ScenarioCopies, OfSeveralUsersSayTheFirst) {
  EXPECT_FALSE(scenario_of(R"({"run": 1, "users": 2, "copies": 3})").ok());
  EXPECT_FALSE(scenario_of(R"({"run": 1, "user": 7, "users": 2})").ok());
}

}  // namespace
}  // namespace berth
