#include "engine/cluster/placer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <random>

#include "engine/policy/registry.hpp"

namespace berth {
namespace {

using ::testing::ElementsAre;

struct Floor {
  ClusterSpec cluster;
  Workload workload;
  std::string policy = "first-fit";
  std::optional<NodePool> pool;
  std::optional<Placer> placer;
  Apart apart;

  explicit Floor(std::vector<NodeGroup> groups) { cluster.groups = std::move(groups); }

  Job job(const Resources& one, std::uint32_t replicas = 1, const Traits& traits = {}) {
    Job job;
    job.per_replica = one;
    job.replicas = replicas;
    job.traits = workload.intern(traits);
    return job;
  }
  std::optional<Placement> place(const Job& wanted) {
    if (!pool) {
      const Choice choice{policy, {}};
      pool.emplace(cluster, find_placement(policy)->by_kinds);
      placer.emplace(cluster, workload, *find_placement(policy), choice);
    }
    return placer->place(*pool, apart, 0, wanted, Placer::Then::kTake);
  }
  // The nodes it goes to, one entry a replica; empty when it does not fit.
  std::vector<std::uint32_t> nodes(const Job& wanted) {
    std::vector<std::uint32_t> nodes;
    for (const Seat& seat : place(wanted).value_or(Placement{})) nodes.insert(nodes.end(), seat.replicas, seat.node);
    return nodes;
  }
};

NodeGroup group(std::int64_t count, const Resources& each) { return {"group", count, each}; }
constexpr Resources kGpuNode{32'000, 128'000, 4000};

TEST(Placer, PlacesAllReplicasOrNone) {
  Floor floor({group(2, {4000, 0, 0})});
  EXPECT_THAT(floor.nodes(floor.job({3000, 0, 0}, 3)), ElementsAre());
  EXPECT_EQ(floor.pool->free().cpu_milli, 8000) << "nothing is held by a job that did not fit";
  EXPECT_THAT(floor.nodes(floor.job({3000, 0, 0}, 2)), ElementsAre(0, 1));
}

TEST(Placer, GoesOnlyWhereTheModelIsOneOfThoseAskedFor) {
  Floor floor({group(1, kGpuNode), group(1, kGpuNode), group(1, kGpuNode)});
  floor.cluster.groups[1].gpu_model = "A100";
  floor.cluster.groups[2].gpu_model = "T4";
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 1000}, 1, {.gpu_models = {"T4", "V100"}})), ElementsAre(2));
}

TEST(Placer, GoesOnlyWhereEachGpuHasTheMemoryAskedFor) {
  Floor floor({group(1, kGpuNode), group(1, kGpuNode)});
  floor.cluster.groups[0].gpu_memory_mib = 16'000;
  floor.cluster.groups[1].gpu_memory_mib = 80'000;
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 300}, 1, {.gpu_memory_mib = 40'000})), ElementsAre(1));
}

TEST(Placer, GoesOnlyWhereAllLabelsAre) {
  Floor floor({group(1, kGpuNode), group(1, kGpuNode)});
  floor.cluster.groups[0].labels = {{"disk", "ssd"}};
  floor.cluster.groups[1].labels = {{"disk", "ssd"}, {"net", "ib"}};
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 1, {.labels = {{"net", "ib"}}})), ElementsAre(1));
}

TEST(Placer, KeepsOffTaintedNodesWhoeverDoesNotTolerateThem) {
  Floor floor({group(1, kGpuNode), group(1, kGpuNode)});
  floor.cluster.groups[0].taints = {"spot"};
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0})), ElementsAre(1));
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 1, {.tolerates = {"spot"}})), ElementsAre(0));
}

TEST(Placer, PutsNoTwoReplicasOnOneNodeThatAreToSpread) {
  Floor floor({group(3, kGpuNode)});
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 3, {.spread = Spread::kNodes})), ElementsAre(0, 1, 2));
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 4, {.spread = Spread::kNodes})), ElementsAre());
}

TEST(Placer, PutsReplicasIntoRacksOfTheirOwnThatAreToSpreadOverRacks) {
  Floor floor({group(4, kGpuNode)});
  floor.cluster.groups[0].nodes_per_rack = 2;
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 2, {.spread = Spread::kRacks})), ElementsAre(0, 2));
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 3, {.spread = Spread::kRacks})), ElementsAre());
}

TEST(Placer, KeepsAGangInTheRackWithRoomForTheFewestOfItsReplicas) {
  Floor floor({group(4, kGpuNode)});
  floor.cluster.groups[0].nodes_per_rack = 2;
  floor.place(floor.job({1000, 0, 2000}));  // on node 0
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 2000}, 3, {.pack = Pack::kRack})), ElementsAre(0, 1, 1));
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 2000}, 5, {.pack = Pack::kRack})), ElementsAre());
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 1000}, 8, {.pack = Pack::kRack})), ElementsAre(2, 2, 2, 2, 3, 3, 3, 3));
}

