// Jobs that outlive their requested time, jobs that wait for others, and jobs that can never run, by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

TEST(OverrunExample, KillsAJobAtItsLimitOrKeepsItToItsEnd) {
  const std::vector<JobLine> lines = {{.submit = 0, .run = 9, .requested = 4, .replicas = 2},
                                      {.submit = 1, .run = 1, .replicas = 2}};
  const Replay killed = replayed(workload(lines, OverrunRule::kKill), {processors(2)}, "fcfs,easy", Semantics::kBatch);
  EXPECT_EQ(killed.records[0].state, JobState::kKilled);
  EXPECT_THAT(starts(killed), ElementsAre(0, 4));
  const Replay kept = replayed(workload(lines, OverrunRule::kKeep), {processors(2)}, "fcfs,easy", Semantics::kBatch);
  EXPECT_EQ(kept.records[0].state, JobState::kCompleted);
  EXPECT_THAT(starts(kept), ElementsAre(0, 9));
}

TEST(OverrunExample, DoesNotKillAJobThatEndsExactlyAtItsLimit) {
  const Workload work = workload({{.run = 4, .requested = 4}}, OverrunRule::kKill);
  EXPECT_EQ(replayed(work, {processors(1)}, "fcfs,none", Semantics::kBatch).records[0].state, JobState::kCompleted);
}

//  A asks for 2 and runs for 9; the head H needs both units. Expected ends of A: 2, then 4, then 8, then 16. X (5 s)
//  may not start at 1 (H promised 2), nor at 2 (promised 4), nor at 4 (promised 8); at 8 H is promised 16, and X fits.
TEST(OverrunExample, DoublesTheExpectationOfAJobThatIsKept) {
  const Workload work = workload({{.submit = 0, .run = 9, .requested = 2, .replicas = 1},  // A
                                  {.submit = 1, .run = 1, .replicas = 2},                  // H
                                  {.submit = 1, .run = 5, .replicas = 1}},                 // X
                                 OverrunRule::kKeep);
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(2)}, "fcfs,easy", semantics)), ElementsAre(0, 13, 8));
  }
}

//  B waits for A, which ends at 3, and thinks for 2 s more. C waits for both; its own submission comes later still.
TEST(DependencyExample, MakesAJobEligibleAfterTheLastItWaitsForAndItsThinkTime) {
  const Workload work = workload({{.submit = 0, .run = 3},
                                  {.submit = 1, .run = 4, .after = {{0, 2}}},
                                  {.submit = 20, .run = 1, .after = {{0, 0}, {1, 1}}}});
  const Replay result = replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch);
  EXPECT_THAT(starts(result), ElementsAre(0, 5, 20));
  EXPECT_EQ(result.records[1].submit_us, 5 * kSecond) << "waiting counts from when a job could have started";
}

//  Five jobs one after the other that run for no time, all within one instant.
TEST(DependencyExample, RunsAChainOfJobsWithoutDurationWithinOneInstant) {
  const Workload work = workload({{.submit = 7, .run = 0},
                                  {.run = 0, .after = {{0, 0}}},
                                  {.run = 0, .after = {{1, 0}}},
                                  {.run = 0, .after = {{2, 0}}},
                                  {.run = 0, .after = {{3, 0}}}});
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    const Replay result = replayed(work, {processors(1)}, "fcfs,conservative", semantics);
    EXPECT_THAT(starts(result), ElementsAre(7, 7, 7, 7, 7));
  }
}

TEST(RefusalExample, RefusesWhatNeverFitsWithAllThatDependsOnItAndNothingElse) {
  const Workload work = workload({{.submit = 0, .run = 1, .replicas = 5},
                                  {.submit = 0, .run = 1, .after = {{0, 0}}},
                                  {.submit = 0, .run = 1, .after = {{1, 0}}},
                                  {.submit = 0, .run = 1, .replicas = 4}});
  const Replay result = replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch);
  EXPECT_THAT(starts(result), ElementsAre(-1, -1, -1, 0));
  EXPECT_EQ(result.refusals.size(), 3U);
}

}  // namespace
}  // namespace berth::test
