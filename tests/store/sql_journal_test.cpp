// What the journals kept in a database do beyond the memory one: they outlive their process, find damage, and let one
// writer write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/store/stores.hpp"

namespace berth::test {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class SqlJournal : public ::testing::TestWithParam<StoreKind> {
 protected:
  void SetUp() override {
    if (!store) GTEST_SKIP() << "Postgres is not installed";
    journal = store->journal();
    open(*journal);
  }

  void reopen() {
    journal.reset();
    journal = store->journal();
    notes = open(*journal);
  }
  // Why it cannot be opened again.
  std::string why_not() {
    journal.reset();
    const auto opened = store->journal()->open(0, notes);
    EXPECT_FALSE(opened.ok());
    return opened ? "" : opened.error().text();
  }
  void append_three() {
    must_append(*journal, {record("a", 1, "user", "1", "{}"), record("a", 2, "user", "2", "{}"),
                           record("a", 3, "user", "3", "{}")});
  }
  std::string positions() {
    std::string all;
    for (const std::string& line : store->sql("select position from journal order by position")) all += line + " ";
    return all;
  }

  std::unique_ptr<TestStore> store = GetParam().make();
  std::unique_ptr<Journal> journal;
  std::vector<std::string> notes;
};

TEST_P(SqlJournal, RemembersAcrossProcessesUnderANewEpoch) {
  append_three();
  reopen();
  EXPECT_THAT(notes, IsEmpty());
  EXPECT_EQ(journal->epoch(), 2u);
  EXPECT_EQ(journal->last_position(), 3u);
  must_append(*journal, {record("a", 4, "user", "1", "")});
  EXPECT_THAT(loaded(*journal), ElementsAre("a user 2 {}", "a user 3 {}", "a 4"));
}

TEST_P(SqlJournal, CutsOffATailWhoseChecksumFailsAndSaysSo) {
  append_three();
  store->sql("update journal set document = '{\"x\":1}' where position = 3");
  reopen();
  EXPECT_THAT(notes,
              ElementsAre(HasSubstr("cut off positions 3 to 3 at the journal's end: the checksum of position 3")));
  EXPECT_EQ(journal->last_position(), 2u);
  EXPECT_EQ(positions(), "1 2 ");
  must_append(*journal, {record("a", 3, "user", "3", "{}")});
  reopen();
  EXPECT_THAT(notes, IsEmpty());
}

TEST_P(SqlJournal, CutsOffACommandThatLacksItsEndAsAWhole) {
  must_append(*journal,
              {record("a", 1, "user", "1", "{}"), record("a", 2, "user", "2", "{}"), record("a", 3, "user", "3", "{}")},
              {1, 2});
  store->sql("delete from journal where position = 3");
  reopen();
  EXPECT_THAT(notes, ElementsAre(HasSubstr("cut off positions 2 to 2")));
  EXPECT_EQ(positions(), "1 ");
}

TEST_P(SqlJournal, CutsOffTheWholeCommandOfABadRecord) {
  must_append(*journal,
              {record("a", 1, "user", "1", "{}"), record("a", 2, "user", "2", "{}"), record("a", 3, "user", "3", "{}")},
              {1, 2});
  store->sql("update journal set at_us = 1 where position = 3");
  reopen();
  EXPECT_THAT(notes, ElementsAre(HasSubstr("cut off positions 2 to 3")));
}

TEST_P(SqlJournal, StopsAtABadRecordBeforeASoundOneAndChangesNothing) {
  append_three();
  store->sql("update journal set document = '{\"x\":1}' where position = 2");
  EXPECT_THAT(why_not(), AllOf(HasSubstr("position 2"), HasSubstr("Nothing was changed")));
  EXPECT_EQ(positions(), "1 2 3 ");
}

TEST_P(SqlJournal, StopsAtAMissingPosition) {
  append_three();
  store->sql("delete from journal where position = 2");
  EXPECT_THAT(why_not(), HasSubstr("position 2 is missing"));
  EXPECT_EQ(positions(), "1 3 ");
}

TEST_P(SqlJournal, StopsAtABadRecordThatTheSnapshotWasTakenFrom) {
  append_three();
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  store->sql("update journal set document = '{\"x\":1}' where position = 3");
  EXPECT_THAT(why_not(), AllOf(HasSubstr("position 3"), HasSubstr("snapshot")));
  EXPECT_EQ(positions(), "1 2 3 ");
}

TEST_P(SqlJournal, StopsWhenTheJournalEndsBeforeTheSnapshot) {
  append_three();
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  store->sql("delete from journal where position = 3");
  EXPECT_THAT(why_not(), AllOf(HasSubstr("ends at position 2"), HasSubstr("position 3")));
}

TEST_P(SqlJournal, SeesAChangeOfAnyFieldOfARecord) {
  must_append(*journal, {record("a", 1, "user", "1", "{}")});
  for (const char* change : {"command = 2", "command_end = 2", "stream = 'b'", "sequence = 2", "organization = 8",
                             "kind = 'users'", "key = '2'", "event = ''", "at_us = 5", "document = ''", "cause = ''",
                             "epoch = 9", "entity_checksum = 1", "checksum = 1", "kind = 'use', key = 'r1'"}) {
    SCOPED_TRACE(change);
    store->sql(std::string("update journal set ") + change);
    reopen();
    EXPECT_EQ(notes.size(), 1u);
    must_append(*journal, {record("a", 1, "user", "1", "{}")});
  }
}

TEST_P(SqlJournal, NamesTheEntityOfABadSnapshotRow) {
  append_three();
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  store->sql("update snapshot_entities set document = '{\"x\":1}' where key = '2'");
  reopen();
  EXPECT_THAT(loaded(*journal).back(), AllOf(HasSubstr("error: "), HasSubstr("user 2")));
}

TEST_P(SqlJournal, MissesALostSnapshotRow) {
  append_three();
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  store->sql("delete from snapshot_entities where key = '2'");
  reopen();
  EXPECT_THAT(loaded(*journal).back(), HasSubstr("holds 2 entities, but 3 were put there"));
}

TEST_P(SqlJournal, KeepsCountOfItsEntitiesThroughChangesAndRemovals) {
  append_three();
  ASSERT_TRUE(journal->advance_snapshot(3).ok());
  must_append(*journal,
              {record("a", 4, "user", "2", ""), record("a", 5, "user", "3", "{\"v\":1}"),
               record("a", 6, "user", "4", "{}"), record("a", 7, "user", "5", "{}"), record("a", 8, "user", "5", "")});
  ASSERT_TRUE(journal->advance_snapshot(100).ok());
  EXPECT_THAT(loaded(*journal), ElementsAre("a user 1 {}", "a user 3 {\"v\":1}", "a user 4 {}", "a 8"));
  EXPECT_THAT(store->sql("select entities from snapshot"), ElementsAre("3"));
}

TEST_P(SqlJournal, RefusesAStoreOfANewerVersionNamingBoth) {
  journal.reset();
  store->sql("update schema_version set version = 99");
  EXPECT_THAT(why_not(), AllOf(HasSubstr("version 99"), HasSubstr("up to 2")));
  EXPECT_THAT(store->sql("select version from schema_version"), ElementsAre("99"));
  EXPECT_THAT(store->sql("select epoch from lease"), ElementsAre("1"));
}

TEST_P(SqlJournal, BringsAnOlderStoreForward) {
  const std::unique_ptr<TestStore> older = GetParam().make();
  older->make_first_version();
  EXPECT_THAT(older->sql("select version from schema_version"), ElementsAre("1"));
  const std::unique_ptr<Journal> opened = older->journal();
  open(*opened);
  EXPECT_THAT(older->sql("select version from schema_version"), ElementsAre("2"));
  EXPECT_THAT(older->sql("select * from users"), IsEmpty());
}

TEST_P(SqlJournal, KeepsASecondWriterOutWhileTheFirstHoldsTheLease) {
  std::unique_ptr<Journal> second = store->journal();
  const auto opened = second->open(50'000, notes);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().text(), HasSubstr("process"));
  append_three();
}

TEST_P(SqlJournal, LandsNothingOfAWriterThatLostItsLease) {
  append_three();
  store->let_lease_go();
  std::unique_ptr<Journal> second = store->journal();
  open(*second, kSecond);
  EXPECT_EQ(second->epoch(), 2u);
  EXPECT_EQ(append(*journal, {record("late", 1, "user", "9", "{}")}).fault, AppendFault::kLostLease);
  EXPECT_EQ(journal->renew_lease().fault, AppendFault::kLostLease);
  EXPECT_FALSE(journal->advance_snapshot(10).ok());
  must_append(*second, {record("a", 4, "user", "4", "{}")});
  EXPECT_EQ(append(*journal, {record("late", 1, "user", "9", "{}")}).fault, AppendFault::kLostLease);
  EXPECT_EQ(positions(), "1 2 3 4 ");
  EXPECT_THAT(store->sql("select stream from journal where position = 4"), ElementsAre("a"));
}

INSTANTIATE_TEST_SUITE_P(On, SqlJournal,
                         ::testing::Values(StoreKind{"Sqlite", sqlite_store}, StoreKind{"Postgres", postgres_store}),
                         [](const auto& of) { return std::string(of.param.name); });

}  // namespace
}  // namespace berth::test
