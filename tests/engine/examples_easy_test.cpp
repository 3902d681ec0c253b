// EASY backfilling on examples small enough to be drawn and worked out by hand (Lifka, JSSPP 1995; Mu'alem & Feitelson,
// IEEE TPDS 12(6), 2001; the difference between one event at a time and a whole instant is our own).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

//  4 | A A A A A A A A A A B B B B B D D …     B waits for 3 units: promised 10, when A ends; 1 unit is spare then.
//  3 | A A A A A A A A A A B B B B B           C would end at 22, after 10, but uses no more than the spare unit: now.
//  2 | . . . . . . . . . . B B B B B           D is like C, but the spare unit is given away: it would delay B.
//  1 | . . C C C C C C C C C C C C C C C …
//      0         5         10        15
TEST(EasyExample, LetsALongJobUseTheUnitsTheHeadWillNotNeedButOnlyOnce) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 2},    // A
                                  {.submit = 1, .run = 5, .replicas = 3},     // B, the head
                                  {.submit = 2, .run = 20, .replicas = 1},    // C
                                  {.submit = 3, .run = 20, .replicas = 1}});  // D
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", semantics)), ElementsAre(0, 10, 2, 15));
  }
}

//  As above, without D. The same C one unit wider fits what is free at 2, but not what is spare at 10: it would take a
//  unit that B is promised. It waits until B has ended.
//
//  4 | A A A A A A A A A A B B B B B C C …
//  3 | A A A A A A A A A A B B B B B C C …
//  2 | . . . . . . . . . . B B B B B
//      0         5         10        15
TEST(EasyExample, HoldsBackALongJobThatIsOneUnitWiderThanWhatIsSpare) {
  for (const std::uint32_t width : {1U, 2U}) {
    const Workload work = workload({{.submit = 0, .run = 10, .replicas = 2},        // A
                                    {.submit = 1, .run = 5, .replicas = 3},         // B, the head
                                    {.submit = 2, .run = 20, .replicas = width}});  // C
    EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch)),
                ElementsAre(0, 10, width == 1 ? 2 : 15));
  }
}

//  8 | A A A A H?              H needs 7 units. After A (at 4) 6 are free: not yet. After B (at 8) all 8 are: the
//  7 | A A A A                 shadow time is 8, and 1 unit is spare.
//  6 | B B B B B B B B H H H   A shadow taken at 4 would hold X back for nothing; one taken later than 8 would let Y
//  5 | B B B B B B B B H H H   start at 2 and delay H to 9.
//  4 | . . X X X X X X H H H   X ends at 8 exactly, and may start. Y ends at 9 and needs 2 units: it may not.
//  3 | . . X X X X X X H H H
//      0       4       8     11
TEST(EasyExample, TakesTheShadowTimeWhereEnoughUnitsAreFreeForTheFirstTime) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 2},    // A
                                  {.submit = 0, .run = 8, .replicas = 2},    // B
                                  {.submit = 1, .run = 3, .replicas = 7},    // H, the head
                                  {.submit = 2, .run = 7, .replicas = 2},    // Y
                                  {.submit = 2, .run = 6, .replicas = 2}});  // X
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(8)}, "fcfs,easy", semantics)), ElementsAre(0, 0, 8, 11, 2));
  }
}

//  In microseconds: H is promised 10 and leaves nothing spare. From 2 on, X may take 8 and end at 10. With 9 it would
//  end just after, and with a shadow time wrong by that much H would start at 11.
//
//  2 | . . X X X X X X X X H H H H H
//  1 | A A A A A A A A A A H H H H H
//      0         5         10
TEST(EasyExample, StartsWhatEndsAtTheShadowTimeAndNothingThatEndsAMicrosecondLater) {
  for (const std::int64_t length : {8, 9}) {
    const Workload work = workload({{.submit = 0, .run = 10, .replicas = 1},       // A
                                    {.submit = 1, .run = 5, .replicas = 2},        // H, the head
                                    {.submit = 2, .run = length, .replicas = 1}},  // X
                                   OverrunRule::kKeep, 1);
    for (const char* policy : {"fcfs,easy", "fcfs,easy-sjbf", "fcfs,conservative"}) {
      const Replay result = replayed(work, {processors(2)}, policy, Semantics::kBatch);
      EXPECT_EQ(result.records[1].start_us, 10) << policy;
      EXPECT_EQ(result.records[2].start_us, length == 8 ? 2 : 15) << policy;
    }
  }
}

