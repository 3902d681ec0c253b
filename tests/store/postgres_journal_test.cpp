// What only Postgres can do to a journal: go away, come back, hang, lose an answer, and let another writer in.
#include "actors/store/postgres_journal.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

#include "tests/store/stores.hpp"
#include "tests/support/postgres.hpp"
#include "tests/support/tcp_relay.hpp"

namespace berth::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

class PostgresJournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string why;
    server = PostgresServer::shared(&why);
    if (server == nullptr) GTEST_SKIP() << why;
    store = postgres_store();
  }
  // Through a relay, so that the line can break.
  std::unique_ptr<Journal> relayed(TcpRelay& relay) {
    std::string url = store->url();
    const std::string port = ":" + std::to_string(server->port());
    url.replace(url.find(port), port.size(), ":" + std::to_string(relay.port()));
    return make_postgres_journal(PostgresSettings{.url = url, .statement_us = kSecond});
  }
  // The append's outcome once the database is there again.
  AppendOutcome append_when_back(Journal& journal, const std::vector<JournalRecord>& records) {
    AppendOutcome outcome;
    for (int i = 0; i < 200; ++i) {
      outcome = append(journal, records);
      if (outcome.fault != AppendFault::kUnavailable) return outcome;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return outcome;
  }

  PostgresServer* server = nullptr;
  std::unique_ptr<TestStore> store;
};

const std::vector<JournalRecord> kFirst = {record("a", 1, "user", "1", "{}")};
const std::vector<JournalRecord> kSecondOnes = {record("a", 2, "user", "2", "{}"), record("a", 3, "user", "3", "{}")};

TEST_F(PostgresJournalTest, SaysAtOnceThatTheDatabaseIsGoneAndGoesOnWhenItIsBack) {
  const auto journal = store->journal();
  open(*journal);
  must_append(*journal, kFirst);
  server->kill_hard();
  const auto start = Clock::now();
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kUnavailable);
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kUnavailable);
  EXPECT_EQ(journal->renew_lease().fault, AppendFault::kUnavailable);
  EXPECT_FALSE(journal->read(0, 0, 10).ok());
  EXPECT_LT(seconds_since(start), 0.5);
  server->start();
  const AppendOutcome outcome = append_when_back(*journal, kSecondOnes);
  EXPECT_EQ(outcome.fault, AppendFault::kNone) << outcome.message;
  EXPECT_EQ(journal->epoch(), 2u);
  EXPECT_EQ(read(*journal).size(), 3u);
}

TEST_F(PostgresJournalTest, GoesOnAfterItsBackendWasEnded) {
  const auto journal = store->journal();
  open(*journal);
  must_append(*journal, kFirst);
  store->sql("select pg_terminate_backend(backend_pid) from lease");
  EXPECT_EQ(append_when_back(*journal, kSecondOnes).fault, AppendFault::kNone);
  EXPECT_EQ(journal->last_position(), 3u);
}

TEST_F(PostgresJournalTest, TakesAnAppendGivenAgainAsDoneWhenItsAnswerWasLost) {
  TcpRelay relay(server->port());
  const auto journal = relayed(relay);
  open(*journal);
  must_append(*journal, kFirst);
  relay.set(TcpRelay::Mode::kLoseReplies);
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kUnavailable);
  relay.set(TcpRelay::Mode::kPass);
  std::vector<JournalRecord> again = kSecondOnes;
  again.push_back(record("b", 1, "user", "4", "{}"));
  must_append(*journal, again);
  EXPECT_THAT(read(*journal), ElementsAre("1 1 a 1 user.changed 1", "2 2 a 2 user.changed 2", "3 3 a 3 user.changed 3",
                                          "4 4 b 1 user.changed 4"));
}

TEST_F(PostgresJournalTest, GivesAConflictToAnOwnerThatWritesOtherThingsAfterALostAnswer) {
  TcpRelay relay(server->port());
  const auto journal = relayed(relay);
  open(*journal);
  relay.set(TcpRelay::Mode::kLoseReplies);
  EXPECT_EQ(append(*journal, kFirst).fault, AppendFault::kUnavailable);
  relay.set(TcpRelay::Mode::kPass);
  EXPECT_EQ(append(*journal, {record("a", 1, "user", "9", "{}")}).fault, AppendFault::kConflict);
  must_append(*journal, {record("b", 1, "user", "9", "{}")});
  EXPECT_THAT(read(*journal), ElementsAre("1 1 a 1 user.changed 1", "2 2 b 1 user.changed 9"));
}

