#include "tests/http/site.hpp"

namespace berth::http {
namespace {

TEST(ContractDeployments, ShowTheirFieldsInTheContractsOrder) {
  Site site;
  Client ada = site.founder("ada");
  site.cluster(ada, 8);
  const Reply made = ada.post(
      "/api/v1/deployments/",
      R"({"name":"d","docker_image":"i","cpu_required":"8","ram_required":1,"gpu_required":0,"cluster_id":1})");
  EXPECT_EQ(made.status, 200);
  EXPECT_TRUE(made.body.starts_with(
      R"({"name":"d","docker_image":"i","cpu_required":8.0,"ram_required":1.0,"gpu_required":0.0,"priority":0,)"
      R"("id":1,"cluster_id":1,"status":"running")"))
      << made.body;
}

TEST(ContractDeployments, NameEveryWrongFieldInOrder) {
  Site site;
  Client ada = site.founder("ada");
  const Reply reply = ada.post(
      "/api/v1/deployments/",
      R"({"name":1,"docker_image":"i","cpu_required":"many","ram_required":[],"gpu_required":0,"priority":1.5,"cluster_id":"x"})");
  EXPECT_EQ(reply.status, 422);
  EXPECT_EQ(reply.at("detail", "0", "type"), R"("string_type")");
  EXPECT_EQ(reply.at("detail", "1", "msg"), R"("Input should be a valid number, unable to parse string as a number")");
  EXPECT_EQ(reply.at("detail", "2", "type"), R"("float_type")");
  EXPECT_EQ(reply.at("detail", "3", "type"), R"("int_from_float")");
  EXPECT_EQ(reply.at("detail", "4", "type"), R"("int_parsing")");
}

TEST(ContractDeployments, NeedAClusterUnlessAnyWillDo) {
  Site site;
  Client ada = site.founder("ada");
  site.cluster(ada, 8);
  const std::string start = R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":0)";
  const Reply missing = ada.post("/api/v1/deployments/", start + "}");
  EXPECT_EQ(missing.status, 422);
  EXPECT_EQ(missing.at("detail", "0", "type"), R"("missing")");
  EXPECT_EQ(missing.at("detail", "0", "loc"), R"(["body","cluster_id"])");
  EXPECT_EQ(missing.at("detail", "0", "input"), start + "}");
  EXPECT_EQ(ada.post("/api/v1/deployments/", start + R"(,"cluster_id":null})").at("detail", "0", "type"),
            R"("int_type")");
  EXPECT_EQ(ada.post("/api/v1/deployments/", start + R"(,"any_cluster":true})").at("cluster_id"), "1");
}

TEST(ContractDeployments, WithoutAnythingNameAllThatIsMissing) {
  Site site;
  Client ada = site.founder("ada");
  const Reply reply = ada.post("/api/v1/deployments/", "{}");
  int i = 0;
  for (const char* field : {"name", "docker_image", "cpu_required", "ram_required", "gpu_required", "cluster_id"}) {
    EXPECT_EQ(reply.at("detail", std::to_string(i++), "loc"), R"(["body",")" + std::string(field) + R"("])");
  }
  EXPECT_EQ(reply.at("detail", "6"), "nothing");
}

TEST(ContractDeployments, MalformedJsonComesBeforeAuthentication) {
  Site site;
  EXPECT_EQ(site.stranger().post("/api/v1/deployments/", "{").status, 422);
  EXPECT_EQ(site.stranger().post("/api/v1/deployments/", "{}").status, 401);
}

TEST(ContractDeployments, WithoutABodyAreMissingOne) {
  Site site;
  Client ada = site.founder("ada");
  EXPECT_EQ(ada.post("/api/v1/deployments/").at("detail"),
            R"([{"type":"missing","loc":["body"],"msg":"Field required","input":null}])");
}

TEST(ContractDeployments, OnAForeignClusterAre404) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.founder("bob");
  site.cluster(bob, 8);
  const Reply foreign = site.deploy(ada, 1, 1);
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, site.deploy(ada, 99, 1).body);
}

TEST(ContractDeployments, PreemptTheSmallestSufficientSet) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 8);
  const std::int64_t small = site.deploy(ada, cluster, 2, 0).id();
  const std::int64_t other = site.deploy(ada, cluster, 2, 0).id();
  const std::int64_t large = site.deploy(ada, cluster, 4, 1).id();
  EXPECT_EQ(site.deploy(ada, cluster, 4, 5).at("status"), R"("running")");
  EXPECT_EQ(site.status(ada, small), R"("running")");
  EXPECT_EQ(site.status(ada, other), R"("running")");
  EXPECT_EQ(site.status(ada, large), R"("pending")");
}

