// Replays through actors decide what direct replays decide, event for event, on random workloads of every flavor, on
// the calling thread and on several. BERTH_SEED and BERTH_CASES as for the comparison with the reference.
#include <gtest/gtest.h>

#include "actors/replay.hpp"
#include "tests/reference/random_case.hpp"
#include "tests/support/recorded_decisions.hpp"

namespace berth::reference {
namespace {

class ActorsAgainstDirect : public testing::TestWithParam<Flavor> {};

void decide_the_same(Flavor flavor, std::size_t cases, unsigned workers) {
  const std::uint64_t seed = seed_from_environment();
  for (std::size_t i = 0; i < cases_from_environment(cases) && !testing::Test::HasFailure(); ++i) {
    Random random(seed * 1'000'003 + i + static_cast<std::uint64_t>(flavor) * 0x5851F42D4C957F2DULL);
    const Case one = random_case(flavor, i % combination_count(), random, 2);
    const Workload work = one.workload();
    test::RecordedDecisions direct_log, actors_log;
    ReplayOptions options = one.options();
    options.decisions = &direct_log;
    const auto direct = berth::replay(work, one.clusters, one.policy(), options);
    options.decisions = &actors_log;
    const auto actors = replay_through_actors(work, one.clusters, one.policy(), options, workers);
    ASSERT_TRUE(direct.ok() && actors.ok());
    EXPECT_EQ(actors->records, direct->records);
    EXPECT_EQ(actors->refusals, direct->refusals);
    EXPECT_EQ(actors->placements, direct->placements);
    EXPECT_EQ(actors_log.all(), direct_log.all());
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "case " << i << " with BERTH_SEED=" << seed << ":\n" << as_code(one);
    }
  }
}

TEST_P(ActorsAgainstDirect, DecideTheSameOnOneThread) { decide_the_same(GetParam(), 4 * combination_count(), 1); }

TEST_P(ActorsAgainstDirect, DecideTheSameOnSeveralThreads) { decide_the_same(GetParam(), combination_count() / 3, 3); }

INSTANTIATE_TEST_SUITE_P(All, ActorsAgainstDirect, testing::ValuesIn(kFlavors),
                         [](const auto& test) { return name_of(test.param); });

INSTANTIATE_TEST_SUITE_P(BeyondReference, ActorsAgainstDirect, testing::ValuesIn(kBeyondReference),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace berth::reference
