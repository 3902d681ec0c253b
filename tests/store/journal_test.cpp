// What every journal does, whatever it is kept in.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "actors/store/batch.hpp"
#include "tests/store/stores.hpp"

namespace berth::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class EveryJournal : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (!store) GTEST_SKIP() << "Postgres is not installed";
    journal = store->journal();
    open(*journal);
  }
  std::unique_ptr<TestStore> store = GetParam().make();
  std::unique_ptr<Journal> journal;
};

TEST_P(EveryJournal, BeginsEmptyUnderItsFirstEpoch) {
  EXPECT_EQ(journal->last_position(), 0u);
  EXPECT_EQ(journal->epoch(), 1u);
  EXPECT_THAT(loaded(*journal), IsEmpty());
  EXPECT_THAT(read(*journal), IsEmpty());
  EXPECT_EQ(journal->advance_snapshot(10).value(), 0u);
}

TEST_P(EveryJournal, GivesPositionsAndTheCommandEachRecordBelongsTo) {
  std::vector<JournalRecord> records = {record("scheduler/7", 1, "deployment", "1", "{}"),
                                        record("scheduler/7", 2, "deployment", "2", "{}"),
                                        record("organization/7", 1, "organization", "7", "{}")};
  const std::vector<std::uint32_t> sizes = {2, 1};
  ASSERT_EQ(journal->append(records, sizes).fault, AppendFault::kNone);
  EXPECT_EQ(records[1].position, 2u);
  EXPECT_EQ(records[1].command, 1u);
  EXPECT_EQ(records[2].command, 3u);
  EXPECT_EQ(journal->last_position(), 3u);
  EXPECT_THAT(read(*journal),
              ElementsAre("1 1 scheduler/7 1 deployment.changed 1", "2 1 scheduler/7 2 deployment.changed 2",
                          "3 3 organization/7 1 organization.changed 7"));
}

