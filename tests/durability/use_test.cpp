// What users have used outlives a server that is killed: whose turn it is stays the same.
#include <chrono>
#include <gtest/gtest.h>
#include <thread>

#include "tests/durability/person.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

class Use : public testing::TestWithParam<const char*> {
 protected:
  Person enter(const std::string& name) {
    Person person(name);
    person.turn_to(server_.port());
    const std::string body = R"({"username":")" + name + R"(","password":"long enough"})";
    EXPECT_EQ(person.post("/api/v1/auth/register", body).status, 200);
    EXPECT_EQ(person.post("/api/v1/auth/login", body).status, 200);
    return person;
  }
  static std::int64_t deploy(Person& person) {
    const Heard heard = person.post(
        kDeployments,
        R"({"name":"d","docker_image":"i","cpu_required":1,"ram_required":1,"gpu_required":0,"cluster_id":1})");
    EXPECT_EQ(heard.status, 200) << heard.body;
    return heard.integer("id");
  }
  static std::string status(Person& person, std::int64_t id) {
    return person.get(kDeployments + std::to_string(id)).text("status");
  }
  static void complete(Person& person, std::int64_t id) {
    const Heard heard =
        person.send("PATCH", kDeployments + std::to_string(id) + "/status", R"({"status":"completed"})");
    EXPECT_EQ(heard.status, 200) << heard.body;
  }

  TemporaryFolder folder_;
  const std::string data_ = folder_ / "data";
  Served server_{{"--data", data_}, folder_.path()};
};

TEST_P(Use, OfAMachineCountsAfterTheServerWasKilled) {
  ASSERT_TRUE(server_.start());
  Person ann = enter("ann"), bob = enter("bob"), eve = enter("eve");
  ASSERT_EQ(ann.post("/api/v1/organizations/", R"({"name":"o"})").status, 200);
  const std::string code = ann.get("/api/v1/organizations/1").text("invite_code");
  for (Person* one : {&bob, &eve}) {
    const Heard joined = one->post("/api/v1/organizations/" + code + "/join");
    ASSERT_EQ(joined.status, 200) << joined.body;
  }
  ASSERT_EQ(ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":1,"ram_limit":9,"gpu_limit":0,"policy":")" +
                                              std::string(GetParam()) + R"("})")
                .status,
            200);
  const std::int64_t used = deploy(ann);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  complete(ann, used);
  server_.kill_hard();
  ASSERT_TRUE(server_.start());
  for (Person* one : {&ann, &bob, &eve}) one->turn_to(server_.port());
  const std::int64_t held = deploy(eve), anns = deploy(ann), bobs = deploy(bob);
  complete(eve, held);
  EXPECT_EQ(status(bob, bobs), "running");
  EXPECT_EQ(status(ann, anns), "pending") << "she has used it before";
  EXPECT_EQ(server_.end(), 0);
  const ProgramRun run = run_berth({"export", "--verify", "--data", data_});
  EXPECT_EQ(run.status, 0) << run.out << run.err;
}

INSTANTIATE_TEST_SUITE_P(Orders, Use,
                         testing::Values("order=fairshare,backfill=greedy",
                                         "order=multifactor(age=0,size=0,priority=0),backfill=greedy"));

}  // namespace
}  // namespace berth::test
