// kill -9 at random moments, of the server and of its database, under a load of mixed writes. BERTH_CRASH_ROUNDS says
// how often (6), BERTH_SEED from which seed; kills come when the machine's threads please, so a seed repeats the draws
// and not the run.
#include <chrono>
#include <gtest/gtest.h>
#include <iostream>
#include <random>
#include <thread>

#include "tests/durability/crowd.hpp"
#include "tests/durability/rounds.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/run_program.hpp"
#include "tests/support/served.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

using std::chrono::milliseconds;

class CrashSlow : public testing::Test {
 protected:
  void sleep_up_to(std::uint64_t from_ms, std::uint64_t to_ms) {
    std::this_thread::sleep_for(milliseconds(from_ms + random_() % (to_ms - from_ms + 1)));
  }
  bool one_in(std::uint64_t count) { return random_() % count == 0; }

  // A start that gets through; now and then one before it is killed while it recovers.
  void start_again(Served& server) {
    if (one_in(3)) {
      server.launch();
      sleep_up_to(0, 60);
      server.kill_hard();
      ++kills_;
    }
    ASSERT_TRUE(server.start());
  }

  void kill_servers(const std::vector<std::string>& store) {
    Served server(store, folder_.path());
    ASSERT_TRUE(server.start());
    crowd_.enter(server.port());
    for (std::uint64_t round = 1; round <= rounds_ && !HasFailure(); ++round) {
      SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed_));
      crowd_.begin();
      sleep_up_to(20, 500);
      server.kill_hard();
      ++kills_;
      crowd_.end();
      start_again(server);
      crowd_.turn_to(server.port());
      crowd_.check();
    }
    expect_the_same_after_restart(server);
    expect_the_same_decisions(store);
    tell("the server");
  }

  void expect_the_same_after_restart(Served& server) {
    const std::string before = crowd_.everything();
    server.kill_hard();
    ASSERT_TRUE(server.start());
    crowd_.turn_to(server.port());
    EXPECT_EQ(crowd_.everything(), before);
    EXPECT_EQ(server.end(), 0) << server.said();
  }

  // Decided again, through all the crashes and recoveries, everything comes out as it was recorded.
  void expect_the_same_decisions(const std::vector<std::string>& store) {
    std::vector<std::string> arguments{"export", "--verify"};
    arguments.insert(arguments.end(), store.begin(), store.end());
    const ProgramRun run = run_berth(arguments);
    EXPECT_EQ(run.status, 0) << run.out << run.err;
    std::cout << run.out;
  }

  void tell(const std::string& killed) {
    std::cout << rounds_ << " rounds, seed " << seed_ << ": " << killed << " killed " << kills_ << " times; "
              << crowd_.summary() << "\n";
  }

  const std::uint64_t rounds_ = number_from_environment("BERTH_CRASH_ROUNDS", 6);
  const std::uint64_t seed_ = seed_from_environment();
  std::mt19937_64 random_{seed_};
  std::uint64_t kills_ = 0;
  TemporaryFolder folder_;
  Crowd crowd_{seed_};
};

TEST_F(CrashSlow, KillingTheServerLosesNothingAcknowledgedOnSqlite) { kill_servers({"--data", folder_ / "data"}); }

TEST_F(CrashSlow, KillingTheServerLosesNothingAcknowledgedOnPostgres) {
  std::string why;
  PostgresServer* postgres = PostgresServer::shared(&why);
  if (!postgres) GTEST_SKIP() << why;
  kill_servers({"--database-url", postgres->make_database()});
}

TEST_F(CrashSlow, KillingPostgresLosesNothingAcknowledged) {
  std::string why;
  PostgresServer* postgres = PostgresServer::shared(&why);
  if (!postgres) GTEST_SKIP() << why;
  const std::vector<std::string> store{"--database-url", postgres->make_database()};
  Served server(store, folder_.path());
  ASSERT_TRUE(server.start());
  crowd_.enter(server.port());
  for (std::uint64_t round = 1; round <= rounds_ && !HasFailure(); ++round) {
    SCOPED_TRACE("round " + std::to_string(round) + ", seed " + std::to_string(seed_));
    crowd_.begin();
    sleep_up_to(20, 500);
    postgres->kill_hard();
    ++kills_;
    sleep_up_to(0, one_in(5) ? 7000 : 500);  // now and then for longer than a request waits
    postgres->start();
    sleep_up_to(0, 500);
    crowd_.end();
    crowd_.wait_for_writes();
    crowd_.check();
  }
  expect_the_same_after_restart(server);
  expect_the_same_decisions(store);
  tell("Postgres");
}

}  // namespace
}  // namespace berth::test
