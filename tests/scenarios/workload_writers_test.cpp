#include "scenarios/read/batsim.hpp"
#include "scenarios/write/batsim.hpp"
#include "scenarios/write/swf.hpp"
#include "tests/scenarios/swf_text.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using test::read_text;
using test::swf;
using test::TemporaryFolder;
using testing::ElementsAre;
using testing::Field;
using testing::HasSubstr;
using testing::IsEmpty;

// A bit of everything the format has words for.
Workload small_log() {
  ReadReport report;
  Result<Workload> workload = parse_swf(
      "; MaxProcs: 16\n" + swf({{.number = "3", .submit = "1.000001", .run = "0.5", .processors = "16", .user = "4"},
                                {.number = "4", .submit = "2", .group = "7", .queue = "2"},
                                {.number = "9", .submit = "5", .run = "0", .preceding = "3", .think = "2.5"}}),
      "small.swf", report);
  EXPECT_TRUE(workload.ok());
  return std::move(*workload);
}

void expect_same_jobs(const Workload& left, const Workload& right) {
  ASSERT_EQ(left.jobs.size(), right.jobs.size());
  for (JobId i = 0; i < left.jobs.size(); ++i) {
    EXPECT_EQ(left.jobs[i].submit_us, right.jobs[i].submit_us);
    EXPECT_EQ(left.jobs[i].run_us, right.jobs[i].run_us);
    EXPECT_EQ(left.jobs[i].requested_us, right.jobs[i].requested_us);
    EXPECT_EQ(left.jobs[i].per_replica, right.jobs[i].per_replica);
    EXPECT_EQ(left.jobs[i].replicas, right.jobs[i].replicas);
    EXPECT_EQ(left.jobs[i].number, right.jobs[i].number);
    EXPECT_EQ(left.jobs[i].dependency_count, right.jobs[i].dependency_count);
  }
  EXPECT_EQ(left.machine_units, right.machine_units);
}

TEST(SwfWriter, WritesWhatIsReadBackAsTheSameWorkload) {
  const TemporaryFolder folder;
  const Workload log = small_log();
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_swf(folder / "out.swf", log, nullptr, losses).ok());
  EXPECT_THAT(losses, IsEmpty());
  ReadReport report;
  const Result<Workload> again = read_swf(folder / "out.swf", report);
  ASSERT_TRUE(again.ok()) << again.error().text();
  expect_same_jobs(log, *again);
  for (JobId i = 0; i < log.jobs.size(); ++i) {
    EXPECT_EQ(log.jobs[i].user, again->jobs[i].user);
    EXPECT_EQ(log.jobs[i].group, again->jobs[i].group);
    EXPECT_EQ(log.jobs[i].queue, again->jobs[i].queue);
  }
  EXPECT_EQ(log.dependencies, again->dependencies);
}

TEST(SwfWriter, WritesEighteenFieldsUnderAHeader) {
  const TemporaryFolder folder;
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_swf(folder / "out.swf", small_log(), nullptr, losses).ok());
  const std::string text = read_text(folder / "out.swf");
  EXPECT_THAT(text, HasSubstr("; Version: 2.2\n"));
  EXPECT_THAT(text, HasSubstr("; MaxProcs: 16\n"));
  EXPECT_THAT(text, HasSubstr("\n3 1.000001 -1 0.5 -1 -1 -1 16 20 -1 1 4 -1 -1 -1 -1 -1 -1\n"));
  EXPECT_THAT(text, HasSubstr("\n9 5 -1 0 -1 -1 -1 1 20 -1 1 -1 -1 -1 -1 -1 3 2.5\n"));
}

TEST(SwfWriter, WritesWhatAReplayMadeOfTheJobs) {
  const TemporaryFolder folder;
  const Workload log = small_log();
  Replay replay;
  replay.records = {{log.jobs[0].submit_us, 3 * kSecond, 4 * kSecond, 0, JobState::kKilled},
                    {log.jobs[1].submit_us, 2 * kSecond, 12 * kSecond, 0, JobState::kCompleted},
                    {log.jobs[2].submit_us, kNever, kNever, kNoCluster, JobState::kRefused}};
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_swf(folder / "out.swf", log, &replay, losses).ok());
  const std::string text = read_text(folder / "out.swf");
  EXPECT_THAT(text, HasSubstr("\n3 1.000001 1.999999 1 16 -1 -1 16 20 -1 0 4"));
  EXPECT_THAT(text, HasSubstr("\n4 2 0 10 1 -1 -1 1 20 -1 1 -1 7"));
  EXPECT_THAT(text, HasSubstr("\n9 5 -1 -1 -1 -1 -1 1 20 -1 5 -1"));
}

