// Small cases, worked out by hand, in which which node, or which GPU, decides when jobs start.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/builders.hpp"

namespace berth {
namespace {

using test::replayed;
using test::starts;
using test::workload;
using testing::ElementsAre;

ClusterSpec cluster_of(NodeGroup group) { return {"machine", {std::move(group)}}; }

// M moves to the GPU of which J is promised the half, for a part of J's time. What is free of that GPU throughout J's
// time is not looked for then, but J keeps what it was promised.
TEST(NodesUnderConservative, AShareKeepsItsReservationWhenAnotherComesToItsGpu) {
  const Workload work = workload({
      {.submit = 0, .run = 10, .per_replica = {500, 0, 1000}},
      {.submit = 0, .run = 4, .per_replica = {500, 0, 1000}},
      {.submit = 0, .run = 2, .requested = 12, .per_replica = {2000, 0, 0}},
      {.submit = 0, .run = 5, .per_replica = {500, 0, 0}},
      {.submit = 1, .run = 3, .per_replica = {3000, 0, 300}},  // M: at 12, then at 5
      {.submit = 1, .run = 6, .per_replica = {500, 0, 500}},   // J: at 4
  });
  const Replay replay =
      replayed(work, {cluster_of({.name = "node", .count = 1, .per_node = {4000, 0, 2000}})}, "fcfs,conservative");
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 0, 0, 5, 4));
}

// Of its two GPUs each is free when it is asked about alone: only one of four is, the others' job has outlived its
// time.
TEST(NodesUnderConservative, AReservationThatIsDueWaitsUntilAllOfItIsFreeAtOnce) {
  const Workload work = workload({
      {.submit = 0, .run = 2, .requested = 1, .replicas = 3, .per_replica = {500, 0, 1000}},
      {.submit = 1, .run = 1, .replicas = 2, .per_replica = {500, 0, 700}},
  });
  const Replay replay = replayed(work, {cluster_of({.name = "node", .count = 1, .per_node = {3000, 0, 4000}})},
                                 "fcfs,conservative", Semantics::kEvent);
  EXPECT_THAT(starts(replay), ElementsAre(0, 2));
}

TEST(NodesUnderConservative, AReservationThatIsDueWaitsForAJobItKeepsApartFromAndThatOutlivesItsTime) {
  const Workload work = workload({
      {.submit = 0, .run = 10, .requested = 5, .traits = {.apart = "database"}},
      {.submit = 0, .run = 5},
      {.submit = 1, .run = 1, .traits = {.apart = "database"}},
  });
  const Replay replay = replayed(work, {cluster_of({.name = "node", .count = 1, .per_node = {4000, 0, 0}})},
                                 "fcfs,conservative", Semantics::kEvent);
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 10));
}

// By promise the first job is gone from its GPU, in truth it is not yet: where the head is promised nothing, only the
// truth counts, and the cluster that is left fuller is chosen.
TEST(NodesUnderEasy, AJobStartsOnAClusterWithoutTheHeadsPromiseWhenItFits) {
  const Workload work = workload({
      {.submit = 0, .run = 10, .requested = 5, .per_replica = {500, 0, 500}},
      {.submit = 0, .run = 20, .per_replica = {2000, 0, 0}},
      {.submit = 1, .run = 1, .per_replica = {2000, 0, 0}},  // the head
      {.submit = 5, .run = 1, .per_replica = {500, 0, 500}},
  });
  const std::vector<ClusterSpec> clusters = {cluster_of({.name = "large", .count = 1, .per_node = {2500, 0, 2000}}),
                                             cluster_of({.name = "small", .count = 1, .per_node = {1000, 0, 1000}})};
  const Replay replay = replayed(work, clusters, "fcfs,easy", Semantics::kEvent);
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 20, 5));
  EXPECT_EQ(replay.records[3].cluster, 1);
}

// No rack can take both, one zone can; that a rack of it was tried in vain says nothing against the zone.
TEST(NodesInRacks, AJobOfOneReplicaARackThatPrefersOneGoesToAZoneInstead) {
  const Traits traits{.spread = Spread::kRacks, .pack = Pack::kPreferRack};
  const Workload work = workload({{.run = 1, .replicas = 2, .per_replica = {2000, 0, 0}, .traits = traits}});
  const ClusterSpec cluster{
      "machine",
      {{.name = "alone", .count = 1, .per_node = {3000, 0, 0}},
       {.name = "zoned", .count = 3, .per_node = {3000, 0, 0}, .zone = "z", .nodes_per_rack = 2}}};
  const Replay replay = replayed(work, {cluster}, "fcfs");
  EXPECT_THAT(replay.placements[0], ElementsAre(Seat{1, 1}, Seat{3, 1}));
}

}  // namespace
}  // namespace berth
