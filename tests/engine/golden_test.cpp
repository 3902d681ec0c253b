// The engine, directly, against start times computed by other simulators on the same logs.
#include "tests/support/golden.hpp"

namespace berth {
namespace {

class EngineAgainstGolden : public testing::TestWithParam<test::Golden> {};

TEST_P(EngineAgainstGolden, StartsEveryJobWhenOthersDo) {
  BERTH_SKIP_WITHOUT_GOLDEN();
  const Workload workload = test::golden_workload(GetParam());
  const std::vector<ClusterSpec> machine = {processors(workload.machine_units)};
  const auto result = replay(workload, machine, *parse_policy(GetParam().policy), {.semantics = GetParam().semantics});
  ASSERT_TRUE(result.ok()) << result.error().text();
  test::expect_golden(GetParam(), workload, *result);
}

INSTANTIATE_TEST_SUITE_P(All, EngineAgainstGolden, testing::ValuesIn(test::all_golden()),
                         [](const auto& test) { return test.param.name(); });

}  // namespace
}  // namespace berth
