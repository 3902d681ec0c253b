#include "engine/scheduler/tenant_weights.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace berth::test {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;

Job of_user(std::int32_t user) {
  Job job;
  job.user = user;
  return job;
}

TEST(TenantWeights, AreAllOneWithoutTenants) {
  TenantWeights weights({});
  EXPECT_EQ(weights.leaf_of(of_user(1)), weights.leaf_of(of_user(2)));
  EXPECT_THAT(weights.per_job({7}), ElementsAre(DoubleEq(1)));
}

TEST(TenantWeights, ShareALevelsPartAmongThoseWhoAreThereAndALeafsAmongItsJobs) {
  Tenants tenants;
  tenants.list = {{.name = "research", .weight = 3},
                  {.name = "vision", .parent = 0, .weight = 2, .owns = {1}},
                  {.name = "language", .parent = 0, .weight = 1, .owns = {2}},
                  {.name = "product", .weight = 1, .owns = {3}}};
  const TenantWeights weights(tenants);
  // Three quarters to research, two thirds of which to vision's two jobs; five jobs in all.
  EXPECT_THAT(weights.per_job({0, 2, 2, 1}),
              ElementsAre(testing::_, DoubleEq(5 * 0.5 / 2), DoubleEq(5 * 0.25 / 2), DoubleEq(5 * 0.25)));
  EXPECT_THAT(weights.per_job({0, 0, 1, 1}), ElementsAre(testing::_, testing::_, DoubleEq(1.5), DoubleEq(0.5)))
      << "nobody of vision is there";
}

TEST(TenantWeights, MakeATenantOfWhomNobodySpeaks) {
  Tenants tenants;
  tenants.list = {{.name = "known", .weight = 3, .owns = {1}}};
  TenantWeights weights(tenants);
  EXPECT_EQ(weights.leaf_of(of_user(1)), 0U);
  EXPECT_EQ(weights.leaf_of(of_user(9)), 1U);
  EXPECT_EQ(weights.leaf_of(of_user(9)), 1U);
  EXPECT_THAT(weights.per_job({1, 1}), ElementsAre(DoubleEq(1.5), DoubleEq(0.5)));
}

}  // namespace
}  // namespace berth::test
