#include "engine/metrics/owners.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

std::vector<std::string> names(const Owners& owners) {
  std::vector<std::string> names;
  for (const Owner& owner : owners.list) names.push_back(owner.name);
  return names;
}

TEST(Owners, AreUsersInTheOrderOfTheirFirstJobsWhereNobodyElseIsNamed) {
  const Owners owners = owners_of(workload({{.user = 7}, {.user = 3}, {}, {.user = 7}}));
  EXPECT_THAT(names(owners), ElementsAre("user 7", "user 3", "unknown user"));
  EXPECT_THAT(owners.of, ElementsAre(0, 1, 2, 0));
  EXPECT_DOUBLE_EQ(owners.list[2].entitlement, 1.0 / 3);
}

//  research, weight 2, of vision and language, weight 3; product, weight 1, and user 9, whom nobody names, beside it.
TEST(Owners, AreEntitledLevelByLevelToTheirWeightAmongThoseWithJobs) {
  Workload work = workload({{.user = 2}, {.user = 3}, {.user = 9}});
  work.tenants.list = {{.name = "research", .weight = 2},
                       {.name = "vision", .parent = 0, .owns = {1, 2}},
                       {.name = "language", .parent = 0, .weight = 3, .owns = {3}},
                       {.name = "product", .owns = {4}}};
  const Owners owners = owners_of(work);
  EXPECT_THAT(names(owners), ElementsAre("vision", "language", "user 9")) << "product has no jobs";
  EXPECT_DOUBLE_EQ(owners.list[0].entitlement, 2.0 / 3 / 4);
  EXPECT_DOUBLE_EQ(owners.list[1].entitlement, 2.0 / 3 * 3 / 4);
  EXPECT_DOUBLE_EQ(owners.list[2].entitlement, 1.0 / 3);
}

TEST(Owners, MayBeGroupsOrQueues) {
  Workload work = workload({{.user = 2}, {.user = 3}});
  work.jobs[0].queue = work.jobs[1].queue = 5;
  work.tenants.by = TenantBy::kQueue;
  EXPECT_THAT(names(owners_of(work)), ElementsAre("queue 5"));
}

}  // namespace
}  // namespace berth::test
