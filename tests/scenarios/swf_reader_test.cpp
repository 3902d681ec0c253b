#include "scenarios/read/swf.hpp"
#include "tests/scenarios/swf_text.hpp"

namespace berth {
namespace {

using test::count_of;
using test::swf;
using test::SwfJob;
using testing::HasSubstr;

struct Reading {
  ReadReport report;
  Result<Workload> workload;

  explicit Reading(const std::string& text) : workload(parse_swf(text, "log.swf", report)) {
    EXPECT_TRUE(workload.ok()) << workload.error().text();
  }
  const Job& job(std::size_t i) const { return workload->jobs[i]; }
};

TEST(SwfReader, TakesTheFieldsOfTheStandard) {
  const Reading read("3 100 7 50 4 -1 -1 8 60 2048 1 11 12 13 14 15 -1 -1\n");
  const Job& job = read.job(0);
  EXPECT_EQ(job.number, 3);
  EXPECT_EQ(job.submit_us, 100 * kSecond);
  EXPECT_EQ(job.run_us, 50 * kSecond);
  EXPECT_EQ(job.replicas, 8u);
  EXPECT_EQ(job.requested_us, 60 * kSecond);
  EXPECT_EQ(job.per_replica, (Resources{1000, 0, 0}));
  EXPECT_EQ(job.user, 11);
  EXPECT_EQ(job.group, 12);
  EXPECT_EQ(job.queue, 14);
  EXPECT_EQ(job.priority, 0);
  EXPECT_EQ(read.workload->overrun, OverrunRule::kKeep);
  EXPECT_EQ(read.workload->name, "log");
  EXPECT_EQ(read.report.jobs, 1u);
  EXPECT_TRUE(read.report.oddities.empty());
}

TEST(SwfReader, TakesDecimalsOfSecondsExactly) {
  const Reading read(swf({{.submit = "1.5", .run = "0.000001", .requested = "12.3456789"}}));
  EXPECT_EQ(read.job(0).submit_us, 1'500'000);
  EXPECT_EQ(read.job(0).run_us, 1);
  EXPECT_EQ(read.job(0).requested_us, 12'345'679);
}

TEST(SwfReader, CarriesDecimalsThatRoundUpToAWholeSecond) {
  EXPECT_EQ(Reading(swf({{.submit = "1.9999996"}})).job(0).submit_us, 2 * kSecond);
}

TEST(SwfReader, ReadsNumbersOfAnyLength) {
  const Reading read(swf({{.number = "123456789012", .submit = "1234567", .run = "12345678", .requested = "123456789"},
                          {.number = "00000000000000000000123456789013", .submit = "01234567890"}}));
  EXPECT_EQ(read.job(0).number, 123456789012);
  EXPECT_EQ(read.job(0).submit_us, 1234567 * kSecond);
  EXPECT_EQ(read.job(0).run_us, 12345678 * kSecond);
  EXPECT_EQ(read.job(0).requested_us, 123456789 * kSecond);
  EXPECT_EQ(read.job(1).number, 123456789013);
  EXPECT_EQ(read.job(1).submit_us, 1234567890 * kSecond);
}

TEST(SwfReader, ReadsTabsCarriageReturnsBlankLinesAndCommentsAnywhere) {
  const Reading read(
      "\r\n\t; a comment\r\n  1\t0 -1 5 2 -1 -1 2 9 -1 1 1 1 1 1 1 -1 -1 \t\r\n\n;\n   2 1 -1 5 2 -1 -1 2 9 -1 1 "
      "1 1 1 1 1 -1 -1");
  EXPECT_EQ(read.workload->jobs.size(), 2u);
  EXPECT_EQ(read.report.lines, 6u);
}

TEST(SwfReader, TakesTheMachineFromMaxProcsBeforeMaxNodes) {
  EXPECT_EQ(Reading("; MaxProcs: 1152\n; MaxNodes: 144\n" + swf({{}})).workload->machine_units, 1152);
  EXPECT_EQ(Reading(";MaxNodes:   144 (8 processors each)\n" + swf({{}})).workload->machine_units, 144);
  EXPECT_EQ(Reading("; MaxProcs: -1\n; MaxNodes: 7\n" + swf({{}})).workload->machine_units, 7);
  EXPECT_EQ(Reading(swf({{}})).workload->machine_units, 0);
}

TEST(SwfReader, CountsAHeaderDirectiveWithoutANumber) {
  const Reading read("; MaxProcs: many\n" + swf({{}}));
  EXPECT_EQ(read.workload->machine_units, 0);
  EXPECT_EQ(count_of(read.report, "header directive"), 1u);
}

TEST(SwfReader, TakesAllocatedProcessorsWhereNoneAreRequested) {
  EXPECT_EQ(Reading(swf({{.allocated = "5", .processors = "-1"}})).job(0).replicas, 5u);
}

TEST(SwfReader, TakesTheRunTimeWhereNoTimeIsRequested) {
  const Reading read(swf({{.number = "1", .requested = "-1"}, {.number = "2", .requested = "0"}}));
  EXPECT_EQ(read.job(0).requested_us, 10 * kSecond);
  EXPECT_EQ(read.job(1).requested_us, 10 * kSecond);
  EXPECT_EQ(count_of(read.report, "no requested time"), 2u);
}

TEST(SwfReader, TakesOneSecondWhereNoTimeIsKnownAtAll) {
  const Reading read(swf({{.run = "0", .requested = "-1"}}));
  EXPECT_EQ(read.job(0).run_us, 0);
  EXPECT_EQ(read.job(0).requested_us, kSecond);
  EXPECT_EQ(count_of(read.report, "neither requested nor run time"), 1u);
}

TEST(SwfReader, SkipsAndCountsWhatCannotBeReplayed) {
  const Reading read(swf({{.number = "1"},
                          {.number = "2", .run = "-1"},
                          {.number = "3", .run = "-1359981026"},
                          {.number = "4", .submit = "-1"},
                          {.number = "5", .allocated = "-1", .processors = "0"},
                          {.number = "6", .run = "0", .allocated = "0", .status = "5"},
                          {.number = "7", .status = "2"},
                          {.number = "7", .status = "3"},
                          {.number = "8", .status = "4"}}));
  EXPECT_EQ(read.workload->jobs.size(), 1u);
  EXPECT_EQ(read.report.skipped, 8u);
  EXPECT_EQ(count_of(read.report, "no run time"), 1u);
  EXPECT_EQ(count_of(read.report, "negative run time"), 1u);
  EXPECT_EQ(count_of(read.report, "no submit time"), 1u);
  EXPECT_EQ(count_of(read.report, "no processors"), 1u);
  EXPECT_EQ(count_of(read.report, "cancelled before it started"), 1u);
  EXPECT_EQ(count_of(read.report, "part of an execution"), 3u);
  EXPECT_EQ(read.report.oddities.front().first_line, 2u);
}

TEST(SwfReader, KeepsACancelledJobThatRan) {
  EXPECT_EQ(Reading(swf({{.run = "3", .status = "5"}})).workload->jobs.size(), 1u);
}

TEST(SwfReader, CountsJobsThatRunLongerThanRequested) {
  const Reading read(swf({{.run = "21"}}));
  EXPECT_EQ(read.job(0).run_us, 21 * kSecond);
  EXPECT_EQ(count_of(read.report, "longer than requested"), 1u);
}

TEST(SwfReader, SortsJobsThatAreOutOfSubmissionOrder) {
  const Reading read(swf({{.number = "1", .submit = "9"}, {.number = "2", .submit = "5"}}));
  EXPECT_EQ(read.job(0).number, 2);
  EXPECT_EQ(read.job(1).number, 1);
  EXPECT_EQ(count_of(read.report, "out of submission order"), 1u);
}

TEST(SwfReader, IgnoresAndCountsColumnsAfterTheEighteenth) {
  std::string line = SwfJob{}.line();
  line.insert(line.size() - 1, " {1,2,3} q_2w 1:ppn=12");
  EXPECT_EQ(count_of(Reading(line).report, "columns after the 18th"), 1u);
}

TEST(SwfReader, ReadsDependenciesWithThinkTimeAlsoOnLaterLines) {
  const Reading read(swf(
      {{.number = "10", .preceding = "30"}, {.number = "20"}, {.number = "30", .preceding = "20", .think = "1.5"}}));
  ASSERT_EQ(read.workload->dependencies.size(), 2u);
  EXPECT_EQ(read.workload->dependencies[0], (Dependency{0, 2, 0}));
  EXPECT_EQ(read.workload->dependencies[1], (Dependency{2, 1, 1'500'000}));
  EXPECT_EQ(read.job(2).dependency_count, 1u);
}

TEST(SwfReader, FindsThePrecedingJobWhereNumbersDoNotAscend) {
  const Reading read(swf({{.number = "9"}, {.number = "3"}, {.number = "5", .preceding = "9"}}));
  ASSERT_EQ(read.workload->dependencies.size(), 1u);
  EXPECT_EQ(read.workload->dependencies[0], (Dependency{2, 0, 0}));
}

TEST(SwfReader, DropsADependencyOnAJobThatWasSkipped) {
  const Reading read(swf({{.number = "1", .run = "-1"}, {.number = "2", .preceding = "1"}}));
  EXPECT_TRUE(read.workload->dependencies.empty());
  EXPECT_EQ(count_of(read.report, "waits for a job that was skipped"), 1u);
}

TEST(SwfReader, TakesOneAndTheSamePrecedingJobOnEveryLineAsAPlaceholder) {
  const Reading read(
      swf({{.number = "0", .preceding = "1", .think = "1"}, {.number = "1", .preceding = "1", .think = "1"}}));
  EXPECT_TRUE(read.workload->dependencies.empty());
  EXPECT_EQ(count_of(read.report, "same on every line"), 2u);
}

TEST(SwfReader, GivesTheSameHashToTheSameContent) {
  EXPECT_EQ(Reading(swf({{}})).report.input_hash, Reading(swf({{}})).report.input_hash);
  EXPECT_NE(Reading(swf({{}})).report.input_hash, Reading(swf({{.run = "11"}})).report.input_hash);
  EXPECT_EQ(Reading(swf({{}})).report.input_hash.size(), 32u);
}

TEST(SwfReader, ReadsTheLargestAmountsThereAre) {
  const Reading read(swf({{.submit = "100000000000",
                           .run = "100000000000",
                           .processors = "100000000",
                           .requested = "100000000000",
                           .user = "2147483647"}}));
  EXPECT_EQ(read.job(0).submit_us, kTimeLimit);
  EXPECT_EQ(read.job(0).replicas, kCountLimit);
  EXPECT_EQ(read.job(0).user, 2147483647);
}

}  // namespace
}  // namespace berth
