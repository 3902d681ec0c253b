// Shortest job backfilled first (Tsafrir, Etsion & Feitelson, IEEE TPDS 18(6), 2007), worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

//  H needs the whole machine and is promised 10. One unit is free, X (8 s) and Y (3 s) both end by 10.
//
//   easy  4 | . . X X X X X X X X H H H H H Y Y Y     sjbf  4 | . . Y Y Y . . . . . H H H H H X …
//         3 | A A A A A A A A A A H H H H H                 3 | A A A A A A A A A A H H H H H
//             0         5         10        15                  0         5         10        15
//
//  In queue order X goes first. Shortest first, Y does, and at 5 X would end at 13: too late.
TEST(EasySjbfExample, TriesTheShortestCandidateFirst) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3},   // A
                                  {.submit = 1, .run = 5, .replicas = 4},    // H
                                  {.submit = 2, .run = 8, .replicas = 1},    // X
                                  {.submit = 2, .run = 3, .replicas = 1}});  // Y
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy", Semantics::kBatch)), ElementsAre(0, 10, 2, 15));
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy-sjbf", Semantics::kBatch)), ElementsAre(0, 10, 15, 2));
}

//  The head keeps its place whatever its length: the order of the queue stays first come, first served.
TEST(EasySjbfExample, LeavesTheHeadTheHead) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 2},    // A
                                  {.submit = 1, .run = 9, .replicas = 2},    // H: long
                                  {.submit = 2, .run = 1, .replicas = 2}});  // short, but it came later
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "fcfs,easy-sjbf", Semantics::kBatch)), ElementsAre(0, 4, 13));
}

//  Of candidates that ask for as long, the first in the queue is tried first.
TEST(EasySjbfExample, KeepsTheQueuesOrderAmongEquallyLong) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3},   // A
                                  {.submit = 1, .run = 5, .replicas = 4},    // H
                                  {.submit = 2, .run = 4, .replicas = 1},    // first
                                  {.submit = 2, .run = 4, .replicas = 1}});  // second
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy-sjbf", Semantics::kBatch)), ElementsAre(0, 10, 2, 6));
}

//  The depth counts in queue order, before sorting: with depth=1 only X, first behind the head, is a candidate.
TEST(EasySjbfExample, CountsItsDepthInQueueOrder) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3},   // A
                                  {.submit = 1, .run = 5, .replicas = 4},    // H
                                  {.submit = 2, .run = 8, .replicas = 1},    // X
                                  {.submit = 2, .run = 3, .replicas = 1}});  // Y
  EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,easy-sjbf(depth=1)", Semantics::kBatch)),
              ElementsAre(0, 10, 2, 15));
}

}  // namespace
}  // namespace berth::test
