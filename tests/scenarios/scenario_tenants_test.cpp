// Who shares the clusters, as a scenario says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/read/scenario_json.hpp"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Result<Scenario> scenario_of(const std::string& tenants) {
  return parse_scenario(
      R"({"berth": 1, "clusters": [{"nodes": 4}], "workload": {"jobs": [{"run": 1}]}, "tenants": [)" + tenants + "]}",
      "s.json");
}

std::string error_of(const std::string& tenants) {
  const Result<Scenario> scenario = scenario_of(tenants);
  return scenario ? "" : scenario.error().text();
}

TEST(ScenarioTenants, FormATreeWithWeightsQuotasAndLimits) {
  const Result<Scenario> scenario = scenario_of(
      R"({"name": "all", "weight": 2, "quota": {"gpu": 4}},
         {"name": "some", "parent": "all", "groups": [3, 4], "limit": {"cpu": 1.5}}, {"groups": [5]})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const Tenants& tenants = scenario->tenants;
  EXPECT_EQ(tenants.by, TenantBy::kGroup);
  ASSERT_EQ(tenants.list.size(), 3U);
  EXPECT_EQ(tenants.list[0].weight, 2);
  EXPECT_EQ(tenants.list[0].quota, (Resources{0, 0, 4000}));
  EXPECT_EQ(tenants.list[1].parent, 0);
  EXPECT_THAT(tenants.list[1].owns, ElementsAre(3, 4));
  EXPECT_EQ(tenants.list[1].limit, (Resources{1500, kNoLimit.memory_mib, kNoLimit.gpu_milli}));
  EXPECT_EQ(tenants.list[2].name, "tenant-3");
}

TEST(ScenarioTenants, NameTheFieldThatIsWrong) {
  EXPECT_THAT(error_of(R"({"parent": "nobody"})"), HasSubstr("/tenants/0/parent"));
  EXPECT_THAT(error_of(R"({"name": "a"}, {"name": "a"})"), HasSubstr("second tenant named \"a\""));
  EXPECT_THAT(error_of(R"({"weight": 0})"), HasSubstr("/tenants/0/weight"));
  EXPECT_THAT(error_of(R"({"users": [1]}, {"queues": [2]})"), HasSubstr("/tenants/1/queues"));
  EXPECT_THAT(error_of(R"({"quota": {"cpus": 1}})"), HasSubstr("/tenants/0/quota"));
}

}  // namespace
}  // namespace berth