TEST(SwfWriter, CountsWhatTheFormatHasNoWordsFor) {
  const TemporaryFolder folder;
  Workload log = small_log();
  log.dependencies = {{2, 0, 0}, {2, 1, 0}};
  ASSERT_TRUE(link_dependencies(log).ok());
  log.jobs[0].priority = 3;
  log.jobs[1].per_replica = {2000, 512, 0};
  log.names = {"a", "b", "c"};
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_swf(folder / "out.swf", log, nullptr, losses).ok());
  EXPECT_THAT(losses, ElementsAre(Field(&Oddity::what, "jobs with several dependencies"),
                                  Field(&Oddity::what, "names of jobs"), Field(&Oddity::what, "priorities"),
                                  Field(&Oddity::what, "requests for more than processors")));
}

TEST(SwfWriter, NumbersJobsAnewWhereNumbersStandTwice) {
  const TemporaryFolder folder;
  Workload log = small_log();
  log.jobs[1].number = log.jobs[0].number;
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_swf(folder / "out.swf", log, nullptr, losses).ok());
  EXPECT_THAT(read_text(folder / "out.swf"), HasSubstr("\n3 5 -1 0 -1 -1 -1 1 20 -1 1 -1 -1 -1 -1 -1 1 2.5\n"));
  EXPECT_EQ(losses.size(), 1u);
}

TEST(SwfWriter, SaysThatTheDiskIsFull) {
  std::vector<Oddity> losses;
  const Result<void> written = write_swf("/dev/full", small_log(), nullptr, losses);
  ASSERT_FALSE(written.ok());
  EXPECT_EQ(written.error().kind, Error::Kind::kFailed);
  EXPECT_EQ(written.error().text(), "/dev/full: cannot write: No space left on device");
}

TEST(SwfWriter, LeavesNothingWhereTheFolderIsMissing) {
  const TemporaryFolder folder;
  std::vector<Oddity> losses;
  EXPECT_FALSE(write_swf(folder / "none/out.swf", small_log(), nullptr, losses).ok());
  EXPECT_THAT(folder.names(), IsEmpty());
}

TEST(BatsimWriter, WritesWhatIsReadBackAsTheSameJobs) {
  const TemporaryFolder folder;
  Workload log = small_log();
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_batsim(folder / "out.json", log, losses).ok());
  EXPECT_THAT(losses,
              ElementsAre(Field(&Oddity::what, "users, groups and queues"), Field(&Oddity::what, "think times")));
  ReadReport report;
  const Result<Workload> again = read_batsim(folder / "out.json", report);
  ASSERT_TRUE(again.ok()) << again.error().text() << read_text(folder / "out.json");
  expect_same_jobs(log, *again);
  EXPECT_TRUE(again->names.empty());
  EXPECT_THAT(again->dependencies, ElementsAre(Dependency{2, 0, 0}));
  EXPECT_TRUE(report.oddities.empty());
}

TEST(BatsimWriter, KeepsNames) {
  const TemporaryFolder folder;
  Workload log = small_log();
  log.names = {"w0!3", "w0!4", "a \"quoted\" one"};
  std::vector<Oddity> losses;
  ASSERT_TRUE(write_batsim(folder / "out.json", log, losses).ok());
  ReadReport report;
  const Result<Workload> again = read_batsim(folder / "out.json", report);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->names, log.names);
}

TEST(BatsimWriter, SaysThatTheDiskIsFull) {
  std::vector<Oddity> losses;
  EXPECT_EQ(write_batsim("/dev/full", small_log(), losses).error().text(),
            "/dev/full: cannot write: No space left on device");
}

}  // namespace
}  // namespace berth
