#include "tests/http/site.hpp"

namespace berth::http {
namespace {

TEST(ContractClusters, ShowTheirFieldsInTheContractsOrder) {
  Site site;
  Client ada = site.founder("ada");
  const Reply made = ada.post("/api/v1/clusters/",
                              R"({"name":"east","cpu_limit":16,"ram_limit":0.1,"gpu_limit":1e-7,"organization_id":1})");
  EXPECT_EQ(made.status, 200);
  EXPECT_TRUE(made.body.starts_with(
      R"({"name":"east","cpu_limit":16.0,"ram_limit":0.1,"gpu_limit":1e-07,"id":1,"organization_id":1,)"
      R"("cpu_available":16.0,"ram_available":0.1,"gpu_available":1e-07)"))
      << made.body;
}

TEST(ContractClusters, TakeNumbersAsPydanticDoes) {
  Site site;
  Client ada = site.founder("ada");
  const Reply made =
      ada.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":" 2 ","ram_limit":"1e2","gpu_limit":true})");
  EXPECT_EQ(made.at("cpu_limit"), "2.0");
  EXPECT_EQ(made.at("ram_limit"), "100.0");
  EXPECT_EQ(made.at("gpu_limit"), "1.0");
}

TEST(ContractClusters, OfAHugeSizeShowItAsPythonDoes) {
  Site site;
  Client ada = site.founder("ada");
  const Reply made = ada.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":1e16,"ram_limit":1,"gpu_limit":0})");
  EXPECT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.at("cpu_available"), "1e+16");
}

TEST(ContractClusters, NegativeAndEndlessAmountsAre422) {
  Site site;
  Client ada = site.founder("ada");
  const Reply negative = ada.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":-1,"ram_limit":1,"gpu_limit":0})");
  EXPECT_EQ(negative.status, 422);
  EXPECT_EQ(negative.at("detail", "0"),
            R"({"type":"greater_than_equal","loc":["body","cpu_limit"],)"
            R"("msg":"Input should be greater than or equal to 0","input":-1,"ctx":{"ge":0.0}})");
  for (const char* amount : {"NaN", "Infinity", "1e999"}) {
    const Reply reply = ada.post(
        "/api/v1/clusters/", R"({"name":"c","cpu_limit":)" + std::string(amount) + R"(,"ram_limit":1,"gpu_limit":0})");
    EXPECT_EQ(reply.status, 422) << amount << reply.body;
  }
}

TEST(ContractClusters, OfAnotherOrganizationAre403ToCreate) {
  Site site;
  Client ada = site.founder("ada");
  site.founder("bob");
  EXPECT_EQ(
      ada.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":1,"ram_limit":1,"gpu_limit":0,"organization_id":2})")
          .status,
      403);
}

TEST(ContractClusters, ListAsABareArray) {
  Site site;
  Client ada = site.founder("ada");
  EXPECT_EQ(ada.get("/api/v1/clusters/").body, "[]");
  site.cluster(ada, 8);
  site.cluster(ada, 16);
  const Reply page = ada.get("/api/v1/clusters/?limit=1");
  EXPECT_EQ(page.at("0", "cpu_limit"), "8.0");
  EXPECT_EQ(page.at("1"), "nothing");
  EXPECT_EQ(page.header("Link"), R"(</api/v1/clusters/?after=1&limit=1>; rel="next")");
}

TEST(ContractClusters, AreForeignToOthersWithTheSameBytesAsMissing) {
  Site site;
  Client ada = site.founder("ada");
  Client bob = site.founder("bob");
  site.cluster(ada, 8);
  const Reply foreign = bob.get("/api/v1/clusters/1");
  EXPECT_EQ(foreign.status, 404);
  EXPECT_EQ(foreign.body, bob.get("/api/v1/clusters/99").body);
  EXPECT_EQ(bob.remove("/api/v1/clusters/1").body, bob.remove("/api/v1/clusters/99").body);
}

TEST(ContractClusters, ResizeOnlyFromTheVersionThatWasRead) {
  Site site;
  Client ada = site.founder("ada");
  site.cluster(ada, 8);
  const std::string tag = ada.get("/api/v1/clusters/1").header("ETag");
  EXPECT_EQ(ada.patch("/api/v1/clusters/1", R"({"cpu_limit":16})", {{"If-Match", tag}}).status, 200);
  EXPECT_EQ(ada.patch("/api/v1/clusters/1", R"({"cpu_limit":32})", {{"If-Match", tag}}).status, 412);
  EXPECT_EQ(ada.get("/api/v1/clusters/1").at("cpu_limit"), "16.0");
}

TEST(ContractClusters, SumUpWhatThereIs) {
  Site site;
  Client ada = site.founder("ada");
  const std::int64_t cluster = site.cluster(ada, 8);
  site.cluster(ada, 4);
  site.deploy(ada, cluster, 3);
  const Reply sum = ada.get("/api/v1/clusters/resources");
  EXPECT_EQ(sum.at("cpu_limit"), "12.0");
  EXPECT_EQ(sum.at("cpu_available"), "9.0");
}

TEST(ContractClusters, MayBeMadeOfNodesThatPlaceByNode) {
  Site site;
  Client ada = site.founder("ada");
  const Reply made = ada.post(
      "/api/v1/clusters/",
      R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,"node_groups":[{"name":"a","count":2,"cpu":4,"ram":8,"gpu":0}]})");
  EXPECT_EQ(made.at("cpu_limit"), "8.0") << made.body;
  EXPECT_EQ(site.deploy(ada, made.id(), 5).at("reason"), R"("never fits")");
  EXPECT_EQ(site.deploy(ada, made.id(), 4).at("status"), R"("running")");
}

}  // namespace
}  // namespace berth::http
