#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/web/charted_span.hpp"
#include "api/web/column_store.hpp"
#include "api/web/distributions.hpp"
#include "api/web/gpu_use.hpp"
#include "api/web/heat_map.hpp"
#include "api/web/job_classes.hpp"
#include "api/web/stories.hpp"
#include "api/web/tenants.hpp"
#include "api/web/waiting.hpp"
#include "tests/web/outcomes.hpp"

namespace berth::web {
namespace {

using test::drawn_gpu_workload;
using test::drawn_workload;
using test::gpu_cluster;
using test::outcome_of;
using ::testing::ElementsAre;

TEST(JobClasses, CountGpusInAllWhereAnyJobAsksForOne) {
  auto workload = drawn_workload({.count = 1});
  workload->jobs[0].per_replica.gpu_milli = kWholeGpu;
  const std::vector<Outcome> outcomes = {outcome_of(workload, {gpu_cluster()}, "order=fcfs,backfill=greedy")};
  const JobClasses classes(outcomes);
  Job job;
  EXPECT_EQ(classes.name(classes.of(job)), "no GPU");
  job.per_replica.gpu_milli = 999;
  EXPECT_EQ(classes.name(classes.of(job)), "part of a GPU");
  job.per_replica.gpu_milli = 1'000;
  EXPECT_EQ(classes.name(classes.of(job)), "1 GPU");
  job.replicas = 4;
  EXPECT_EQ(classes.name(classes.of(job)), "2–4 GPUs");
  job.replicas = 9;
  EXPECT_EQ(classes.name(classes.of(job)), "more than 8 GPUs");
}

TEST(JobClasses, CountCoresWhereNobodyAsksForAGpu) {
  const std::vector<Outcome> outcomes = test::compared({.count = 3}, {"fcfs,easy"});
  const JobClasses classes(outcomes);
  Job job;
  job.per_replica = kOneProcessor;
  EXPECT_EQ(classes.name(classes.of(job)), "1 core");
  job.replicas = 9;
  EXPECT_EQ(classes.name(classes.of(job)), "9–32 cores");
  job.replicas = 129;
  EXPECT_EQ(classes.name(classes.of(job)), "more than 128 cores");
}

TEST(WaitsByClass, StayBelowOneWhereJobsNeverStarted) {
  std::vector<Outcome> outcomes = test::compared({.count = 40}, {"fcfs,easy"});
  for (Record& record : outcomes[0].replay.records) record.start_us = kNever;
  const boost::json::object waits = waits_by_class_json(outcomes);
  for (const boost::json::value& of_class : waits.at("classes").as_array()) {
    EXPECT_EQ(of_class.at("shares").at(0).as_array().back().to_number<double>(), 0);
  }
}

TEST(GpuUse, IsNothingWhereThereAreNoGpus) {
  const Outcome outcome = test::compared({.count = 3}, {"fcfs,easy"}).front();
  EXPECT_TRUE(gpu_use_json(outcome, measured_span(outcome.replay)).is_null());
}

TEST(GpuUse, GivesAllocationAndFragmentationOfTheSameInstants) {
  const Outcome outcome =
      outcome_of(drawn_gpu_workload({.count = 50}), {gpu_cluster()}, "order=fcfs,backfill=greedy,placement=fgd");
  const boost::json::value use = gpu_use_json(outcome, measured_span(outcome.replay));
  EXPECT_EQ(use.at("gpus").to_number<double>(), 12 * 2 + 8 * 8);
  EXPECT_EQ(use.at("allocated").at("at"), use.at("fragmented").at("at"));
}

// One job on four of eight single-core nodes, from second 10 to 20.
Outcome one_job(std::uint32_t replicas) {
  auto workload = drawn_workload({.count = 1});
  workload->jobs[0].submit_us = 10 * kSecond;
  workload->jobs[0].run_us = workload->jobs[0].requested_us = 10 * kSecond;
  workload->jobs[0].replicas = replicas;
  return outcome_of(workload, {processors(8)}, "fcfs,easy");
}

TEST(HeatMap, IsTheMeanOverTheTimeOfACell) {
  const HeatMap map = heat_map(one_job(4), Resource::kCpu, {0, 40 * kSecond}, 8);
  ASSERT_EQ(map.rows, 8U);
  const std::vector<std::uint8_t> used(map.cells.begin() + 3 * 8, map.cells.begin() + 4 * 8);
  EXPECT_THAT(used, ElementsAre(0, 0, 200, 200, 0, 0, 0, 0));
  EXPECT_EQ(map.cells[4 * 8 + 2], 0);
  const HeatMap coarse = heat_map(one_job(4), Resource::kCpu, {0, 40 * kSecond}, 2);
  EXPECT_THAT(std::vector(coarse.cells.begin(), coarse.cells.begin() + 2), ElementsAre(100, 0));
}

TEST(HeatMap, TellsNodesWithoutTheResource) {
  const Outcome outcome = outcome_of(drawn_gpu_workload({.count = 20}), {gpu_cluster()}, "order=fcfs,backfill=greedy");
  const HeatMap map = heat_map(outcome, Resource::kGpu, measured_span(outcome.replay), 10);
  EXPECT_NE(map.cells[0], HeatMap::kNone);
  EXPECT_EQ(map.cells.back(), HeatMap::kNone);
}

TEST(HeatMap, TakesNeighboursTogetherWhereThereAreMany) {
  auto workload = drawn_workload({.count = 1});
  Job& job = workload->jobs[0];
  job.submit_us = 0;
  job.run_us = job.requested_us = 10 * kSecond;
  job.replicas = 3'004;
  const MeasuredSpan span{0, 10 * kSecond};
  const HeatMap each = heat_map(outcome_of(workload, {processors(5'000)}, "fcfs,easy"), Resource::kCpu, span, 1);
  EXPECT_EQ(each.nodes_per_row, 5U);
  ASSERT_EQ(each.rows, 1'000U);
  EXPECT_EQ(each.cells[0], 200);
  EXPECT_EQ(each.cells[599], 200);
  EXPECT_EQ(each.cells[600], 160) << "four of five nodes";
  EXPECT_EQ(each.cells[601], 0);
  job.replicas = 1;
  const HeatMap own =
      heat_map(outcome_of(workload, {processors(kNodesWithRows)}, "fcfs,easy"), Resource::kCpu, span, 1);
  EXPECT_EQ(own.nodes_per_row, 1U);
}

TEST(HeatMap, CountsEveryStretchOfAnInterruptedJob) {
  const Outcome outcome = outcome_of(drawn_gpu_workload({.count = 300}), {gpu_cluster()},
                                     "order=priority,backfill=greedy,placement=worst-fit,preemption=priority");
  ASSERT_FALSE(outcome.replay.interrupted.empty());
  const MeasuredSpan span = measured_span(outcome.replay);
  const HeatMap map = heat_map(outcome, Resource::kCpu, span, 1);
  const std::vector<double> cores(12, 16), more(8, 64), plain(6, 32);
  double used = 0, all = 0;
  std::size_t row = 0;
  for (const auto* group : {&cores, &more, &plain}) {
    for (const double each : *group) {
      used += each * map.cells[row++] / HeatMap::kFull;
      all += each;
    }
  }
  EXPECT_NEAR(used / all, outcome.metrics.utilization, 0.005);
}

TEST(HeatMap, IsWrittenAsRunsOfCells) {
  EXPECT_THAT(run_lengths(std::vector<std::uint8_t>{7, 7, 7, 9}), ElementsAre(7, 2, 9, 0));
  EXPECT_THAT(run_lengths(std::vector<std::uint8_t>(257, 1)), ElementsAre(1, 255, 1, 0));
}

TEST(HeatMaps, TakeFewerColumnsWhereTheirBytesWouldNotDo) {
  const std::vector<Outcome> outcomes = test::compared({.count = 400}, {"fcfs,easy", "sjf,easy"});
  const MeasuredSpan span = measured_span(outcomes[0].replay);
  ColumnStore columns;
  const auto columns_of = [](const boost::json::object& map) { return map.at("columns").to_number<int>(); };
  const int wide = columns_of(heat_maps_json(outcomes, span, 10'000'000, columns)[0]);
  EXPECT_EQ(wide, 1920);
  EXPECT_LT(columns_of(heat_maps_json(outcomes, span, 20'000, columns)[1]), wide);
}

TEST(Waiting, CountsAllWaitingJobsOfEverySampledInstant) {
  const Outcome outcome = test::compared({.count = 200}, {"fcfs,none"}).front();
  const MeasuredSpan span = measured_span(outcome.replay);
  const boost::json::object waiting = waiting_json(outcome, span);
  const auto parts = waiting.at("parts").to_number<std::int64_t>();
  EXPECT_EQ(parts, static_cast<std::int64_t>(kMostLooks));
  for (std::int64_t part = 0; part < parts; ++part) {
    const Time at = span.first_us + (2 * part + 1) * (span.length_us() / (2 * parts));
    std::int64_t expected = 0, counted = 0;
    for (const Record& record : outcome.replay.records) expected += record.submit_us <= at && at < record.start_us;
    for (const auto& reason : waiting.at("jobs").as_object()) {
      counted += reason.value().at(static_cast<std::size_t>(part)).to_number<std::int64_t>();
    }
    EXPECT_EQ(counted, expected) << "in part " << part;
  }
}

TEST(Waiting, LooksLessOftenWhereALookCostsMore) {
  EXPECT_EQ(looks_within_bounds(0), kMostLooks);
  EXPECT_EQ(looks_within_bounds(1'000'000), 60U);
  EXPECT_EQ(looks_within_bounds(1'000'000'000), kFewestLooks);
}

TEST(Stories, SayWhoInterruptedAJobAndWhosePlaceItTook) {
  const boost::json::array stories = stories_json(test::preempting(), {}, 20);
  const auto middle =
      std::find_if(stories.begin(), stories.end(), [](const auto& of) { return of.at("name") == "middle"; });
  ASSERT_NE(middle, stories.end());
  const auto& runs = middle->at("runs").as_array();
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].at("interrupted_by"), "preempted");
  EXPECT_EQ(runs[0].at("for").at("priority"), 10);
  EXPECT_EQ(runs[0].at("ousted_count"), 1U);
  EXPECT_FALSE(runs[1].as_object().contains("interrupted_by"));
}

TEST(Stories, GiveReasonsUntilTheEndOfEveryWait) {
  for (const boost::json::value& of : stories_json(test::compared({.count = 200}, {"fcfs,none"}).front(), {}, 20)) {
    for (const boost::json::value& wait : of.at("waits").as_array()) {
      EXPECT_EQ(wait.at("reasons").as_array().back().at(0), wait.at("until"));
    }
  }
}

TEST(Stories, TellTheLastRunOfAJobThatRanVeryOften) {
  Outcome outcome = outcome_of(drawn_gpu_workload({.count = 1}), {gpu_cluster()}, "order=fcfs,backfill=greedy");
  Record& record = outcome.replay.records[0];
  const Placement nodes = outcome.replay.placements[0];
  const Time first = record.start_us;
  const auto stints = static_cast<Time>(kStoryStretches) + 5;
  for (Time i = 0; i < stints; ++i) {
    outcome.replay.interrupted.push_back({.job = 0,
                                          .cluster = 0,
                                          .start_us = first + 2 * i * kSecond,
                                          .end_us = first + (2 * i + 1) * kSecond,
                                          .nodes = nodes});
  }
  outcome.replay.restarted_us = {first + 2 * stints * kSecond};
  record.end_us = first + 2 * stints * kSecond + kHour;
  const boost::json::array stories = stories_json(outcome, {}, 1);
  ASSERT_EQ(stories.size(), 1U);
  EXPECT_EQ(stories[0].at("runs").as_array().size(), kStoryStretches);
  EXPECT_EQ(stories[0].at("runs_left_out").to_number<int>(), 6);
  EXPECT_EQ(stories[0].at("runs").as_array().back().at("until").to_number<double>(), seconds(record.end_us));
}

// User 1 holds half of a machine for 10 s; user 2 comes after 5 s and waits for all of it until second 10.
Outcome two_users() {
  auto workload = drawn_workload({.count = 2});
  for (Job& job : workload->jobs) job.run_us = job.requested_us = 10 * kSecond;
  workload->jobs[0].submit_us = 0;
  workload->jobs[1].submit_us = 5 * kSecond;
  workload->jobs[0].replicas = 4;
  workload->jobs[1].replicas = 8;
  workload->jobs[0].user = 1;
  workload->jobs[1].user = 2;
  return outcome_of(workload, {processors(8)}, "fcfs,none");
}

TEST(Tenants, AreEntitledToEqualPartsWhileTheyAsk) {
  const Tenants of = tenants(two_users(), {0, 20 * kSecond}, 4);
  EXPECT_EQ(of.kind, "user");
  ASSERT_EQ(of.foremost.size(), 2U);
  const TenantShares &waited = of.foremost[0], &came_first = of.foremost[1];
  EXPECT_EQ(waited.number, 2);
  EXPECT_THAT(waited.shares, ElementsAre(0, 0, 1, 1));
  EXPECT_THAT(waited.entitlements, ElementsAre(0, 0.5, 1, 1));
  EXPECT_DOUBLE_EQ(waited.share, 0.5);
  EXPECT_THAT(came_first.shares, ElementsAre(0.5, 0.5, 0, 0));
  EXPECT_THAT(came_first.entitlements, ElementsAre(1, 0.5, 0, 0));
  EXPECT_DOUBLE_EQ(came_first.entitled, 1.5 / 4);
}

TEST(Tenants, HoldWhatTheyHoldMostOf) {
  auto workload = drawn_workload({.count = 2});
  workload->jobs[0].per_replica = {32'000, 1'024, 8'000};
  workload->jobs[0].replicas = 1;
  workload->jobs[1].replicas = 1;
  workload->jobs[1].submit_us = workload->jobs[0].submit_us;
  workload->jobs[0].user = 1;
  workload->jobs[1].user = 2;
  const Outcome outcome = outcome_of(workload, {gpu_cluster()}, "order=fcfs,backfill=greedy");
  const Time from = workload->jobs[0].submit_us;
  const Tenants of = tenants(outcome, {from, from + kSecond}, 1);
  EXPECT_DOUBLE_EQ(of.foremost[0].share, 8.0 / (12 * 2 + 8 * 8)) << "of GPUs, not of cores";
}

TEST(Tenants, AreGroupsWhereUsersAreNotKnown) {
  Outcome outcome = two_users();
  auto workload = std::make_shared<Workload>(*outcome.workload);
  for (Job& job : workload->jobs) {
    job.group = job.user;
    job.user = kUnknown;
  }
  outcome.workload = workload;
  EXPECT_EQ(tenants(outcome, {0, kSecond}, 1).kind, "group");
  for (Job& job : workload->jobs) job.group = kUnknown;
  EXPECT_TRUE(tenants_json(outcome, {0, kSecond}).is_null());
}

TEST(ChartedSpan, EndsSoonAfterTheLastSubmissionWhereJobsStayForYears) {
  auto workload = drawn_workload({.count = 10});
  const Time came = workload->jobs.back().submit_us - workload->jobs.front().submit_us;
  std::vector<Outcome> outcomes = {outcome_of(workload, {processors(640)}, "fcfs,easy")};
  EXPECT_EQ(charted_span(outcomes).cut_from_us, 0);
  for (Record& record : outcomes[0].replay.records) record.end_us += 2 * kTinyPart * came;
  const ChartedSpan cut = charted_span(outcomes);
  EXPECT_EQ(cut.span.length_us(), came + came / 2);
  EXPECT_EQ(cut.cut_from_us, measured_span(outcomes[0].replay).last_us);
}

}  // namespace
}  // namespace berth::web
