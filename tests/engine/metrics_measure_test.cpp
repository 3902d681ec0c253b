#include <array>

#include "engine/metrics/metrics.hpp"
#include "tests/support/replays.hpp"

namespace berth {
namespace {

using test::WrittenReplay;

const std::array kTwoProcessors = {processors(2)};

Metrics measured(const WrittenReplay& written) { return measure(written.workload, kTwoProcessors, written.replay); }

TEST(Metrics, OfNothingAreNothing) {
  const Metrics metrics = measured({});
  EXPECT_EQ(metrics.jobs, 0);
  EXPECT_EQ(metrics.makespan_s, 0);
  EXPECT_EQ(metrics.utilization, 0);
  EXPECT_EQ(metrics.user_fairness, 1);
}

TEST(Metrics, OfASmallReplayAreThoseWorkedOutByHand) {
  WrittenReplay written;
  written.add(10, 10, 30, 1);  // waits 0, turnaround 20, slowdown 1
  written.add(10, 30, 50, 2);  // waits 20, turnaround 40, slowdown 2
  written.add(20, 50, 52, 1);  // waits 30, turnaround 32, slowdown 16, bounded 3.2
  const Metrics metrics = measured(written);
  EXPECT_EQ(metrics.completed, 3);
  EXPECT_DOUBLE_EQ(metrics.wait_s.mean, 50.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.wait_s.median, 20);
  EXPECT_DOUBLE_EQ(metrics.wait_s.max, 30);
  EXPECT_DOUBLE_EQ(metrics.turnaround_s.mean, 92.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.slowdown.mean, 19.0 / 3);
  EXPECT_DOUBLE_EQ(metrics.bounded_slowdown.mean, 6.2 / 3);
  EXPECT_DOUBLE_EQ(metrics.makespan_s, 42);
  EXPECT_DOUBLE_EQ(metrics.utilization, (20 + 40 + 2) / (2 * 42.0));
  EXPECT_DOUBLE_EQ(metrics.throughput_per_hour, 3 * 3600 / 42.0);
  EXPECT_DOUBLE_EQ(metrics.mean_queue_length, 50 / 42.0);
  EXPECT_EQ(metrics.max_queue_length, 2);
}

TEST(Metrics, LeaveJobsThatRanForNoTimeOutOfTheSlowdown) {
  WrittenReplay written;
  written.add(0, 5, 5);
  written.add(0, 5, 10);
  const Metrics metrics = measured(written);
  EXPECT_DOUBLE_EQ(metrics.slowdown.mean, 2);
  EXPECT_DOUBLE_EQ(metrics.bounded_slowdown.mean, 1);
}

TEST(Metrics, CountAJobStartedWhenSubmittedAsNeverWaiting) {
  WrittenReplay written;
  written.add(0, 0, 10);
  written.add(10, 10, 20);
  EXPECT_EQ(measured(written).max_queue_length, 0);
}

TEST(Metrics, LeaveRefusedJobsOutOfEverythingButTheirCount) {
  WrittenReplay written;
  written.add_refused(0, 99);
  written.add(100, 100, 200);
  const Metrics metrics = measured(written);
  EXPECT_EQ(metrics.jobs, 2);
  EXPECT_EQ(metrics.refused, 1);
  EXPECT_DOUBLE_EQ(metrics.makespan_s, 100);
  EXPECT_EQ(metrics.max_queue_length, 0);
}

TEST(Metrics, OfAStoppedReplayReachUpToTheLastEnd) {
  WrittenReplay written;
  written.add(0, 0, 100);
  written.add_running(0, 50);
  written.add_waiting(60);
  const Metrics metrics = measured(written);
  EXPECT_EQ(metrics.unfinished, 2);
  EXPECT_DOUBLE_EQ(metrics.makespan_s, 100);
  EXPECT_DOUBLE_EQ(metrics.utilization, 150 / 200.0);
  EXPECT_DOUBLE_EQ(metrics.mean_queue_length, (50 + 40) / 100.0);
}

TEST(Metrics, FindUsersTreatedAlikeFair) {
  WrittenReplay written;
  written.add(0, 10, 20, 1, 1);
  written.add(0, 10, 20, 1, 2);
  EXPECT_DOUBLE_EQ(measured(written).user_fairness, 1);
}

TEST(Metrics, FindUsersTreatedUnlikeLessFair) {
  WrittenReplay written;
  written.add(0, 0, 10, 1, 1);   // bounded slowdown 1
  written.add(0, 20, 30, 1, 2);  // 3
  EXPECT_DOUBLE_EQ(measured(written).user_fairness, 16.0 / (2 * 10));
}

TEST(Distribution, TakesPercentilesByNearestRank) {
  std::vector<double> values;
  for (int value = 200; value >= 1; --value) values.push_back(value);
  const Distribution summary = summarize(values);
  EXPECT_DOUBLE_EQ(summary.mean, 100.5);
  EXPECT_DOUBLE_EQ(summary.median, 100);
  EXPECT_DOUBLE_EQ(summary.p90, 180);
  EXPECT_DOUBLE_EQ(summary.p95, 190);
  EXPECT_DOUBLE_EQ(summary.p99, 198);
  EXPECT_DOUBLE_EQ(summary.max, 200);
}

TEST(Distribution, OfOneValueIsThatValue) {
  const Distribution summary = summarize({7});
  EXPECT_EQ(summary.mean, 7);
  EXPECT_EQ(summary.median, 7);
  EXPECT_EQ(summary.max, 7);
}

TEST(Curves, StepOncePerChangeAndEndAtZero) {
  WrittenReplay written;
  written.add(0, 0, 10, 2);
  written.add(0, 10, 20, 2);  // takes over what the first gives back: no step at 10
  written.add(5, 20, 30, 1);
  const auto in_use = utilization_over_time(written.workload, kTwoProcessors, written.replay);
  ASSERT_EQ(in_use.size(), 3);
  EXPECT_EQ(in_use[0].at_us, 0);
  EXPECT_EQ(in_use[0].value, 1);
  EXPECT_EQ(in_use[1].at_us, 20 * kSecond);
  EXPECT_EQ(in_use[1].value, 0.5);
  EXPECT_EQ(in_use[2].at_us, 30 * kSecond);
  EXPECT_EQ(in_use[2].value, 0);

  const auto waiting = queue_length_over_time(written.replay);
  ASSERT_EQ(waiting.size(), 4);
  EXPECT_EQ(waiting[1].value, 2);
  EXPECT_EQ(waiting[3].at_us, 20 * kSecond);
  EXPECT_EQ(waiting[3].value, 0);
}

}  // namespace
}  // namespace berth
