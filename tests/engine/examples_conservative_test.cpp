// Conservative backfilling on examples worked out by hand (Mu'alem & Feitelson, IEEE TPDS 12(6), 2001): every job is
// promised a start when it comes, and nobody who comes later moves it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

//  4 | A A A A A A B B B B            A takes 3 of 4 units until 6. B needs all of them: promised 6.
//  3 | A A A A A A B B B B C C C      C needs 2: the first such hole that lasts for 3 s is behind B, at 10.
//  2 | A A A A A A B B B B C C C      D needs 1 for 4 s: now. At 2 it ends by 6, when B begins.
//  1 | . . D D D D B B B B E E E E E  E needs 1 for 5 s: from 3 on it would run into B, so behind B, beside C.
//      0         5         10
TEST(ConservativeExample, PromisesEachJobTheFirstHoleItFits) {
  const Workload work = workload({{.submit = 0, .run = 6, .replicas = 3},    // A
                                  {.submit = 1, .run = 4, .replicas = 4},    // B
                                  {.submit = 2, .run = 3, .replicas = 2},    // C
                                  {.submit = 2, .run = 4, .replicas = 1},    // D
                                  {.submit = 3, .run = 5, .replicas = 1}});  // E
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,conservative", semantics)), ElementsAre(0, 6, 10, 2, 10));
  }
}

//  A asked for 10 and ends at 4: the whole plan moves up, in queue order, from 10 and 15 to 4 and 9.
TEST(ConservativeExample, MovesEveryPromiseUpWhenAJobEndsEarly) {
  const Workload work = workload({{.submit = 0, .run = 4, .requested = 10, .replicas = 2},
                                  {.submit = 1, .run = 5, .replicas = 2},
                                  {.submit = 2, .run = 5, .replicas = 2}});
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "fcfs,conservative", Semantics::kBatch)), ElementsAre(0, 4, 9));
}

//  Compression asks in queue order. At 3 one unit comes free until 10. B needs two: it stays at 10. C (7 s) fits before
//  B, exactly. D (2 s) would have fitted as well, but C stands before it.
TEST(ConservativeExample, GivesWhatComesFreeToTheFirstInTheQueueThatFits) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 1},
                                  {.submit = 0, .run = 3, .requested = 10, .replicas = 1},
                                  {.submit = 1, .run = 5, .replicas = 2},    // B
                                  {.submit = 1, .run = 7, .replicas = 1},    // C
                                  {.submit = 1, .run = 2, .replicas = 1}});  // D
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "fcfs,conservative", Semantics::kBatch)),
              ElementsAre(0, 0, 10, 3, 15));
}

//  A asks for 2 and, kept, runs for 5: expected to end at 2, then at 4, then at 8. B is put off with it.
TEST(ConservativeExample, PutsPromisesOffOnlyWhenAnEstimateWasTooShort) {
  const Workload work = workload({{.submit = 0, .run = 5, .requested = 2, .replicas = 2},  // A
                                  {.submit = 1, .run = 1, .replicas = 1}},                 // B
                                 OverrunRule::kKeep);
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "fcfs,conservative", Semantics::kBatch)), ElementsAre(0, 5));
}

//  With depth=1 only the first in the queue holds a promise. C waits without one although its hole is there.
TEST(ConservativeExample, PromisesNothingBeyondItsDepth) {
  const Workload work = workload({{.submit = 0, .run = 6, .replicas = 3},    // A
                                  {.submit = 1, .run = 4, .replicas = 4},    // B
                                  {.submit = 2, .run = 4, .replicas = 1}});  // C
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,conservative", Semantics::kBatch)), ElementsAre(0, 6, 2));
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,conservative(depth=1)", Semantics::kBatch)),
              ElementsAre(0, 6, 10));
}

}  // namespace
}  // namespace berth::test
