// The engine through actors against start times computed by other simulators, on one worker thread and on several;
// and against the direct replay of the same log, decision by decision.
#include <algorithm>

#include "actors/replay.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/recorded_decisions.hpp"

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

TEST_P(ActorsAgainstGolden, TakeTheDecisionsOfTheDirectReplayForTheSameReasons) {
  BERTH_SKIP_WITHOUT_GOLDEN();
  const Workload workload = test::golden_workload(GetParam());
  const std::vector<ClusterSpec> machine = {processors(workload.machine_units)};
  const PolicySpec policy = *parse_policy(GetParam().policy);
  test::RecordedDecisions direct, through_actors;
  ASSERT_TRUE(replay(workload, machine, policy, {.semantics = GetParam().semantics, .decisions = &direct}).ok());
  ASSERT_TRUE(replay_through_actors(workload, machine, policy,
                                    {.semantics = GetParam().semantics, .decisions = &through_actors}, 1)
                  .ok());
  // Each job starts and ends, at the least. Of differences, the first is enough to print.
  EXPECT_GE(direct.all().size(), 2 * workload.jobs.size());
  const auto [one, other] =
      std::mismatch(direct.all().begin(), direct.all().end(), through_actors.all().begin(), through_actors.all().end());
  EXPECT_TRUE(one == direct.all().end() && other == through_actors.all().end())
      << "the logs part after " << one - direct.all().begin() << " decisions";
}

INSTANTIATE_TEST_SUITE_P(All, ActorsAgainstGolden, testing::ValuesIn(test::all_golden()),
                         [](const auto& test) { return test.param.name(); });

}  // namespace
}  // namespace berth
