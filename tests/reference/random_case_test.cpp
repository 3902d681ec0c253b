// Random cases are worth comparing where what they are to be about happens in them.
#include "tests/reference/random_case.hpp"

#include <algorithm>
#include <gtest/gtest.h>

namespace berth::reference {
namespace {

// Of a hundred cases of a flavor.
template <class Happens>
std::size_t count_of(Flavor flavor, Happens happens) {
  std::size_t count = 0;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random random(seed);
    const Case one = random_case(flavor, seed, random);
    const auto replay = berth::replay(one.workload(), one.clusters, one.policy(), one.options());
    if (replay.ok() && happens(*replay)) ++count;
  }
  return count;
}

bool interrupts(const Replay& replay, Interruption by) {
  return std::any_of(replay.interrupted.begin(), replay.interrupted.end(),
                     [&](const Stint& stint) { return stint.by == by; });
}

class OfAHundredRandomCases : public testing::TestWithParam<Flavor> {};

TEST_P(OfAHundredRandomCases, SomePreempt) {
  EXPECT_GE(count_of(GetParam(), [](const Replay& replay) { return interrupts(replay, Interruption::kPreempted); }),
            5U);
}

INSTANTIATE_TEST_SUITE_P(Preempting, OfAHundredRandomCases,
                         testing::Values(Flavor::kPreemption, Flavor::kService, Flavor::kReclaim, Flavor::kTurns),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace berth::reference
