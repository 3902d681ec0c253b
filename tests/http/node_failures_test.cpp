// Nodes that fail and come back, over HTTP.
#include <gtest/gtest.h>

#include "tests/http/site.hpp"

namespace berth::http {
namespace {

struct ClusterOfNodes {
  Site site;
  Client ann = site.founder("ann");

  ClusterOfNodes() {
    const Reply made =
        ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,"node_groups":[
        {"name":"g","count":2,"cpu":4,"ram":4,"gpu":1},{"name":"h","count":1,"cpu":4,"ram":4,"gpu":0}]})");
    EXPECT_EQ(made.status, 200) << made.body;
    EXPECT_EQ(made.at("nodes_down"), "[]");
  }
  Reply report(int node, bool down) {
    return ann.patch("/api/v1/clusters/1/nodes", (down ? R"({"down":[)" : R"({"up":[)") + std::to_string(node) + "]}");
  }
  Reply deploy(double cpu, double gpu = 0) {
    return ann.post("/api/v1/deployments/", R"({"name":"d","docker_image":"i","cpu_required":)" + std::to_string(cpu) +
                                                R"(,"ram_required":1,"gpu_required":)" + std::to_string(gpu) +
                                                R"(,"cluster_id":1})");
  }
};

TEST(NodeFailures, SendWhoRanThereBackToTheQueueAndCountWhatWasLost) {
  ClusterOfNodes s;
  s.deploy(4, 1);
  s.deploy(4, 1);
  EXPECT_EQ(s.report(0, true).at("nodes_down"), "[0]");
  const Reply lost = s.ann.get("/api/v1/deployments/1");
  EXPECT_EQ(lost.at("status"), R"("pending")");
  EXPECT_EQ(lost.at("reason"), R"("node failed")");
  EXPECT_EQ(lost.at("preempted_by"), "null");
  EXPECT_NE(lost.at("lost_s"), "0.0");
  EXPECT_EQ(s.ann.get("/api/v1/deployments/2").at("lost_s"), "0.0");
  const Reply why = s.ann.get("/api/v1/deployments/1/explain");
  EXPECT_NE(why.body.find("nodes_down"), std::string::npos) << why.body;
  EXPECT_EQ(s.report(0, false).at("nodes_down"), "[]");
  EXPECT_EQ(s.ann.get("/api/v1/deployments/1").at("status"), R"("running")");
}

TEST(NodeFailures, LetDeploymentsGoOnOtherNodes) {
  ClusterOfNodes s;
  s.deploy(2);
  EXPECT_EQ(s.report(0, true).status, 200);
  EXPECT_EQ(s.report(1, true).status, 200);
  EXPECT_EQ(s.ann.get("/api/v1/deployments/1").at("status"), R"("running")") << "on the last node";
  EXPECT_EQ(s.deploy(4).at("status"), R"("pending")");
}

TEST(NodeFailures, ReportedTwiceAreOne) {
  ClusterOfNodes s;
  const Reply once = s.report(1, true), twice = s.report(1, true);
  EXPECT_EQ(once.body, twice.body);
}

TEST(NodeFailures, KeepToTheirNodesWhenTheClusterIsResized) {
  ClusterOfNodes s;
  s.report(2, true);
  const Reply changed = s.ann.patch("/api/v1/clusters/1", R"({"node_groups":[
      {"name":"g","count":1,"cpu":4,"ram":4,"gpu":1},{"name":"h","count":1,"cpu":4,"ram":4,"gpu":0}]})");
  EXPECT_EQ(changed.at("nodes_down"), "[1]");
}

TEST(NodeFailures, AreOfNodesThatAreThere) {
  ClusterOfNodes s;
  EXPECT_EQ(s.report(3, true).status, 404);
  EXPECT_EQ(s.ann.patch("/api/v1/clusters/9/nodes", R"({"down":[0]})").status, 404);
  EXPECT_EQ(s.ann.patch("/api/v1/clusters/1/nodes", R"({"down":[1,-1]})").status, 404);
  s.site.cluster(s.ann, 8);
  EXPECT_EQ(s.ann.patch("/api/v1/clusters/2/nodes", R"({"down":[0]})").status, 404) << "a sum has no nodes";
}

}  // namespace
}  // namespace berth::http
