// Many clients at once for the last GPUs. BERTH_RACE_ROUNDS says how often (20).
#include <barrier>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <thread>

#include "tests/durability/person.hpp"
#include "tests/durability/rounds.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

constexpr std::size_t kRacers = 16;
constexpr int kGpus = 4;

std::string wanting(int gpus, int priority) {
  return R"({"name":"d","docker_image":"i","cpu_required":0,"ram_required":0,"gpu_required":)" + std::to_string(gpus) +
         R"(,"priority":)" + std::to_string(priority) + R"(,"cluster_id":1})";
}

// Sixteen members of one organization with one cluster.
std::vector<Person> members(int port) {
  std::vector<Person> all;
  std::string code;
  for (std::size_t i = 0; i < kRacers; ++i) {
    Person& one = all.emplace_back("racer-" + std::to_string(i));
    one.turn_to(port);
    EXPECT_EQ(one.enroll().status, 200);
    EXPECT_EQ(one.log_in().status, 200);
    if (i == 0) {
      EXPECT_EQ(one.post("/api/v1/organizations/", R"({"name":"racers"})").status, 200);
      code = one.get("/api/v1/organizations/current").text("invite_code");
      const std::string cluster = R"({"name":"c","cpu_limit":1,"ram_limit":1,"gpu_limit":)" + std::to_string(kGpus);
      EXPECT_EQ(one.post("/api/v1/clusters/", cluster + "}").integer("id"), 1);
    } else {
      EXPECT_EQ(one.post("/api/v1/organizations/" + code + "/join").status, 200);
    }
  }
  return all;
}

TEST(RaceSlow, AsManyWinTheLastGpusAsFit) {
  const std::uint64_t rounds = number_from_environment("BERTH_RACE_ROUNDS", 20);
  const std::uint64_t seed = seed_from_environment();
  std::mt19937_64 random(seed);
  const TemporaryFolder folder;
  Served server({"--data", folder / "data"}, folder.path());
  ASSERT_TRUE(server.start());
  std::vector<Person> racers = members(server.port());
  Person& judge = racers.front();

  std::vector<Heard> answers(kRacers);
  bool over = false;  // written between two barriers, when only this thread runs
  std::barrier<> line(static_cast<std::ptrdiff_t>(kRacers) + 1);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kRacers; ++i) {
    threads.emplace_back([&, i] {
      for (;;) {
        line.arrive_and_wait();
        if (over) return;
        answers[i] = racers[i].post(kDeployments, wanting(1, 0));
        line.arrive_and_wait();  // the judge counts
        line.arrive_and_wait();
        racers[i].send("DELETE", kDeployments + std::to_string(answers[i].integer("id")));
        line.arrive_and_wait();
      }
    });
  }

  std::uint64_t round = 1, won = 0;
  for (; round <= rounds && !testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed));
    const int taken = static_cast<int>(random() % kGpus);  // one GPU at least is left
    const Heard holder = taken > 0 ? judge.post(kDeployments, wanting(taken, 1)) : Heard{};
    line.arrive_and_wait();
    line.arrive_and_wait();
    int running = 0;
    for (const Heard& answer : answers) {
      EXPECT_EQ(answer.status, 200) << answer.body;
      running += answer.text("status") == "running" ? 1 : 0;
    }
    EXPECT_EQ(running, kGpus - taken);
    won += static_cast<std::uint64_t>(running);
    const Heard listed = judge.get(std::string(kDeployments) + "?status=running");
    const http::JsonArray* list = listed.json.array();
    EXPECT_EQ(list ? list->size() : 0U, static_cast<std::size_t>(running + (taken > 0 ? 1 : 0))) << listed.body;
    EXPECT_EQ(number_in(judge.get("/api/v1/clusters/1").json, "gpu_available"), 0);
    if (taken > 0) judge.send("DELETE", kDeployments + std::to_string(holder.integer("id")));
    line.arrive_and_wait();
    line.arrive_and_wait();
    EXPECT_EQ(number_in(judge.get("/api/v1/clusters/1").json, "gpu_available"), kGpus);
  }
  over = true;
  line.arrive_and_wait();
  for (std::thread& thread : threads) thread.join();
  std::cout << round - 1 << " rounds, seed " << seed << ": " << won << " GPUs won, each by one of " << kRacers << "\n";
}

}  // namespace
}  // namespace berth::test