TEST(ContractDeployments, LargerThanTheClusterStayPendingAndSayWhy) {
  Site site;
  Client ada = site.founder("ada");
  const Reply reply = site.deploy(ada, site.cluster(ada, 8), 9);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.at("status"), R"("pending")");
  EXPECT_EQ(reply.at("reason"), R"("never fits")");
}

TEST(ContractDeployments, LargerThanTheClusterAreRefusedWhereThatIsWanted) {
  Site site([](ApplicationSettings& settings) { settings.refuse_never = true; });
  Client ada = site.founder("ada");
  EXPECT_EQ(site.deploy(ada, site.cluster(ada, 8), 9).status, 422);
}

TEST(ContractDeployments, ChangeStatusOnlyAsTheTableSays) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 1);
  const auto change = [&](std::int64_t id, const std::string& status) {
    return ada.patch("/api/v1/deployments/" + std::to_string(id) + "/status", R"({"status":")" + status + R"("})");
  };
  const std::int64_t id = site.deploy(ada, cluster, 1).id();
  EXPECT_EQ(change(id, "completed").at("status"), R"("completed")");
  const Reply wrong = change(id, "failed");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.at("detail"), R"("Invalid status transition from completed to failed")");
  EXPECT_EQ(change(id, "pending").at("status"), R"("running")");  // queued again, and there is room
  EXPECT_EQ(change(id, "failed").at("status"), R"("failed")");
  EXPECT_EQ(change(id, "cancelled").at("status"), R"("cancelled")");
  EXPECT_EQ(change(id, "running").status, 400);
  EXPECT_EQ(change(id, "nonsense").status, 422);
}

TEST(ContractDeployments, CancelledFreeTheirRoomAndTheQueueIsTriedPastItsHead) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 8);
  const std::int64_t first = site.deploy(ada, cluster, 2).id();
  site.deploy(ada, cluster, 6);
  const std::int64_t large = site.deploy(ada, cluster, 8).id();
  const std::int64_t little = site.deploy(ada, cluster, 2).id();
  EXPECT_EQ(ada.remove("/api/v1/deployments/" + std::to_string(first)).status, 200);
  EXPECT_EQ(site.status(ada, large), R"("pending")");
  EXPECT_EQ(site.status(ada, little), R"("running")");
}

TEST(ContractDeployments, AreListedByStatusAndCluster) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 1);
  site.deploy(ada, cluster, 1);
  site.deploy(ada, cluster, 1);
  const Reply pending = ada.get("/api/v1/deployments/?status=pending&cluster_id=1");
  EXPECT_EQ(pending.at("0", "id"), "2");
  EXPECT_EQ(pending.at("1"), "nothing");
  EXPECT_EQ(ada.get("/api/v1/deployments/?skip=1&limit=5").at("0", "id"), "2");
}

TEST(ContractDeployments, SentTwiceWithOneIdempotencyKeyAreMadeOnce) {
  Site site;
  Client ada = site.founder("ada");
  site.cluster(ada, 8);
  const std::string body =
      R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":0,"cluster_id":1})";
  const Reply first = ada.post("/api/v1/deployments/", body, {{"Idempotency-Key", "k1"}});
  const Reply second = ada.post("/api/v1/deployments/", body, {{"Idempotency-Key", "k1"}});
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(second.header("Idempotency-Replayed"), "true");
  EXPECT_EQ(ada.get("/api/v1/deployments/").at("1"), "nothing");
  EXPECT_EQ(ada.post("/api/v1/deployments/", "{}", {{"Idempotency-Key", "k1"}}).status, 422);
}

TEST(ContractDeployments, ExplainWhatBindsThem) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 8);
  const std::int64_t holder = site.deploy(ada, cluster, 6).id();
  ada.post(
      "/api/v1/deployments/",
      R"({"name":"holds no cores","docker_image":"i","cpu_required":0,"ram_required":9,"gpu_required":0,"cluster_id":1})");
  const std::int64_t waiting = site.deploy(ada, cluster, 4).id();
  const Reply why = ada.get("/api/v1/deployments/" + std::to_string(waiting) + "/explain");
  EXPECT_EQ(why.at("reason_class"), R"("capacity")");
  EXPECT_EQ(why.at("constraints", "0", "kind"), R"("cpu")");
  EXPECT_EQ(why.at("constraints", "0", "available"), "2.0");
  EXPECT_EQ(why.at("holders", "0", "deployment_id"), std::to_string(holder));
  EXPECT_EQ(why.at("holders", "1"), "nothing");
  EXPECT_EQ(why.at("place_in_line"), "1");
}

}  // namespace
}  // namespace berth::http
