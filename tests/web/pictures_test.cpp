#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "api/web/charted_span.hpp"
#include "api/web/distributions.hpp"
#include "api/web/gpu_use.hpp"
#include "api/web/job_classes.hpp"
#include "tests/web/outcomes.hpp"

namespace berth::web {
namespace {

using test::drawn_gpu_workload;
using test::drawn_workload;
using test::gpu_cluster;
using test::outcome_of;

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
