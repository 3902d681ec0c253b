// The reference simulator on its own, against start times computed by others: before the engine is measured by it,
// it is measured itself.
#include "tests/support/golden.hpp"

#include "tests/reference/reference.hpp"

namespace berth {
namespace {

class ReferenceAgainstGolden : public testing::TestWithParam<test::Golden> {};

TEST_P(ReferenceAgainstGolden, SlowStartsEveryJobWhenOthersDo) {
  BERTH_SKIP_WITHOUT_GOLDEN();
  const Workload workload = test::golden_workload(GetParam());
  const std::vector<ClusterSpec> machine = {processors(workload.machine_units)};
  const PolicySpec policy = *parse_policy(GetParam().policy);
  test::expect_golden(GetParam(), workload,
                      reference::replay(workload, machine, policy, {.semantics = GetParam().semantics}));
}

INSTANTIATE_TEST_SUITE_P(All, ReferenceAgainstGolden, testing::ValuesIn(test::all_golden()),
                         [](const auto& test) { return test.param.name(); });

}  // namespace
}  // namespace berth
