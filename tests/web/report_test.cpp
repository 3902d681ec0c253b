#include "api/web/report.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/web/outcomes.hpp"

namespace berth {
namespace {

using test::compared;
using test::drawn_workload;
using test::outcome_of;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Report, IsOneFileThatAsksForNothing) {
  const std::string page = render_report(compared({}, {"fcfs,none", "fcfs,easy"}));
  EXPECT_THAT(page, HasSubstr("<!doctype html>"));
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, Not(HasSubstr("<script src")));
  EXPECT_THAT(page, Not(HasSubstr("rel=\"stylesheet\"")));
  EXPECT_THAT(page, Not(HasSubstr("<!--report:")));
}

TEST(Report, CarriesTheLicenceOfTheChartLibrary) {
  EXPECT_THAT(render_report({}), HasSubstr("Permission is hereby granted, free of charge"));
}

TEST(Report, IsTheSameBytesForTheSameOutcomes) {
  std::vector<Outcome> outcomes = compared({}, {"sjf,easy", "fcfs,conservative"});
  const std::string first = render_report(outcomes);
  for (Outcome& outcome : outcomes) outcome.wall_s += 1;
  EXPECT_EQ(first, render_report(outcomes));
}

TEST(Report, KeepsNamesFromBecomingMarkup) {
  const std::string evil = "</script><script>alert(1)</script>";
  auto workload = drawn_workload({.count = 3});
  workload->name = evil;
  workload->names = {evil, "line\xE2\x80\xA8separator", "&amp;<b>"};
  Outcome outcome = outcome_of(workload, {processors(64, evil)}, "fcfs,easy");
  outcome.input.oddities = {{evil, evil, 1, 1}};
  const std::string page = render_report({outcome});
  EXPECT_THAT(page, Not(HasSubstr("alert(1)</script>")));
  EXPECT_THAT(page, Not(HasSubstr("\xE2\x80\xA8")));
  EXPECT_THAT(page, HasSubstr("&lt;/script&gt;"));
}

TEST(Report, SaysNothingWasReplayedWithoutOutcomes) { EXPECT_THAT(render_report({}), HasSubstr("\"outcomes\":0")); }

TEST(Report, CutsALongNameAtItsBound) {
  auto workload = drawn_workload({.count = 1});
  workload->names = {std::string(kTextBytes, 'a') + "tail"};
  const std::string page = render_report({outcome_of(workload, {processors(64)}, "fcfs,none")});
  EXPECT_THAT(page, HasSubstr(std::string(kTextBytes, 'a') + "…"));
  EXPECT_THAT(page, Not(HasSubstr("aatail")));
}

TEST(Report, ListsRefusedJobsWithTheirReason) {
  auto workload = drawn_workload({.count = 5});
  workload->jobs[2].replicas = 1000;
  const Outcome outcome = outcome_of(workload, {processors(64)}, "fcfs,easy");
  ASSERT_EQ(outcome.replay.refusals.size(), 1U);
  EXPECT_THAT(render_report({outcome}), HasSubstr(outcome.replay.refusals[0].reason));
}

TEST(Report, ChartsTheFirstOutcomesAndMeasuresTheOthersToo) {
  const std::vector<std::string> policies(kChartedOutcomes + 1, "fcfs,easy");
  const std::string page = render_report(compared({.count = 20}, policies));
  EXPECT_THAT(page, HasSubstr("\"outcomes\":" + std::to_string(kChartedOutcomes + 1)));
  EXPECT_THAT(page, HasSubstr("\"charted\":" + std::to_string(kChartedOutcomes)));
}

}  // namespace
}  // namespace berth
