#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/web/columns.hpp"
#include "api/web/curves.hpp"
#include "api/web/schedule.hpp"
#include "api/web/worst_served.hpp"
#include "tests/support/builders.hpp"
#include "tests/support/replays.hpp"
#include "tests/web/outcomes.hpp"

namespace berth::web {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

TEST(Columns, TakeTheNarrowestTypeThatHoldsTheDifferences) {
  EXPECT_EQ(layout_of(std::vector<std::int64_t>{5, 5, 5}).type, ColumnType::kConstant);
  EXPECT_EQ(layout_of(std::vector<std::int64_t>{1000, 1255}).type, ColumnType::kBits8);
  EXPECT_EQ(layout_of(std::vector<std::int64_t>{0, 1, 256}).type, ColumnType::kBits16);
  EXPECT_EQ(layout_of(std::vector<std::int64_t>{-1, 0, 65535}).type, ColumnType::kBits32);
  EXPECT_EQ(layout_of(std::vector<std::int64_t>{0, 1, 1LL << 32}).type, ColumnType::kDouble);
}

TEST(Columns, StoreWholeSecondsAsSeconds) {
  const ColumnLayout layout = layout_of(std::vector<std::int64_t>{10 * kSecond, 20 * kSecond, 25 * kSecond});
  EXPECT_EQ(layout.unit, 5 * kSecond);
  EXPECT_EQ(layout.offset, 10 * kSecond);
}

TEST(Columns, AreBase64OfLittleEndianBytes) {
  const std::vector<std::int64_t> values = {0, 1, 258};
  EXPECT_EQ(encode(values, layout_of(values)), "AAABAAIB");
  EXPECT_EQ(encode(std::vector<std::int64_t>{7, 9}, {ColumnType::kBits8, 7, 2}), "AAE=");
}

TEST(Curves, KeepExactStepsWhereTheyAreFew) {
  const std::vector<Step> steps = {{0, 1}, {kSecond, 3}};
  const TimeCurve curve = shorten(steps, {0, 2 * kSecond}, 100);
  EXPECT_EQ(curve.steps.size(), 2U);
  EXPECT_TRUE(curve.buckets.empty());
}

TEST(Curves, KeepThePeakOfEveryBucketAndItsMean) {
  std::vector<Step> steps;
  for (int i = 0; i < 1000; ++i) steps.push_back({i * kSecond, i == 137 ? 90.0 : i % 2});
  const TimeCurve curve = shorten(steps, {0, 1000 * kSecond}, 30);
  ASSERT_EQ(curve.buckets.size(), 10U);
  EXPECT_THAT(curve.buckets[1].greatest, DoubleEq(90));
  EXPECT_THAT(curve.buckets[1].least, DoubleEq(0));
  EXPECT_THAT(curve.buckets[5].mean, DoubleEq(0.5));
}

TEST(Curves, AverageBetweenTwoInstants) {
  const std::vector<Step> steps = {{10 * kSecond, 1}, {20 * kSecond, 3}};
  EXPECT_THAT(mean_between(steps, 0, 40 * kSecond), DoubleEq((10 + 60) / 40.0));
  EXPECT_THAT(mean_between(steps, 15 * kSecond, 25 * kSecond), DoubleEq(2));
  EXPECT_THAT(mean_between(steps, 15 * kSecond, 15 * kSecond), DoubleEq(0));
}

TEST(Distributions, HoldEveryValueWhereTheyAreFew) {
  const auto grid = distribution_grid({{0, 0.5, 2}, {2, 7}}, 1, 100);
  EXPECT_THAT(grid, ElementsAre(1, 2, 7));
  EXPECT_THAT(cumulative_shares({0, 0.5, 2, 8}, grid), ElementsAre(0.5, 0.75, 0.75));
}

TEST(Distributions, AreEvenOnALogarithmicAxisWhereThereAreMany) {
  std::vector<double> values;
  for (int i = 1; i <= 10000; ++i) values.push_back(i);
  const auto grid = distribution_grid({values}, 1, 5);
  ASSERT_EQ(grid.size(), 5U);
  EXPECT_NEAR(grid[2], 100, 1e-6);
  EXPECT_THAT(grid[4], DoubleEq(10000));
}

TEST(WorstServed, SayHowManyLaterJobsCameBefore) {
  test::WrittenReplay written;
  written.add(0, 0, 10);
  const JobId waiting = written.add(1, 10, 20);
  written.add(2, 3, 4);
  const auto worst = worst_served(written.replay, {}, 1);
  ASSERT_EQ(worst.size(), 1U);
  EXPECT_EQ(worst[0].job, waiting);
  EXPECT_EQ(worst[0].wait_us, 9 * kSecond);
  EXPECT_EQ(worst[0].overtaken_by, 1U);
  EXPECT_EQ(worst[0].started_meanwhile, 1U);
}

TEST(WorstServed, AreThoseThatWaitedLongestAndThoseThatWereSlowedMost) {
  test::WrittenReplay written;
  const JobId slowed = written.add(0, 100, 110);
  const JobId waited = written.add(0, 200, 10'000);
  written.add(0, 1, 1'000);
  const auto worst = worst_served(written.replay, {}, 1);
  ASSERT_EQ(worst.size(), 2U);
  EXPECT_EQ(worst[0].job, waited);
  EXPECT_EQ(worst[1].job, slowed);
  EXPECT_THAT(worst[1].bounded_slowdown, DoubleEq(11));
}

TEST(WorstServed, CountTheWaitOfAJobThatNeverStarted) {
  test::WrittenReplay written;
  written.add(0, 0, 50);
  const JobId waiting = written.add_waiting(10);
  const auto worst = worst_served(written.replay, {}, 5);
  ASSERT_EQ(worst.size(), 1U);
  EXPECT_EQ(worst[0].job, waiting);
  EXPECT_EQ(worst[0].wait_us, 40 * kSecond);
}

TEST(Schedules, KeepTheFirstJobsThatFitTheirBytes) {
  const std::vector<Outcome> outcomes = test::compared({.count = 100}, {"fcfs,easy", "sjf,easy"});
  const std::vector<std::size_t> workload_of = {0, 0};
  const Schedules all = make_schedules(outcomes, workload_of, 1, {1000, 1 << 20});
  EXPECT_EQ(all.jobs_kept[0], 100U);
  EXPECT_EQ(all.by_outcome[0].complete_until_us, kNever);
  const Schedules some = make_schedules(outcomes, workload_of, 1, {1000, 3000});
  EXPECT_LT(some.jobs_kept[0], 100U);
  EXPECT_EQ(some.by_outcome[0].job.size(), some.jobs_kept[0]);
  EXPECT_EQ(some.by_outcome[1].started, 100U);
  EXPECT_NE(some.by_outcome[1].complete_until_us, kNever);
}

TEST(Schedules, HaveARowForEveryStretchOfAnInterruptedJob) {
  const std::vector<Outcome> outcomes = {
      test::outcome_of(test::drawn_gpu_workload({.count = 300}), {test::gpu_cluster()},
                       "order=priority,backfill=greedy,placement=worst-fit,preemption=priority")};
  const std::vector<std::size_t> workload_of = {0};
  const Schedule rows = make_schedules(outcomes, workload_of, 1, {1000, 1 << 20}).by_outcome[0];
  ASSERT_FALSE(outcomes[0].replay.interrupted.empty());
  EXPECT_EQ(rows.job.size(), 300 + outcomes[0].replay.interrupted.size());
  for (std::size_t row = 1; row < rows.job.size(); ++row) {
    if (rows.job[row] != rows.job[row - 1]) continue;
    EXPECT_EQ(rows.state[row - 1], kInterrupted);
    EXPECT_EQ(rows.eligible[row], rows.end[row - 1]);
    EXPECT_GE(rows.start[row], rows.end[row - 1]);
  }
}

// It waits 5 s for a node of two, has the other one, too, from 15 s on, and is over at 25 s instead of 35.
TEST(Schedules, HaveRowsForExtraReplicas) {
  Workload work = test::workload({{.submit = 0, .run = 15}, {.submit = 0, .run = 5}, {.submit = 0, .run = 30}});
  Traits traits;
  traits.most_replicas = 2;
  work.jobs[2].traits = work.intern(traits);
  const std::vector<Outcome> outcomes = {
      test::outcome_of(std::make_shared<const Workload>(work), {processors(2)}, "order=fcfs,backfill=greedy")};
  const std::vector<std::size_t> workload_of = {0};
  const Schedule rows = make_schedules(outcomes, workload_of, 1, {1000, 1 << 20}).by_outcome[0];
  EXPECT_THAT(rows.job, ElementsAre(0, 1, 2, 2));
  EXPECT_EQ(rows.state[3], kExtra);
  EXPECT_EQ(rows.start[3], 15 * kSecond);
  EXPECT_EQ(rows.end[3], 25 * kSecond);
  EXPECT_EQ(rows.start[3] - rows.eligible[3], 5 * kSecond) << "drawn in the colour of the job's wait";
  EXPECT_EQ(rows.range_first.back(), 0);
}

TEST(Schedules, KeepNoMoreJobsThanTheirBound) {
  const std::vector<Outcome> outcomes = test::compared({.count = 50}, {"fcfs,easy"});
  const std::vector<std::size_t> workload_of = {0};
  EXPECT_EQ(make_schedules(outcomes, workload_of, 1, {50, 1 << 20}).by_outcome[0].job.size(), 50U);
  EXPECT_EQ(make_schedules(outcomes, workload_of, 1, {49, 1 << 20}).by_outcome[0].job.size(), 49U);
}

}  // namespace
}  // namespace berth::web
