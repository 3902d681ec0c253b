// Queues of an organization over HTTP: quotas that are lent and taken back, explained.
#include <gtest/gtest.h>

#include "tests/http/site.hpp"

namespace berth::http {
namespace {

struct Setting {
  Site site;
  Client ann = site.founder("ann");
  std::int64_t cluster = 0;

  Setting() {
    const Reply made = ann.post("/api/v1/clusters/", R"({"name":"gpu-east","cpu_limit":64,"ram_limit":64,"gpu_limit":4,
        "policy":"order=drf,backfill=greedy,preemption=reclaim"})");
    EXPECT_EQ(made.status, 200) << made.body;
    cluster = made.id();
  }
  Reply share(const std::string& queues) {
    return ann.patch("/api/v1/organizations/1", R"({"queues":)" + queues + "}");
  }
  Reply deploy(const std::string& queue, const std::string& more = "") {
    return ann.post(
        "/api/v1/deployments/" + more,
        R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":1,"cluster_id":)" +
            std::to_string(cluster) + R"(,"queue":")" + queue + "\"}");
  }
};

constexpr const char* kTwo =
    R"([{"name":"research","quota":{"gpu":2}},{"name":"product","weight":2,"limit":{"gpu":4}}])";

TEST(QueuesOverHttp, TakeBackWhatTheyHaveLentAndSayWhoFromWhom) {
  Setting s;
  ASSERT_EQ(s.share(kTwo).status, 200);
  for (int i = 0; i < 4; ++i) s.deploy("product");
  const Reply forecast = s.deploy("research", "?dry_run=true");
  EXPECT_EQ(forecast.at("would_preempt"), "[4]");
  const Reply own = s.deploy("research");
  EXPECT_EQ(own.at("status"), R"("running")");
  EXPECT_EQ(own.at("queue"), R"("research")");
  const Reply lost = s.ann.get("/api/v1/deployments/4");
  EXPECT_EQ(lost.at("status"), R"("pending")");
  EXPECT_EQ(lost.at("reason"), R"("reclaimed")");
  EXPECT_EQ(lost.at("preempted_by"), "5");
  const Reply why = s.ann.get("/api/v1/deployments/4/explain");
  EXPECT_NE(why.body.find("Deployment 5 of the queue research took its place"), std::string::npos) << why.body;
  const Reply uses = s.ann.get("/api/v1/organizations/1/queues");
  EXPECT_EQ(uses.at("0", "held", "gpu"), "1.0");
  EXPECT_EQ(uses.at("0", "share"), "0.5") << "of its quota";
  EXPECT_EQ(uses.at("1", "held", "gpu"), "3.0");
  const Reply events = s.ann.get("/api/v1/audit?limit=1000");
  EXPECT_NE(events.body.find("deployment.preempted"), std::string::npos);
}

TEST(QueuesOverHttp, ExplainLimitsAndQuotasThatBind) {
  Setting s;
  s.share(R"([{"name":"research","quota":{"gpu":2}},{"name":"product","limit":{"gpu":3}}])");
  for (int i = 0; i < 4; ++i) s.deploy("product");
  const Reply limited = s.ann.get("/api/v1/deployments/4/explain");
  EXPECT_EQ(limited.at("reason_class"), R"("quota")");
  EXPECT_NE(limited.body.find("queue_limit_gpu"), std::string::npos) << limited.body;
  for (int i = 0; i < 3; ++i) s.deploy("research");
  const Reply full = s.ann.get("/api/v1/deployments/7/explain");
  EXPECT_EQ(full.at("reason_class"), R"("capacity")");
  EXPECT_NE(full.body.find("queue_quota_gpu"), std::string::npos) << full.body;
  const Reply never = s.ann.post("/api/v1/deployments/", R"({"name":"d","docker_image":"i","cpu_required":1,
      "ram_required":1,"gpu_required":1,"replicas":4,"cluster_id":1,"queue":"product"})");
  EXPECT_EQ(never.at("reason"), R"("never fits")");
  const Reply why = s.ann.get("/api/v1/deployments/8/explain");
  EXPECT_EQ(why.at("reason_class"), R"("quota")");
  EXPECT_NE(why.body.find("may ever hold"), std::string::npos) << why.body;
}

TEST(QueuesOverHttp, FormATree) {
  Setting s;
  const Reply wrong = s.share(R"([{"name":"a","parent":"b"},{"name":"b"},{"name":"b"}])");
  EXPECT_EQ(wrong.status, 422);
  EXPECT_EQ(wrong.at("detail", "0", "loc"), R"(["body","queues",0,"parent"])");
  EXPECT_EQ(wrong.at("detail", "1", "loc"), R"(["body","queues",2,"name"])");
  EXPECT_EQ(s.share(R"([{"name":"a"},{"name":"b","parent":"a"}])").status, 200);
  EXPECT_EQ(s.deploy("b").status, 200);
  EXPECT_EQ(s.deploy("a").at("code"), R"("queue_is_divided")");
  EXPECT_EQ(s.deploy("c").status, 404);
  EXPECT_EQ(s.deploy("c").at("detail"), R"("Queue not found")");
  std::string deep = R"({"name":"0"})";
  for (int i = 1; i <= 8; ++i) {
    deep += R"(,{"name":")" + std::to_string(i) + R"(","parent":")" + std::to_string(i - 1) + "\"}";
  }
  EXPECT_EQ(s.share("[" + deep + "]").status, 422) << "deeper than eight";
}

TEST(QueuesOverHttp, AreShownWithTheOrganizationAndLeftAloneByOtherChanges) {
  Setting s;
  EXPECT_EQ(s.ann.get("/api/v1/organizations/current").at("queues"), "[]");
  s.share(kTwo);
  s.ann.patch("/api/v1/organizations/1", R"({"name":"renamed"})");
  const Reply shown = s.ann.get("/api/v1/organizations/current");
  EXPECT_EQ(shown.at("queues", "0"), R"({"name":"research","parent":null,"weight":1.0,)"
                                     R"("quota":{"cpu":0.0,"ram":0.0,"gpu":2.0},)"
                                     R"("limit":{"cpu":null,"ram":null,"gpu":null}})");
  s.share("[]");
  EXPECT_EQ(s.ann.get("/api/v1/organizations/current").at("queues"), "[]");
}

}  // namespace
}  // namespace berth::http
