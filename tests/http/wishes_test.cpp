// What deployments ask of nodes, over HTTP.
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "tests/http/site.hpp"

namespace berth::http {
namespace {

const std::string kDeployment =
    R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":1,"priority":0,"cluster_id":1)";

TEST(WishesOverHttp, AreTakenShownAndMet) {
  Site site;
  Client ann = site.founder("ann");
  const Reply cluster = ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,
      "node_groups":[{"name":"old","count":1,"cpu":8,"ram":64,"gpu":4,"gpu_model":"V100","gpu_memory":16},
                     {"name":"new","count":2,"cpu":8,"ram":64,"gpu":4,"gpu_model":"A100","gpu_memory":80,
                      "labels":{"disk":"nvme"},"taints":["spot"],"rack":"r","zone":"z","nodes_per_rack":1}]})");
  ASSERT_EQ(cluster.status, 200) << cluster.body;
  EXPECT_NE(cluster.body.find(R"("taints":["spot"],"rack":"r","zone":"z","nodes_per_rack":1)"), std::string::npos)
      << cluster.body;
  const std::string wishes =
      R"("gpu_models":["A100"],"gpu_memory_each":40.0,"labels":{"disk":"nvme"},"tolerates":["spot"],"spread":"racks","apart_from":"a")";
  const Reply made = ann.post("/api/v1/deployments/", kDeployment + R"(,"replicas":2,)" + wishes + "}");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_NE(made.body.find(R"("status":"running")"), std::string::npos) << made.body;
  EXPECT_NE(made.body.find(wishes), std::string::npos) << made.body;
}

TEST(WishesOverHttp, ThatOnlyAReplayCanMeetAreRefusedByField) {
  Site site;
  Client ann = site.founder("ann");
  site.cluster(ann, 4);
  for (const std::string name : {"grace", "checkpoint", "restart", "min_replicas", "max_replicas"}) {
    const Reply refused = ann.post("/api/v1/deployments/", kDeployment + ",\"" + name + "\":3}");
    EXPECT_EQ(refused.status, 422) << name;
    EXPECT_EQ(refused.at("detail", "0", "loc"), R"(["body",")" + name + R"("])");
    EXPECT_NE(refused.body.find("leave it out"), std::string::npos) << refused.body;
  }
  const Reply group = ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,
      "node_groups":[{"name":"n","count":1,"cpu":8,"ram":64,"gpu":4,"autoscale":{"min":0}}]})");
  EXPECT_EQ(group.status, 422);
  EXPECT_EQ(group.at("detail", "0", "loc"), R"(["body","node_groups",0,"autoscale"])");
  EXPECT_EQ(ann.post("/api/v1/deployments/", kDeployment + R"(,"colour":"red"})").status, 200)
      << "what nobody knows is passed over, as the contract has it";
}

TEST(WishesOverHttp, ThatPreemptionCostOnlySoMuchAreRefused) {
  Site site;
  Client ann = site.founder("ann");
  for (const std::string policy :
       {"preemption=priority(grace=30)", "preemption=priority(checkpoint=60)", "preemption=priority(restart=5)",
        "order=las,backfill=greedy,preemption=las(grace=1)", "order=drf,backfill=greedy,preemption=reclaim(restart=1)",
        "backfill=greedy,preemption=gavel(checkpoint=9)"}) {
    const Reply refused = ann.post(
        "/api/v1/clusters/", R"({"name":"c","cpu_limit":1,"ram_limit":1,"gpu_limit":0,"policy":")" + policy + R"("})");
    EXPECT_EQ(refused.status, 422) << policy;
    EXPECT_EQ(refused.at("detail", "0", "loc"), R"(["body","policy"])");
  }
}

TEST(WishesOverHttp, ThatContradictThemselvesAreRefusedByField) {
  Site site;
  Client ann = site.founder("ann");
  ASSERT_EQ(ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":4,"ram_limit":4,"gpu_limit":4})").status, 200);
  const Reply refused = ann.post("/api/v1/deployments/", kDeployment + R"(,"spread":"racks","pack":"rack"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find(R"("loc":["body","pack"])"), std::string::npos) << refused.body;
  EXPECT_EQ(ann.post("/api/v1/deployments/", kDeployment + R"(,"spread":"zones"})").status, 422);
}

