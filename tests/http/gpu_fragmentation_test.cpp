// How many idle GPUs are fragmented, as a cluster's document and the metrics say.
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "tests/http/site.hpp"

namespace berth::http {
namespace {

struct GpuCluster {
  Site site;
  Client ann = site.founder("ann");

  GpuCluster() {
    ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,"node_groups":[
        {"name":"g","count":2,"cpu":4,"ram":4,"gpu":2}]})");
  }
  void deploy(double gpu, int replicas) {
    const Reply made =
        ann.post("/api/v1/deployments/",
                 R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":)" +
                     std::to_string(gpu) + R"(,"replicas":)" + std::to_string(replicas) + R"(,"cluster_id":1})");
    EXPECT_EQ(made.status, 200) << made.body;
  }
  // What the document says once it says this, or what it still says after half a minute.
  std::string fragmented(const std::string& until) {
    std::string says;
    for (int tries = 0; tries < 600; ++tries) {
      says = ann.get("/api/v1/clusters/1").at("gpu_fragmented");
      if (says == until) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return says;
  }
};

TEST(GpuFragmentation, IsInTheClustersDocumentSoonAfterAChange) {
  GpuCluster s;
  EXPECT_EQ(s.fragmented("0.0"), "0.0");
  s.deploy(0.7, 1);  // of the two GPUs it leaves on its node 0.3 are of no use to its like
  const std::string measured = s.ann.get("/api/v1/clusters/1/gpus").at("fragmented");
  EXPECT_NE(measured, "0.0");
  EXPECT_EQ(s.fragmented(measured), measured);
}

TEST(GpuFragmentation, IsAmongTheMetrics) {
  GpuCluster s;
  s.deploy(0.7, 1);
  const std::string measured = s.ann.get("/api/v1/clusters/1/gpus").at("fragmented");
  ASSERT_EQ(s.fragmented(measured), measured);
  const std::string metrics = s.site.stranger().get("/metrics").body;
  const std::size_t at = metrics.find(R"(berth_cluster_gpus_fragmented{cluster="1",organization="1"} )");
  ASSERT_NE(at, std::string::npos) << metrics;
  EXPECT_NEAR(std::stod(metrics.substr(metrics.find(' ', at))), std::stod(measured), 1e-9);
}

TEST(GpuFragmentation, IsOfClustersWithGpus) {
  GpuCluster s;
  const std::int64_t plain = s.site.cluster(s.ann, 4);
  s.fragmented("0.0");
  EXPECT_EQ(s.ann.get("/api/v1/clusters/" + std::to_string(plain)).at("gpu_fragmented"), "null");
}

}  // namespace
}  // namespace berth::http
