// Where replicas may be: GPU models, labels, taints, racks, and keeping apart, live as in a replay.
#include <gtest/gtest.h>

#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

NodeGroupView group(std::string name, std::int64_t count) {
  NodeGroupView group;
  group.name = std::move(name);
  group.count = count;
  group.per_node = {8, 64, 4};
  return group;
}

std::int64_t cluster_of(Harness& h, const Caller& caller, std::vector<NodeGroupView> groups) {
  CreateCluster wish;
  wish.name = "mixed";
  wish.groups = std::move(groups);
  return h.ask<ClusterShown>(caller, std::move(wish)).cluster.id;
}

Deployment deploy(Harness& h, const Caller& caller, Traits traits, std::int64_t replicas = 1,
                  Amounts each = {1, 1, 1}) {
  CreateDeployment wish;
  wish.name = "d";
  wish.docker_image = "i";
  wish.required = each;
  wish.replicas = replicas;
  wish.traits = std::make_shared<const Traits>(std::move(traits));
  return h.ask<Deployment>(caller, std::move(wish));
}

std::vector<std::uint32_t> nodes_of(const Deployment& deployment) {
  std::vector<std::uint32_t> nodes;
  for (const Seat& seat : deployment.nodes) nodes.push_back(seat.node);
  return nodes;
}

struct Setting {
  Harness h;
  Caller ann = h.founder("ann");
};

TEST(Wishes, ForAGpuModelAreMet) {
  Setting s;
  NodeGroupView old = group("old", 1), fresh = group("fresh", 1);
  old.gpu_model = "V100";
  fresh.gpu_model = "A100";
  cluster_of(s.h, s.ann, {old, fresh});
  EXPECT_EQ(nodes_of(deploy(s.h, s.ann, {.gpu_models = {"A100"}})), std::vector<std::uint32_t>{1});
  EXPECT_EQ(nodes_of(deploy(s.h, s.ann, {.gpu_models = {"V100"}})), std::vector<std::uint32_t>{0});
}

TEST(Wishes, NobodyCanMeetAreExplained) {
  Setting s;
  NodeGroupView nodes = group("nodes", 2);
  nodes.gpu_model = "V100";
  nodes.taints = {"maintenance"};
  cluster_of(s.h, s.ann, {nodes});
  const Deployment asks_for_a_model = deploy(s.h, s.ann, {.gpu_models = {"H100"}, .tolerates = {"maintenance"}});
  EXPECT_EQ(asks_for_a_model.status, Status::kPending);
  const auto model = s.h.ask<Explanation>(s.ann, ExplainDeployment{asks_for_a_model.id});
  EXPECT_EQ(model.reason_class, "never");
  ASSERT_EQ(model.constraints.size(), 1U);
  EXPECT_EQ(model.constraints[0].kind, "gpu_model");
  const auto taint = s.h.ask<Explanation>(s.ann, ExplainDeployment{deploy(s.h, s.ann, {}).id});
  ASSERT_EQ(taint.constraints.size(), 1U);
  EXPECT_EQ(taint.constraints[0].kind, "taints");
}

TEST(Wishes, ToKeepApartAndToSpreadAreMet) {
  Setting s;
  cluster_of(s.h, s.ann, {group("nodes", 3)});
  const Deployment spread = deploy(s.h, s.ann, {.spread = Spread::kNodes}, 2);
  EXPECT_EQ(nodes_of(spread).size(), 2U);
  const Deployment one = deploy(s.h, s.ann, {.apart = "db"}), other = deploy(s.h, s.ann, {.apart = "db"});
  EXPECT_NE(nodes_of(one), nodes_of(other));
}

// Only the nodes it may come to count.
TEST(Wishes, ThatMustWaitAreExplainedByTheNodesTheyMayComeTo) {
  Setting s;
  NodeGroupView labelled = group("fast", 1);
  labelled.labels = {{"disk", "nvme"}};
  cluster_of(s.h, s.ann, {group("plain", 5), labelled});
  const Traits wish{.labels = {{"disk", "nvme"}}};
  EXPECT_EQ(deploy(s.h, s.ann, wish, 1, {1, 1, 3}).status, Status::kRunning);
  const Deployment waits = deploy(s.h, s.ann, wish, 1, {1, 1, 2});
  EXPECT_EQ(waits.status, Status::kPending);
  const auto why = s.h.ask<Explanation>(s.ann, ExplainDeployment{waits.id});
  EXPECT_EQ(why.reason_class, "capacity");
  ASSERT_EQ(why.constraints.size(), 1U);
  EXPECT_EQ(why.constraints[0].kind, "gpu");
  EXPECT_EQ(why.constraints[0].available, 1);
  EXPECT_EQ(why.constraints[0].limit, 4);
}

TEST(Wishes, AreRememberedInDocuments) {
  Deployment deployment;
  deployment.id = 7;
  deployment.traits = std::make_shared<const Traits>(Traits{.gpu_models = {"A100", "H100"},
                                                            .gpu_memory_mib = 80'000'000,
                                                            .labels = {{"disk", "nvme"}},
                                                            .tolerates = {"spot"},
                                                            .apart = "db",
                                                            .spread = Spread::kRacks,
                                                            .pack = Pack::kPreferZone});
  const auto read = from_document<Deployment>(to_document(deployment));
  ASSERT_TRUE(read && read->traits);
  EXPECT_EQ(*read->traits, *deployment.traits);

  Cluster cluster;
  NodeGroupView nodes = group("nodes", 2);
  nodes.gpu_memory = 80;
  nodes.taints = {"spot"};
  nodes.rack = "r";
  nodes.zone = "z";
  nodes.nodes_per_rack = 4;
  cluster.groups = {nodes};
  const auto again = from_document<Cluster>(to_document(cluster));
  ASSERT_TRUE(again && again->groups.size() == 1);
  EXPECT_EQ(again->groups[0].gpu_memory, 80);
  EXPECT_EQ(again->groups[0].taints, nodes.taints);
  EXPECT_EQ(again->groups[0].rack, "r");
  EXPECT_EQ(again->groups[0].zone, "z");
  EXPECT_EQ(again->groups[0].nodes_per_rack, 4);
}

}  // namespace
}  // namespace berth::live
