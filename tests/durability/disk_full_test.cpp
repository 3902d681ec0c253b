// The disk runs full under a server that writes, and is given room again.
#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tests/durability/person.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/served.hpp"
#include "tests/support/small_disk.hpp"

namespace berth::test {
namespace {

constexpr int kMostThatFit = 20'000;  // on what is left of files that have room inside
constexpr auto kPatience = std::chrono::seconds(20);

class DiskFullSlow : public testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.problem().empty()) GTEST_SKIP() << disk_.problem();
  }

  void found(int port) {
    ann_.turn_to(port);
    ASSERT_EQ(ann_.enroll().status, 200);
    ASSERT_EQ(ann_.log_in().status, 200);
    ASSERT_EQ(ann_.post("/api/v1/organizations/", R"({"name":"o"})").status, 200);
    ASSERT_EQ(ann_.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":9,"ram_limit":9,"gpu_limit":0})").status, 200);
  }

  // Remembered when it is acknowledged.
  Heard create() {
    const std::string name = "d" + std::to_string(++created_);
    Heard heard = ann_.post(kDeployments, R"({"name":")" + name + R"(","docker_image":"i","cpu_required":1,)" +
                                              R"("ram_required":1,"gpu_required":0,"cluster_id":1})");
    if (heard.status == 200) acknowledged_.push_back(name);
    return heard;
  }

  std::vector<std::string> shown() {
    std::vector<std::string> names;
    const Heard heard = ann_.get(kDeployments);
    EXPECT_EQ(heard.status, 200) << heard.body;
    if (const http::JsonArray* all = heard.json.array()) {
      for (const http::Json& one : *all) names.push_back(text_in(one, "name"));
    }
    return names;
  }

  void fill_under(Served& server) {
    ASSERT_TRUE(server.start());
    found(server.port());
    for (int i = 0; i < 50; ++i) ASSERT_EQ(create().status, 200);
    for (int round = 0; round < 3 && !HasFailure(); ++round) {
      SCOPED_TRACE("round " + std::to_string(round));
      disk_.fill();
      expect_writes_are_refused();
      disk_.make_room();
      expect_writes_work_again();
    }
    EXPECT_THAT(shown(), testing::UnorderedElementsAreArray(acknowledged_));
    server.kill_hard();
    ASSERT_TRUE(server.start());
    ann_.turn_to(server.port());
    EXPECT_THAT(shown(), testing::UnorderedElementsAreArray(acknowledged_));
    EXPECT_EQ(create().status, 200);
    EXPECT_EQ(server.end(), 0) << server.said();
  }

  void expect_writes_are_refused() {
    Heard refused = create();
    for (int i = 0; refused.status == 200 && i < kMostThatFit; ++i) refused = create();
    for (int i = 0; i < 5; ++i) {
      ASSERT_EQ(refused.status, 503) << refused.body;
      EXPECT_EQ(refused.type, "application/problem+json");
      EXPECT_NE(refused.text("detail"), "") << refused.body;
      EXPECT_EQ(ann_.get("/api/v1/clusters/1").status, 200);
      EXPECT_EQ(ann_.get("/api/v1/auth/me").status, 200);
      EXPECT_EQ(ann_.get("/health").status, 200);
      EXPECT_EQ(ann_.get("/ready").status, 503);
      EXPECT_THAT(shown(), testing::UnorderedElementsAreArray(acknowledged_));
      refused = create();
    }
  }

  void expect_writes_work_again() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    Heard heard = create();
    while (heard.status == 503 && std::chrono::steady_clock::now() < deadline) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      heard = create();
    }
    EXPECT_EQ(heard.status, 200) << heard.body;
    EXPECT_EQ(ann_.get("/ready").status, 200);
  }

  SmallDisk disk_{24};
  TemporaryFolder logs_;
  Person ann_{"ann"};
  int created_ = 0;
  std::vector<std::string> acknowledged_;
};

TEST_F(DiskFullSlow, RefusesWritesAndServesReadsOnSqlite) {
  Served server({"--data", disk_.path() + "/data"}, logs_.path());
  fill_under(server);
}

TEST_F(DiskFullSlow, RefusesWritesAndServesReadsOnPostgres) {
  std::string why;
  PostgresServer* postgres = PostgresServer::shared(&why);
  if (!postgres) GTEST_SKIP() << why;
  // The tables are on the small disk; where the log of what it writes runs full, Postgres itself stops.
  const std::string url = postgres->make_database_in(disk_.path());
  {
    Served server({"--database-url", url}, logs_.path());
    fill_under(server);
  }
  postgres->drop_with_tables(url);
}

}  // namespace
}  // namespace berth::test
