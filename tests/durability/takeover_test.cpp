// Two servers on one Postgres: the one that writes is stopped, the other takes over, and the first goes on as if
// nothing had happened. BERTH_PAUSE_S says for how many seconds it is stopped (4).
#include <algorithm>
#include <chrono>
#include <gtest/gtest.h>
#include <iostream>
#include <set>
#include <thread>

#include "tests/durability/person.hpp"
#include "tests/durability/rounds.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;
using Names = std::multiset<std::string>;

constexpr std::size_t kWriters = 8;

Person ann_at(int port, const std::string& cookie = {}) {
  Person ann("ann");
  ann.turn_to(port);
  ann.cookie = cookie;
  return ann;
}

Heard create(Person& person, const std::string& name) {
  return person.post(kDeployments, R"({"name":")" + name +
                                       R"(","docker_image":"i","cpu_required":1,"ram_required":1,)" +
                                       R"("gpu_required":0,"cluster_id":1})");
}

// Names of the deployments that a server shows.
Names shown(int port, const std::string& cookie) {
  Names names;
  const Heard heard = ann_at(port, cookie).get(kDeployments);
  EXPECT_EQ(heard.status, 200) << heard.body;
  if (const http::JsonArray* all = heard.json.array()) {
    for (const http::Json& one : *all) names.insert(text_in(one, "name"));
  }
  return names;
}

// Writers who create deployments at one server, each until it is told anything but that it is done.
class Load {
 public:
  Load(int port, const std::string& cookie, const std::string& prefix) {
    for (std::size_t i = 0; i < kWriters; ++i) {
      threads_.emplace_back([this, port, cookie, i, name = prefix + "-" + std::to_string(i) + "-"] {
        Person ann = ann_at(port, cookie);
        Heard heard;
        for (int n = 0; (heard = create(ann, name + std::to_string(n))).status == 200; ++n) {
          acknowledged_[i].insert(name + std::to_string(n));
        }
        last_[i] = heard;
      });
    }
  }
  ~Load() { wait(); }

  // Until the last writer has given up.
  void wait() {
    for (std::thread& thread : threads_) {
      if (thread.joinable()) thread.join();
    }
  }
  Names acknowledged() const {
    Names all;
    for (const Names& names : acknowledged_) all.insert(names.begin(), names.end());
    return all;
  }
  const std::vector<Heard>& last_answers() const { return last_; }

 private:
  std::vector<Names> acknowledged_{kWriters};
  std::vector<Heard> last_{kWriters};
  std::vector<std::thread> threads_;
};

// 503, or no answer where the connection could not wait as long; how many of the former.
std::size_t refused(const Load& load) {
  std::size_t count = 0;
  for (const Heard& heard : load.last_answers()) {
    EXPECT_TRUE(heard.is_unknown()) << heard.status << ": " << heard.body;
    if (heard.status != 503) continue;
    EXPECT_EQ(heard.type, "application/problem+json") << heard.body;
    ++count;
  }
  return count;
}

TEST(TakeoverSlow, NoWriteOfAStoppedWriterLandsOnceAnotherHasTakenOver) {
  std::string why;
  PostgresServer* postgres = PostgresServer::shared(&why);
  if (!postgres) GTEST_SKIP() << why;
  const auto pause = std::chrono::seconds(number_from_environment("BERTH_PAUSE_S", 4));
  const TemporaryFolder logs, other_logs;
  const std::vector<std::string> store{"--database-url", postgres->make_database(), "--lease", "2"};
  Served first(store, logs.path());
  Served second(store, other_logs.path());

  ASSERT_TRUE(first.start());
  Person ann = ann_at(first.port());
  ASSERT_EQ(ann.enroll().status, 200);
  ASSERT_EQ(ann.log_in().status, 200);
  ASSERT_EQ(ann.post("/api/v1/organizations/", R"({"name":"o"})").status, 200);
  ASSERT_EQ(ann.post("/api/v1/clusters/", R"({"name":"c","cpu_limit":9,"ram_limit":9,"gpu_limit":0})").status, 200);

  Load early(first.port(), ann.cookie, "early");
  std::this_thread::sleep_for(milliseconds(500));
  const auto stopped_at = Clock::now();
  first.pause(true);
  if (!second.start()) return first.kill_hard();
  const auto taken_over_after = Clock::now() - stopped_at;
  Names expected = shown(second.port(), ann.cookie);
  ann.turn_to(second.port());
  for (int n = 0; n < 20; ++n) {
    const std::string name = "second-" + std::to_string(n);
    EXPECT_EQ(create(ann, name).status, 200);
    expected.insert(name);
  }
  std::this_thread::sleep_until(stopped_at + pause - milliseconds(200));
  Load late(first.port(), ann.cookie, "late");  // the machine takes their connections, the server does not yet
  std::this_thread::sleep_until(stopped_at + pause);
  first.pause(false);
  early.wait();
  late.wait();

  EXPECT_EQ(first.wait_for_end(), 1) << first.said();
  EXPECT_EQ(late.acknowledged(), Names{});
  const Names acknowledged = early.acknowledged();
  EXPECT_TRUE(std::ranges::includes(expected, acknowledged)) << "an acknowledged deployment is gone";
  EXPECT_GT(acknowledged.size(), 0U);
  const std::size_t told = refused(early) + refused(late);
  EXPECT_GT(told, 0U) << first.said();
  EXPECT_EQ(shown(second.port(), ann.cookie), expected);
  EXPECT_EQ(second.end(), 0) << second.said();
  std::cout << "stopped for " << pause.count() << " s; taken over after "
            << std::chrono::duration_cast<milliseconds>(taken_over_after).count() << " ms; " << acknowledged.size()
            << " writes acknowledged before, " << told << " of " << 2 * kWriters
            << " writers told 503 after; the first said: " << first.said();
}

}  // namespace
}  // namespace berth::test
