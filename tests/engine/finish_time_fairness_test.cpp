#include "engine/metrics/finish_time_fairness.hpp"

#include <array>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/replays.hpp"

namespace berth::test {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

const std::array kFourProcessors = {processors(4)};

std::vector<double> ends_s(const std::vector<AloneJob>& jobs, double entitlement) {
  std::vector<double> ends = ends_alone(jobs, entitlement);
  for (double& end : ends) end /= 1e6;
  return ends;
}
auto near(double seconds) { return DoubleNear(seconds, 1e-6); }

TEST(EndsAlone, OfJobsThatFitTheirPartAreTheirSubmissionsAndRunTimes) {
  EXPECT_THAT(ends_s({{0, 10 * kSecond, 0.25}, {5 * kSecond, 10 * kSecond, 0.25}}, 0.5),
              ElementsAre(near(10), near(15)));
}

TEST(EndsAlone, OfAJobLargerThanThePartAreLaterInProportion) {
  EXPECT_THAT(ends_s({{0, 10 * kSecond, 1}}, 0.25), ElementsAre(near(40)));
}

//  A part of 1/2. A takes 1/4 for 10 s. B, of 1/2, has 1/4 left for it: half its speed until 10, then all of it: of
//  its 20 s it has done 5, and ends at 25. C comes first in line when B runs at full speed, and finds nothing until 25.
TEST(EndsAlone, GiveTheFirstThatDoesNotFitWhatIsLeft) {
  EXPECT_THAT(ends_s({{0, 10 * kSecond, 0.25}, {0, 20 * kSecond, 0.5}, {0, 4 * kSecond, 0.25}}, 0.5),
              ElementsAre(near(10), near(25), near(29)));
}

TEST(EndsAlone, OfJobsThatAskForNothingOrRunForNoTimeAreTheirSubmissions) {
  EXPECT_THAT(ends_s({{0, 0, 1}, {0, 0, 0}, {1, 0, 0.5}}, 0.5), ElementsAre(near(0), near(0), near(1e-6)));
}

TEST(FinishTimeFairness, IsOneForTenantsServedAsByPartsOfTheirOwn) {
  WrittenReplay written;
  for (const std::int32_t user : {1, 2}) {
    written.add(0, 0, 10, 2, user);
    written.add(0, 10, 20, 2, user);
  }
  const Metrics metrics = measure(written.workload, kFourProcessors, written.replay);
  ASSERT_EQ(metrics.tenants.size(), 2U);
  EXPECT_EQ(metrics.tenants[0].name, "user 1");
  EXPECT_EQ(metrics.tenants[0].jobs, 2U);
  EXPECT_DOUBLE_EQ(metrics.tenants[0].entitlement, 0.5);
  EXPECT_DOUBLE_EQ(metrics.tenants[0].turnaround_s, 15);
  EXPECT_NEAR(metrics.tenants[0].turnaround_alone_s, 15, 1e-6);
  EXPECT_NEAR(metrics.worst_finish_time_fairness, 1, 1e-6);
  EXPECT_NEAR(metrics.mean_finish_time_fairness, 1, 1e-6);
}

//  User 1 takes all four processors for 10 s, 20 s long; alone on two it would have needed 40. User 2 waits 20 s for
//  10 s on one, which it would have had at once.
TEST(FinishTimeFairness, TellsWhoGainsBySharingAndWhoLoses) {
  WrittenReplay written;
  written.add(0, 0, 20, 4, 1);
  written.add(0, 20, 30, 1, 2);
  const Metrics metrics = measure(written.workload, kFourProcessors, written.replay);
  ASSERT_EQ(metrics.tenants.size(), 2U);
  EXPECT_NEAR(metrics.tenants[0].finish_time_fairness, 0.5, 1e-6);
  EXPECT_NEAR(metrics.tenants[1].finish_time_fairness, 3, 1e-6);
  EXPECT_NEAR(metrics.worst_finish_time_fairness, 3, 1e-6);
  EXPECT_NEAR(metrics.mean_finish_time_fairness, 1.75, 1e-6);
}

TEST(FinishTimeFairness, SaysNothingWhereAllJobsAreOfOneTenant) {
  WrittenReplay written;
  written.add(0, 0, 20, 4, 1);
  written.add(0, 20, 30, 1, 1);
  EXPECT_TRUE(measure(written.workload, kFourProcessors, written.replay).tenants.empty());
}

TEST(FinishTimeFairness, LeavesOutWhoHasNoJobThatEnded) {
  WrittenReplay written;
  written.add(0, 0, 20, 4, 1);
  written.workload.jobs[written.add_refused(0, 9)].user = 2;
  EXPECT_EQ(measure(written.workload, kFourProcessors, written.replay).tenants.size(), 1U);
}

}  // namespace
}  // namespace berth::test