//  A asks for 10 and runs for 4. The head H needs the whole machine and is promised 10. X, which asks for 8, may start
//  at 2, because it ends by 10. That A ends at 4 helps H no longer: it starts when promised, not later, not earlier.
TEST(EasyExample, PlansWithRequestedTimesAndNotWithRunTimes) {
  const Workload work = workload({{.submit = 0, .run = 4, .requested = 10, .replicas = 2},  // A
                                  {.submit = 1, .run = 5, .replicas = 4},                   // H
                                  {.submit = 2, .run = 8, .replicas = 2}});                 // X
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch)), ElementsAre(0, 10, 2));
}

//  Without backfilling, X would have waited behind H although half of the machine is idle.
TEST(EasyExample, FillsWhatFirstComeFirstServedLeavesIdle) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 2},   // A
                                  {.submit = 1, .run = 5, .replicas = 4},    // H
                                  {.submit = 2, .run = 8, .replicas = 2}});  // X
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,none", Semantics::kBatch)), ElementsAre(0, 10, 15));
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch)), ElementsAre(0, 10, 2));
}

//  With one reservation only the head is safe. J1 needs 3 of 5 units and is promised 4; 2 are spare then. J3 takes
//  those 2 for 10 s, and so J2 behind J1, which needs 4 units, waits for J3 to end, at 13 instead of 8.
//
//   5 | A A A A 1 1 1 1 . . . . . 2 2 2 2
//   4 | A A A A 1 1 1 1 . . . . . 2 2 2 2
//   3 | A A A A 1 1 1 1 . . . . . 2 2 2 2
//   2 | . . . 3 3 3 3 3 3 3 3 3 3 2 2 2 2
//   1 | . . . 3 3 3 3 3 3 3 3 3 3
//       0       4       8       12
TEST(EasyExample, MayDelayAJobBehindTheHeadWhereConservativeMayNot) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 3},     // A
                                  {.submit = 1, .run = 4, .replicas = 3},     // J1, the head
                                  {.submit = 2, .run = 4, .replicas = 4},     // J2
                                  {.submit = 3, .run = 10, .replicas = 2}});  // J3
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(5)}, "fcfs,easy", semantics)), ElementsAre(0, 4, 13, 3));
    EXPECT_THAT(starts(replayed(work, {processors(5)}, "fcfs,conservative", semantics)), ElementsAre(0, 4, 8, 12));
  }
}

//  A asks for 8 but ends at 5, at the same instant as B. Taken as one instant, both have ended: H has all 3 units.
//  Taken one by one, B has ended and A not yet: H is promised 8, X ends by then and starts, and holds H up until 8.
TEST(EasyExample, DiffersBetweenAWholeInstantAndOneEventAfterTheOther) {
  const Workload work = workload({{.submit = 0, .run = 5, .replicas = 1},                  // B
                                  {.submit = 0, .run = 5, .requested = 8, .replicas = 2},  // A
                                  {.submit = 1, .run = 2, .replicas = 3},                  // H
                                  {.submit = 1, .run = 3, .replicas = 1}});                // X
  EXPECT_THAT(starts(replayed(work, {processors(3)}, "fcfs,easy", Semantics::kBatch)), ElementsAre(0, 0, 5, 7));
  EXPECT_THAT(starts(replayed(work, {processors(3)}, "fcfs,easy", Semantics::kEvent)), ElementsAre(0, 0, 8, 5));
}

//  Two jobs could be backfilled, but with depth=1 only the first behind the head is looked at, which does not fit.
TEST(EasyExample, LooksNoFurtherBehindTheHeadThanItsDepth) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3},   // A
                                  {.submit = 1, .run = 5, .replicas = 4},    // H
                                  {.submit = 2, .run = 5, .replicas = 2},    // does not fit the one free unit
                                  {.submit = 2, .run = 5, .replicas = 1}});  // X
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch)), ElementsAre(0, 10, 15, 2));
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy(depth=1)", Semantics::kBatch)),
              ElementsAre(0, 10, 15, 15));
}

}  // namespace
}  // namespace berth::test
