// What only a file can do to a journal: lie in a missing folder, be full, be something else, be locked.
#include "actors/store/sqlite_journal.hpp"

#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "actors/store/sqlite.hpp"
#include "tests/store/stores.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::test {
namespace {

using ::testing::HasSubstr;

std::string why_not(const std::string& file) {
  std::vector<std::string> notes;
  const auto opened = make_sqlite_journal(file)->open(0, notes);
  return opened ? "it opens" : opened.error().text();
}

TEST(SqliteJournal, MakesItsFolderAndKeepsItsFileToItsOwner) {
  const TemporaryFolder folder;
  const std::string file = folder / "a/b/berth.db";
  const auto journal = make_sqlite_journal(file);
  open(*journal);
  for (const char* name : {"", "-wal", ".lock"}) {
    struct stat status {};
    ASSERT_EQ(::stat((file + name).c_str(), &status), 0) << name;
    EXPECT_EQ(status.st_mode & 0777, 0600u) << name;
  }
}

TEST(SqliteJournal, RefusesAFileThatIsNotADatabaseAndOneOfSomethingElse) {
  const TemporaryFolder folder;
  EXPECT_THAT(why_not(folder.write("text.db", std::string(4096, 'x'))), HasSubstr("text.db"));
  SqliteConnection other;
  ASSERT_EQ(other.open(folder / "other.db"), SQLITE_OK);
  ASSERT_EQ(other.run("create table recipes (name text)"), SQLITE_OK);
  EXPECT_THAT(why_not(folder / "other.db"), HasSubstr("something else"));
  EXPECT_EQ(other.number("select count(*) from sqlite_schema"), 1);
}

TEST(SqliteJournal, SaysWhyItsFolderCannotBeMade) {
  const TemporaryFolder folder;
  const std::string file = folder.write("file", "x");
  EXPECT_THAT(why_not(file + "/berth.db"), HasSubstr("folder"));
}

TEST(SqliteJournal, RefusesWhatDoesNotFitAndStillReadsAndGoesOnWhenThereIsRoom) {
  const TemporaryFolder folder;
  const std::string file = folder / "berth.db";
  auto journal = make_sqlite_journal(SqliteSettings{.file = file, .pages_most = 60});
  open(*journal);
  std::uint64_t written = 0;
  AppendOutcome outcome;
  while (outcome.fault == AppendFault::kNone && written < 1000) {
    outcome = append(*journal, deployments(written + 1, 50));
    if (outcome.fault == AppendFault::kNone) written += 50;
  }
  EXPECT_EQ(outcome.fault, AppendFault::kRefused);
  EXPECT_THAT(outcome.message, HasSubstr("full"));
  EXPECT_GT(written, 0u);
  EXPECT_EQ(journal->last_position(), written);
  EXPECT_EQ(journal->read(0, 0, 2000).value().size(), written);
  EXPECT_EQ(loaded(*journal).size(), written + 1);

  journal.reset();
  journal = make_sqlite_journal(file);
  EXPECT_TRUE(open(*journal).empty());
  EXPECT_EQ(journal->last_position(), written);
  must_append(*journal, deployments(written + 1, 50));
}

TEST(SqliteJournal, SaysTheStoreIsAwayWhileSomeoneLocksIt) {
  const TemporaryFolder folder;
  const std::string file = folder / "berth.db";
  const auto journal = make_sqlite_journal(SqliteSettings{.file = file, .busy_us = 20'000});
  open(*journal);
  SqliteConnection person;
  ASSERT_EQ(person.open(file), SQLITE_OK);
  ASSERT_EQ(person.run("begin immediate"), SQLITE_OK);
  EXPECT_EQ(append(*journal, deployments(1, 1)).fault, AppendFault::kUnavailable);
  person.roll_back();
  must_append(*journal, deployments(1, 1));
}

TEST(SqliteJournal, IsFreeAtOnceWhenItsProcessWasKilled) {
  const TemporaryFolder folder;
  const std::string file = folder / "berth.db";
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto journal = make_sqlite_journal(file);
    std::vector<std::string> notes;
    const bool opened = journal->open(0, notes).ok() && append(*journal, deployments(1, 3)).fault == AppendFault::kNone;
    [[maybe_unused]] const ssize_t told = ::write(ready[1], opened ? "y" : "n", 1);
    ::pause();
    ::_exit(0);
  }
  char opened = 0;
  ASSERT_EQ(::read(ready[0], &opened, 1), 1);
  ::close(ready[0]);
  ::close(ready[1]);
  EXPECT_EQ(opened, 'y');
  EXPECT_THAT(why_not(file), HasSubstr("locked by process " + std::to_string(child)));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  const auto journal = make_sqlite_journal(file);
  EXPECT_TRUE(open(*journal).empty());
  EXPECT_EQ(journal->last_position(), 3u);
}

}  // namespace
}  // namespace berth::test
