// Choosing among several clusters, by hand: the earliest start, then the fewest units left free, then the order in
// which the scenario names them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;

std::vector<int> clusters_of(const Replay& replay) {
  std::vector<int> clusters;
  for (const Record& record : replay.records) clusters.push_back(record.cluster);
  return clusters;
}

//  One unit leaves 2 free on either: the first named. Two more leave none there and 1 on the other: the fullest. Three
//  fit the other alone.
TEST(ClustersExample, ChoosesTheClusterWithTheFewestUnitsLeftThenTheFirstNamed) {
  const Workload work = workload({{.replicas = 1}, {.replicas = 2}, {.replicas = 3}});
  const Replay result = replayed(work, {processors(3, "a"), processors(3, "b")}, "fcfs,none", Semantics::kBatch);
  EXPECT_THAT(starts(result), ElementsAre(0, 0, 0));
  EXPECT_THAT(clusters_of(result), ElementsAre(0, 0, 1));
}

//  a has 4 units, b has 3. A leaves fewest free on b, B fits a alone. The head H can be promised 4 on b and 9 on a: it
//  is promised b, and X may start on a, however long it is, and although a has no unit to spare at 9.
TEST(ClustersExample, HoldsTheHeadsPromiseOnOneClusterAndNothingOnTheOthers) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 3},     // A
                                  {.submit = 0, .run = 9, .replicas = 3},     // B
                                  {.submit = 1, .run = 2, .replicas = 3},     // H
                                  {.submit = 2, .run = 20, .replicas = 1}});  // X
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    const Replay result = replayed(work, {processors(4, "a"), processors(3, "b")}, "fcfs,easy", semantics);
    EXPECT_THAT(starts(result), ElementsAre(0, 0, 4, 2));
    EXPECT_THAT(clusters_of(result), ElementsAre(1, 0, 1, 0));
  }
}

}  // namespace
}  // namespace berth::test