TEST(PoliciesOverHttp, ThatDoNotGoTogetherAreRefused) {
  Site site;
  Client ann = site.founder("ann");
  const Reply refused = ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":4,"ram_limit":4,"gpu_limit":4,
      "policy":"order=drf,backfill=easy"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("order=drf goes with backfill=none or backfill=greedy"), std::string::npos)
      << refused.body;
}

// In real time: rounds of a second. Who came first to the fast GPU gives it up to whom it helps more.
TEST(PoliciesOverHttpSlow, OfTurnsLetDeploymentsGoWhereTheyAreFaster) {
  Site site;
  Client ann = site.founder("ann");
  for (const char* model : {"V100", "K80"}) {
    const Reply cluster = ann.post("/api/v1/clusters/",
                                   R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,"node_groups":[{"name":"g",
          "count":1,"cpu":8,"ram":8,"gpu":1,"gpu_model":")" +
                                       std::string(model) + R"j("}],
          "policy":"backfill=greedy,preemption=gavel(round=1)"
  })j");
    ASSERT_EQ(cluster.status, 200) << cluster.body;
  }
  const auto deploy = [&](const std::string& speed) {
    return ann.post("/api/v1/deployments/", R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,
        "gpu_required":1,"any_cluster":true,"speeds":{"V100":)" +
                                                speed + "}}");
  };
  const Reply first = deploy("1");
  EXPECT_EQ(first.at("speeds"), R"({"V100":1.0})");
  EXPECT_EQ(first.at("cluster_id"), "1");
  const std::int64_t second = deploy("10").id();
  const std::string path = "/api/v1/deployments/" + std::to_string(second);
  bool has_moved = false;
  for (int tries = 0; tries < 1000 && !has_moved; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    has_moved = ann.get(path).at("cluster_id") == "1";
  }
  EXPECT_TRUE(has_moved);
  EXPECT_EQ(ann.get(path).at("status"), R"("running")");
  const Reply refused = ann.post("/api/v1/deployments/", R"({"name":"d","docker_image":"i","cpu_required":1,
      "ram_required":1,"gpu_required":0,"any_cluster":true,"speeds":{"V100":2,"K80":0}})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_EQ(refused.at("detail", "0", "loc"), R"(["body","speeds","K80"])");
}

TEST(PoliciesOverHttp, OfTimeSlicesNameTheOrderThatCountsService) {
  Site site;
  Client ann = site.founder("ann");
  const Reply refused = ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":4,"ram_limit":4,"gpu_limit":4,
      "policy":"order=fcfs,backfill=greedy,preemption=las"})");
  EXPECT_EQ(refused.status, 422);
  EXPECT_NE(refused.body.find("preemption=las goes with order=las"), std::string::npos) << refused.body;
}

// In real time: slices of a tenth of a second.
TEST(PoliciesOverHttp, OfTimeSlicesLetANewcomerRunBeforeOneThatHadItsShare) {
  Site site;
  Client ann = site.founder("ann");
  const Reply cluster = ann.post("/api/v1/clusters/", R"j({"name":"c","cpu_limit":1,"ram_limit":4,"gpu_limit":0,
      "policy":"order=las(threshold=0.1),backfill=greedy,preemption=las(min_run=0.05)"})j");
  ASSERT_EQ(cluster.status, 200) << cluster.body;
  const std::int64_t first = site.deploy(ann, cluster.id(), 1).id(), second = site.deploy(ann, cluster.id(), 1).id();
  EXPECT_EQ(site.status(ann, first), "\"running\"");
  bool has_run = false;
  for (int tries = 0; tries < 1000 && !has_run; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
    has_run = site.status(ann, second) == "\"running\"";
  }
  EXPECT_TRUE(has_run);
}

}  // namespace
}  // namespace berth::http
