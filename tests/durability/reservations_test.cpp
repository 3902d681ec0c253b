// Reservations outlive a server that is killed, and begin though it was away when their time came.
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "tests/durability/person.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

TEST(ReservationsAfterAKill, BeginThoughTheServerWasAwayWhenTheirTimeCame) {
  const TemporaryFolder folder;
  const std::string data = folder / "data";
  Served server({"--data", data}, folder.path());
  ASSERT_TRUE(server.start());
  Person ann("ann");
  ann.turn_to(server.port());
  const std::string body = R"({"username":"ann","password":"long enough"})";
  ASSERT_EQ(ann.post("/api/v1/auth/register", body).status, 200);
  ASSERT_EQ(ann.post("/api/v1/auth/login", body).status, 200);
  ASSERT_EQ(ann.post("/api/v1/organizations/", R"({"name":"o"})").status, 200);
  ASSERT_EQ(ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":1,"ram_limit":9,"gpu_limit":0})").status, 200);
  const Heard ran =
      ann.post(kDeployments,
               R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":0,"cluster_id":1})");
  EXPECT_EQ(ran.text("status"), "running") << ran.body;
  const Heard made =
      ann.post("/api/v1/clusters/1/reservations", R"({"name":"window","starts_in_s":1,"duration_s":86400})");
  ASSERT_EQ(made.status, 200) << made.body;
  server.kill_hard();
  std::this_thread::sleep_for(std::chrono::milliseconds(1100));
  ASSERT_TRUE(server.start());
  ann.turn_to(server.port());
  const std::string one = kDeployments + std::to_string(ran.integer("id"));
  std::string reason;
  for (int tries = 0; tries < 300 && reason != "closed"; ++tries) {
    reason = ann.get(one).text("reason");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(reason, "closed");
  ASSERT_EQ(ann.send("DELETE", "/api/v1/clusters/1/reservations/1").status, 200);
  EXPECT_EQ(ann.get(one).text("status"), "running");
  EXPECT_EQ(server.end(), 0);
  const ProgramRun run = run_berth({"export", "--verify", "--data", data});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
}

}  // namespace
}  // namespace berth::test
