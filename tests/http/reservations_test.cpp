// Maintenance windows and advance reservations, over HTTP.
#include <gtest/gtest.h>

#include "tests/http/site.hpp"

namespace berth::http {
namespace {

struct ReservedCluster {
  Site site;
  Client ann = site.founder("ann");

  ReservedCluster() {
    ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":0,"ram_limit":0,"gpu_limit":0,"node_groups":[
        {"name":"g","count":2,"cpu":4,"ram":4,"gpu":0}]})");
  }
  Reply reserve(const std::string& more) {
    return ann.post("/api/v1/clusters/1/reservations", R"({"name":"kernel update")" + more + "}");
  }
  Reply deploy(Client& client, const std::string& more = {}) {
    return client.post("/api/v1/deployments/",
                       R"({"name":"d","docker_image":"i","cpu_required":4,"ram_required":1,"gpu_required":0,)"
                       R"("cluster_id":1)" +
                           more + "}");
  }
};

TEST(Reservations, KeepAwayWhoWouldRunIntoThemAndSaySo) {
  ReservedCluster s;
  const Reply made = s.reserve(R"(,"starts_in_s":1000,"duration_s":600)");
  ASSERT_EQ(made.status, 200) << made.body;
  EXPECT_EQ(made.at("id"), "1");
  EXPECT_EQ(made.at("nodes"), "[0,1]") << "all, where none are named";
  EXPECT_EQ(s.deploy(s.ann, R"(,"expected_duration_s":500)").at("status"), R"("running")");
  const Reply waits = s.deploy(s.ann, R"(,"expected_duration_s":2000)");
  EXPECT_EQ(waits.at("status"), R"("pending")");
  const Reply why = s.ann.get("/api/v1/deployments/" + std::to_string(waits.id()) + "/explain");
  EXPECT_EQ(why.at("reason_class"), R"("reservation")") << why.body;
  EXPECT_NE(why.body.find("reservation 1, kernel update"), std::string::npos) << why.body;
  EXPECT_EQ(why.at("expected_start_at"), made.at("ends_at"));
  EXPECT_EQ(s.ann.remove("/api/v1/clusters/1/reservations/1").status, 200);
  EXPECT_EQ(s.site.status(s.ann, waits.id()), R"("running")");
  EXPECT_EQ(s.ann.get("/api/v1/clusters/1/reservations").body, "[]");
}

TEST(Reservations, ThatBeginNowSendBackWhoRunsThere) {
  ReservedCluster s;
  const Reply ran = s.deploy(s.ann);
  ASSERT_EQ(s.reserve(R"(,"duration_s":600)").status, 200);
  const Reply back = s.ann.get("/api/v1/deployments/" + std::to_string(ran.id()));
  EXPECT_EQ(back.at("status"), R"("pending")");
  EXPECT_EQ(back.at("reason"), R"("closed")");
}

TEST(Reservations, AreForTheUsersTheyName) {
  ReservedCluster s;
  Client bob = s.site.member(s.ann, "bob", "developer");
  const std::string me = bob.get("/api/v1/auth/me").at("id");
  ASSERT_EQ(s.reserve(R"(,"duration_s":600,"nodes":[0,1],"users":[)" + me + "]").status, 200);
  EXPECT_EQ(s.deploy(s.ann).at("status"), R"("pending")");
  EXPECT_EQ(s.deploy(bob).at("status"), R"("running")");
}

TEST(Reservations, AreMadeByAdminsOfNodesThatAreThere) {
  ReservedCluster s;
  Client bob = s.site.member(s.ann, "bob", "developer");
  EXPECT_EQ(bob.post("/api/v1/clusters/1/reservations", R"({"name":"n","duration_s":1})").status, 403);
  EXPECT_EQ(bob.get("/api/v1/clusters/1/reservations").status, 200);
  EXPECT_EQ(s.reserve(R"(,"duration_s":600,"nodes":[2])").status, 404);
  EXPECT_EQ(s.reserve(R"(,"duration_s":600,"nodes":[-1])").status, 404);
  EXPECT_EQ(s.reserve(R"(,"duration_s":0)").status, 422);
  EXPECT_EQ(s.ann.remove("/api/v1/clusters/1/reservations/9").status, 404);
}

}  // namespace
}  // namespace berth::http