TEST_F(PostgresJournalTest, DoesNotWaitForADatabaseThatHangsSlow) {
  TcpRelay relay(server->port());
  const auto journal = relayed(relay);
  open(*journal);
  must_append(*journal, kFirst);
  relay.set(TcpRelay::Mode::kStall);
  auto start = Clock::now();
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kUnavailable);
  EXPECT_LT(seconds_since(start), 3.0) << "the statement's second, and one of grace";
  start = Clock::now();
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kUnavailable);
  EXPECT_LT(seconds_since(start), 1.5) << "a try to connect";
  relay.set(TcpRelay::Mode::kPass);
  EXPECT_EQ(append_when_back(*journal, kSecondOnes).fault, AppendFault::kNone);
  EXPECT_EQ(read(*journal).size(), 3u);
}

TEST_F(PostgresJournalTest, LetsASecondWriterInWhenTheLeaseExpires) {
  const auto first = make_postgres_journal(PostgresSettings{.url = store->url(), .lease_us = kSecond / 2});
  open(*first);
  must_append(*first, kFirst);
  const auto second = store->journal();
  const auto start = Clock::now();
  open(*second, 5 * kSecond);
  EXPECT_GT(seconds_since(start), 0.3);
  must_append(*second, {record("b", 1, "user", "2", "{}")});
  EXPECT_EQ(append(*first, kSecondOnes).fault, AppendFault::kLostLease);
  EXPECT_EQ(append(*first, kSecondOnes).fault, AppendFault::kLostLease);
  EXPECT_THAT(read(*second), ElementsAre("1 1 a 1 user.changed 1", "2 2 b 1 user.changed 2"));
}

TEST_F(PostgresJournalTest, KeepsASecondWriterOutWhileTheFirstRenews) {
  const auto first = make_postgres_journal(PostgresSettings{.url = store->url(), .lease_us = kSecond / 2});
  open(*first);
  std::jthread renewing([&](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      EXPECT_EQ(first->renew_lease().fault, AppendFault::kNone);
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  });
  std::vector<std::string> notes;
  const auto opened = store->journal()->open(kSecond, notes);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().text(), AllOf(HasSubstr("process"), HasSubstr("its lease ends in 1 s")));
}

TEST_F(PostgresJournalTest, LetsASecondWriterInAtOnceWhenTheFirstOnesBackendIsGone) {
  TcpRelay relay(server->port());
  const auto first = relayed(relay);
  open(*first);
  must_append(*first, kFirst);
  store->sql("select pg_terminate_backend(backend_pid, 5000) from lease");
  const auto second = store->journal();
  const auto start = Clock::now();
  open(*second, 5 * kSecond);
  EXPECT_LT(seconds_since(start), 1.0);
  EXPECT_EQ(append(*first, kSecondOnes).fault, AppendFault::kUnavailable) << "it finds its connection gone";
  EXPECT_EQ(append(*first, kSecondOnes).fault, AppendFault::kLostLease);
  EXPECT_EQ(second->last_position(), 1u);
}

TEST_F(PostgresJournalTest, GivesTheHolderFirstCallAfterTheServerWasRestarted) {
  const auto first = make_postgres_journal(PostgresSettings{.url = store->url(), .lease_us = kMinute});
  open(*first);
  server->kill_hard();
  server->start();
  std::vector<std::string> notes;
  EXPECT_FALSE(store->journal()->open(kSecond / 2, notes).ok());
  EXPECT_EQ(append_when_back(*first, kFirst).fault, AppendFault::kNone);
}

TEST_F(PostgresJournalTest, WaitsForADatabaseThatIsNotThereYet) {
  server->stop();
  std::vector<std::string> notes;
  auto journal = store->journal();
  EXPECT_THAT(journal->open(0, notes).error().text(), HasSubstr("refused"));
  std::jthread waiting([&] { open(*journal, 10 * kSecond); });
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  server->start();
}

TEST_F(PostgresJournalTest, NeverShowsThePassword) {
  const std::string port = std::to_string(server->port());
  for (const std::string& url : {"postgresql://nobody:hunter22@127.0.0.1:" + port + "/none",
                                 std::string("postgresql://u:hunter22@127.0.0.1:x/n"), std::string("hunter22"),
                                 "host=127.0.0.1 port=" + port + " user=postgres dbname=hunter22 password=hunter22"}) {
    std::vector<std::string> notes;
    const auto opened = make_postgres_journal(url)->open(0, notes);
    ASSERT_FALSE(opened.ok());
    EXPECT_THAT(opened.error().text(), AllOf(Not(IsEmpty()), Not(HasSubstr("hunter22"))));
  }
}

TEST_F(PostgresJournalTest, IsRefusedWhatTheDatabaseWillNotTakeAndStillReads) {
  const auto journal = store->journal();
  open(*journal);
  must_append(*journal, kFirst);
  store->sql("alter table journal add constraint full_disk check (position < 2)");
  EXPECT_EQ(append(*journal, kSecondOnes).fault, AppendFault::kRefused);
  EXPECT_EQ(read(*journal).size(), 1u);
  store->sql("alter table journal drop constraint full_disk");
  must_append(*journal, kSecondOnes);
}

}  // namespace
}  // namespace berth::test
