// The engine against the reference simulator on thousands of random small workloads, for every order × backfill ×
// semantics. A failure prints the smallest case it could be cut down to, as code for a test.
//   BERTH_SEED=N BERTH_CASES=N   other cases, more cases (per flavor)
#include <gtest/gtest.h>

#include "tests/reference/comparison.hpp"
#include "tests/reference/random_case.hpp"

namespace berth::reference {
namespace {

class EngineAgainstReference : public testing::TestWithParam<Flavor> {};

void agree(Flavor flavor, std::size_t cases, std::int64_t size) {
  constexpr int kShown = 3;
  const std::uint64_t seed = seed_from_environment();
  int failed = 0;
  for (std::size_t i = 0; i < cases && failed < kShown; ++i) {
    Random random(seed * 1'000'003 + i + static_cast<std::uint64_t>(flavor) * 0x5851F42D4C957F2DULL);
    const Case one = random_case(flavor, i % combination_count(), random, size);
    if (difference(one).empty()) continue;
    ++failed;
    ADD_FAILURE() << "case " << i << " with BERTH_SEED=" << seed << ", cut down:\n" << explain_difference(one);
  }
}

// What is placed on nodes is slow to place naively.
bool is_slow(Flavor flavor) { return flavor >= Flavor::kNodes; }

TEST_P(EngineAgainstReference, StartsEveryJobAtTheSameInstant) {
  agree(GetParam(), cases_from_environment((is_slow(GetParam()) ? 14 : 28) * combination_count()), 1);
}

TEST_P(EngineAgainstReference, DoesSoWhereDozensWait) {
  agree(GetParam(), cases_from_environment(combination_count()), 4);  // up to 56 jobs
}

TEST_P(EngineAgainstReference, SlowDoesSoWhereMoreThanAHundredWait) {
  agree(GetParam(), cases_from_environment(combination_count() / (is_slow(GetParam()) ? 2 : 1)), 12);  // up to 168 jobs
}

INSTANTIATE_TEST_SUITE_P(All, EngineAgainstReference, testing::ValuesIn(kFlavors),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace berth::reference
