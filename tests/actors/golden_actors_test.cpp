// The engine through actors against start times computed by other simulators, on one worker thread and on several.
#include "actors/replay.hpp"
#include "tests/support/golden.hpp"

namespace berth {
namespace {

class ActorsAgainstGolden : public testing::TestWithParam<test::Golden> {};

TEST_P(ActorsAgainstGolden, StartEveryJobWhenOthersDo) {
  BERTH_SKIP_WITHOUT_GOLDEN();
  const Workload workload = test::golden_workload(GetParam());
  const std::vector<ClusterSpec> machine = {processors(workload.machine_units)};
  for (const unsigned workers : {1U, 4U}) {
    SCOPED_TRACE(testing::Message() << workers << " workers");
    const auto result = replay_through_actors(workload, machine, *parse_policy(GetParam().policy),
                                              {.semantics = GetParam().semantics}, workers);
    ASSERT_TRUE(result.ok()) << result.error().text();
    test::expect_golden(GetParam(), workload, *result);
  }
}

INSTANTIATE_TEST_SUITE_P(All, ActorsAgainstGolden, testing::ValuesIn(test::all_golden()),
                         [](const auto& test) { return test.param.name(); });

}  // namespace
}  // namespace berth