TEST_P(EveryJournal, GivesEveryFieldBackAsItCame) {
  JournalRecord out = record("session/ä", 9, "session", "k€y \"'\\{},", R"({"name":"日本語 \\ \u0001 '"})", -3);
  out.at_us = -5;
  out.cause = "";
  must_append(*journal, {out});
  const JournalRecord in = journal->read(0, 0, 1).value().at(0);
  EXPECT_EQ(in.stream, out.stream);
  EXPECT_EQ(in.sequence, out.sequence);
  EXPECT_EQ(in.organization, out.organization);
  EXPECT_EQ(in.kind, out.kind);
  EXPECT_EQ(in.key, out.key);
  EXPECT_EQ(in.event, out.event);
  EXPECT_EQ(in.at_us, out.at_us);
  EXPECT_EQ(in.document, out.document);
  EXPECT_EQ(in.cause, out.cause);
}

TEST_P(EveryJournal, LoadsTheLatestDocumentOfEveryEntityThatIsLeft) {
  must_append(*journal, {record("a", 1, "user", "1", "{\"v\":1}"), record("a", 2, "user", "1", "{\"v\":2}"),
                         record("a", 3, "user", "2", "{}"), record("a", 4, "user", "2", "")});
  EXPECT_THAT(loaded(*journal), ElementsAre("a user 1 {\"v\":2}", "a 4"));
}

TEST_P(EveryJournal, LoadsByStreamAndKindAndKeyWithNumbersByValueBeforeTexts) {
  must_append(*journal, {record("b", 1, "user", "1", "{}"), record("a", 1, "user", "10", "{}"),
                         record("a", 2, "user", "9", "{}"), record("a", 3, "user", "x1", "{}"),
                         record("a", 4, "cluster", "8", "{}"), record("a", 5, "user", "9999999999999999999", "{}")});
  const auto expected = ElementsAre("a cluster 8 {}", "a user 9 {}", "a user 10 {}", "a user 9999999999999999999 {}",
                                    "a user x1 {}", "b user 1 {}", "a 5", "b 1");
  EXPECT_THAT(loaded(*journal), expected);
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  EXPECT_THAT(loaded(*journal), expected);
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  EXPECT_THAT(loaded(*journal), expected);
}

TEST_P(EveryJournal, LoadsOneStreamAlone) {
  must_append(*journal, {record("a", 1, "user", "1", "{}"), record("b", 1, "user", "2", "{}")});
  EXPECT_THAT(loaded(*journal, "b"), ElementsAre("b user 2 {}", "b 1"));
  ASSERT_TRUE(journal->advance_snapshot(10).ok());
  EXPECT_THAT(loaded(*journal, "b"), ElementsAre("b user 2 {}", "b 1"));
  EXPECT_THAT(loaded(*journal, "c"), IsEmpty());
}

TEST_P(EveryJournal, LoadsTheSameWhateverTheSnapshotHasReached) {
  std::vector<JournalRecord> records;
  for (std::uint64_t i = 1; i <= 60; ++i) {
    const bool gone = i % 7 == 0;
    records.push_back(record("s", i, i % 2 == 0 ? "cluster" : "user", std::to_string(i * 5 % 13),
                             gone ? "" : "{\"i\":" + std::to_string(i) + "}"));
  }
  must_append(*journal, records);
  const auto expected = loaded(*journal);
  for (int step = 0; step < 10; ++step) {
    const auto behind = journal->advance_snapshot(7);
    ASSERT_TRUE(behind.ok()) << behind.error().text();
    EXPECT_EQ(loaded(*journal), expected) << "step " << step;
  }
  EXPECT_EQ(journal->advance_snapshot(7).value(), 0u);
}

TEST_P(EveryJournal, ReadsAnOrganizationsRecordsFromAPositionOn) {
  must_append(*journal, {record("a", 1, "user", "1", "{}", 7), record("a", 2, "user", "2", "{}", 8),
                         record("a", 3, "user", "3", "{}", 7), record("a", 4, "user", "4", "{}", 7),
                         record("a", 5, "user", "5", "{}", 0)});
  EXPECT_THAT(read(*journal, 7, 1, 1), ElementsAre("3 3 a 3 user.changed 3"));
  EXPECT_THAT(read(*journal, 7, 3), ElementsAre("4 4 a 4 user.changed 4"));
  EXPECT_THAT(read(*journal, 0, 4), ElementsAre("5 5 a 5 user.changed 5"));
  EXPECT_THAT(read(*journal, 0, 99), IsEmpty());
}

TEST_P(EveryJournal, WritesNothingOfAnAppendThatRepeatsASequence) {
  must_append(*journal, {record("a", 1, "user", "1", "{}")});
  const AppendOutcome outcome =
      append(*journal, {record("b", 1, "user", "2", "{}"), record("a", 1, "user", "3", "{}")});
  EXPECT_EQ(outcome.fault, AppendFault::kConflict);
  EXPECT_NE(outcome.message, "");
  EXPECT_EQ(journal->last_position(), 1u);
  EXPECT_THAT(loaded(*journal), ElementsAre("a user 1 {}", "a 1"));
  must_append(*journal, {record("b", 1, "user", "2", "{}")});
  EXPECT_THAT(read(*journal, 0, 1), ElementsAre("2 2 b 1 user.changed 2"));
}

TEST_P(EveryJournal, RefusesWhatItCouldNotGiveBack) {
  const std::string nul("a\0b", 3);
  for (const JournalRecord& wrong :
       {record("a", 1, "user", "1", nul), record("a", 1, "user", "1", "\xff"), record("a", 0, "user", "1", "{}"),
        record("", 1, "user", "1", "{}"), record("a", 1, "user", "1", std::string(kRecordBytesMax, 'x'))}) {
    const AppendOutcome outcome = append(*journal, {record("b", 1, "user", "2", "{}"), wrong});
    EXPECT_EQ(outcome.fault, AppendFault::kRefused);
    EXPECT_THAT(outcome.message, HasSubstr("a record of " + wrong.stream));
  }
  EXPECT_EQ(append(*journal, {record("b", 1, "user", "2", "{}")}, {2}).fault, AppendFault::kRefused);
  EXPECT_EQ(journal->last_position(), 0u);
}

TEST_P(EveryJournal, HoldsARecordAsLargeAsItMayBe) {
  JournalRecord largest = record("a", 1, "user", "1", "");
  largest.cause = "";
  largest.document.assign(
      kRecordBytesMax - largest.stream.size() - largest.kind.size() - largest.key.size() - largest.event.size(), 'x');
  must_append(*journal, {largest});
  EXPECT_EQ(journal->read(0, 0, 1).value().at(0).document, largest.document);
}

TEST_P(EveryJournal, TakesAnEmptyAppendAsDone) {
  EXPECT_EQ(journal->append({}, {}).fault, AppendFault::kNone);
  EXPECT_EQ(journal->last_position(), 0u);
}

TEST_P(EveryJournal, RenewsItsLease) { EXPECT_EQ(journal->renew_lease().fault, AppendFault::kNone); }

INSTANTIATE_TEST_SUITE_P(On, EveryJournal,
                         ::testing::Values(StoreKind{"Memory", memory_store}, StoreKind{"Sqlite", sqlite_store},
                                           StoreKind{"Postgres", postgres_store}),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace berth::test