TEST(Placer, TakesAGangThatOnlyPrefersARackAnywhereElse) {
  Floor floor({group(2, kGpuNode)});
  floor.cluster.groups[0].nodes_per_rack = 1;
  EXPECT_THAT(floor.nodes(floor.job({0, 0, 4000}, 2, {.pack = Pack::kPreferRack})), ElementsAre(0, 1));
}

TEST(Placer, KeepsJobsOfOneNameApart) {
  Floor floor({group(3, kGpuNode)});
  floor.apart["db"] = {{0, 1}, {2, 1}};
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0}, 1, {.apart = "db"})), ElementsAre(1));
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0})), ElementsAre(0));
}

TEST(Placer, PutsNothingOnABlockedNode) {
  Floor floor({group(2, kGpuNode)});
  floor.place(floor.job({1000, 0, 0}));
  floor.pool->block(0, 1);
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 0})), ElementsAre(1));
}

TEST(Placer, PacksGpusInSharedUseFirst) {
  Floor floor({group(2, kGpuNode)});
  floor.policy = "gpu-packing";
  floor.place(floor.job({1000, 0, 400}));
  EXPECT_EQ(floor.place(floor.job({1000, 0, 500}))->front(), (Seat{0, 1, 0}));
  EXPECT_EQ(floor.place(floor.job({1000, 0, 500}))->front(), (Seat{0, 1, 1})) << "a whole GPU of the node in use";
}

TEST(Placer, ClustersRequestsOfOneKind) {
  Floor floor({group(3, kGpuNode)});
  floor.policy = "gpu-clustering";
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 400})), ElementsAre(0));
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 2000})), ElementsAre(1)) << "an idle node, not that of the shares";
  EXPECT_THAT(floor.nodes(floor.job({1000, 0, 100})), ElementsAre(0));
}

TEST(Placer, SpreadsByWorstFitAndPacksByBestFit) {
  for (const auto& [policy, second] : {std::pair("worst-fit", 1U), std::pair("best-fit", 0U)}) {
    Floor floor({group(2, kGpuNode)});
    floor.policy = policy;
    floor.place(floor.job({1000, 0, 1000}));
    EXPECT_THAT(floor.nodes(floor.job({1000, 0, 1000})), ElementsAre(second)) << policy;
  }
}

// Whatever comes and goes: what boards and classes say is what a scan of all nodes says.
TEST(Placer, FindsWhatAScanOfAllNodesFinds) {
  for (const char* policy : {"first-fit", "best-fit", "worst-fit", "dot-product", "cosine", "tetris", "gpu-packing"}) {
    std::mt19937_64 random(7);
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    Floor floor({group(20, {16'000, 64'000, 2000}), group(30, {32'000, 64'000, 8000}), group(10, {64'000, 64'000, 0})});
    floor.policy = policy;
    const Choice choice{policy, {}};
    const auto scorer = find_placement(policy)->make({floor.cluster, floor.workload, choice});
    std::vector<std::pair<Placement, Resources>> held;
    for (int step = 0; step < 3000; ++step) {
      if (!held.empty() && below(5) < 2) {
        const auto leaving = held.begin() + below(held.size());
        for (const Seat& seat : leaving->first) floor.pool->give(seat, leaving->second);
        held.erase(leaving);
        continue;
      }
      const std::int64_t gpu[] = {0, 100 * (1 + below(9)), 1000, 2000, 4000};
      const Resources one{1000 * below(8), 1000 * below(8), gpu[below(5)]};
      double best = ScoreBoard::kNoRoom;
      std::optional<std::uint32_t> expected;
      for (std::uint32_t node = 0; floor.pool && node < floor.pool->node_count(); ++node) {
        const NodeState& state = floor.pool->state(floor.pool->class_of(node));
        if (!floor.pool->room(node).fits(one)) continue;
        const double value = scorer->score(state, one).value;
        if (value > best) expected = node;
        best = std::max(best, value);
      }
      const bool begun = floor.pool.has_value();
      const auto placement = floor.place(floor.job(one));
      if (begun) {
        ASSERT_EQ(placement.has_value(), expected.has_value()) << policy << ", step " << step;
        if (placement) {
          ASSERT_EQ(placement->front().node, *expected) << policy << ", step " << step;
        }
      }
      if (placement) held.emplace_back(*placement, one);
    }
    for (const auto& [placement, one] : held) {
      for (const Seat& seat : placement) floor.pool->give(seat, one);
    }
    EXPECT_EQ(floor.pool->free(), floor.cluster.capacity()) << policy;
  }
}

}  // namespace
}  // namespace berth
