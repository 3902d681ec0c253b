// Shares of the time by throughput: the published example, and what holds of any.
#include "engine/scheduler/throughput_shares.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <numeric>
#include <random>

namespace berth::test {
namespace {

double throughput(const ThroughputKind& kind, const std::vector<double>& shares) {
  double sum = 0;
  for (std::size_t on = 0; on < shares.size(); ++on) sum += kind.speeds[on] * shares[on];
  return sum;
}

// The example of section 4.1 of the paper: three jobs, one V100 and one K80.
const std::vector<ThroughputKind> kPublished{{.speeds = {40, 10}}, {.speeds = {12, 4}}, {.speeds = {100, 50}}};

TEST(ThroughputShares, AreThePublishedOnes) {
  const std::vector<double> machines{1, 1};
  const auto shares = throughput_shares(kPublished, machines);
  const double published[3][2] = {{0.45, 0.0}, {0.45, 0.09}, {0.09, 0.91}};
  for (std::size_t job = 0; job < 3; ++job) {
    for (std::size_t on = 0; on < 2; ++on) EXPECT_NEAR(shares[job][on], published[job][on], 0.006) << job << ' ' << on;
  }
}

TEST(ThroughputShares, GiveEveryJobOfThePublishedExampleATenthMoreThanAThirdOfTheTime) {
  const std::vector<double> machines{1, 1};
  const auto shares = throughput_shares(kPublished, machines);
  for (std::size_t job = 0; job < 3; ++job) {
    const double third = (kPublished[job].speeds[0] + kPublished[job].speeds[1]) / 3;
    EXPECT_GT(throughput(kPublished[job], shares[job]) / third, 1.08) << job;
  }
}

TEST(ThroughputShares, AreEqualWhereAllMachinesAreAlike) {
  const std::vector<double> machines{2};
  const auto shares = throughput_shares(std::vector<ThroughputKind>{{.count = 8, .speeds = {3}}}, machines);
  EXPECT_NEAR(shares[0][0], 0.25, 1e-9);
}

TEST(ThroughputShares, OfWhoTakesMoreMachinesAtOnceAreAsMuchLess) {
  const std::vector<double> machines{4};
  const auto shares = throughput_shares(
      std::vector<ThroughputKind>{{.count = 6, .speeds = {1}}, {.width = 4, .speeds = {1}}}, machines);
  EXPECT_NEAR(shares[0][0], 4.0 / 7, 1e-9);
  EXPECT_NEAR(shares[1][0], 1.0 / 7, 1e-9);
}

TEST(ThroughputShares, FollowWeights) {
  const std::vector<double> machines{1};
  const auto shares = throughput_shares(
      std::vector<ThroughputKind>{{.weight = 3, .speeds = {7}}, {.weight = 1, .speeds = {2}}}, machines);
  EXPECT_NEAR(shares[0][0], 0.75, 1e-9);
  EXPECT_NEAR(shares[1][0], 0.25, 1e-9);
}

TEST(ThroughputShares, LeaveNothingUnusedThatSomebodyCouldUse) {
  // The first can only use the slow machine; the second has both for itself but for that.
  const std::vector<double> machines{1, 1};
  const auto shares = throughput_shares(std::vector<ThroughputKind>{{.speeds = {0, 1}}, {.speeds = {10, 1}}}, machines);
  EXPECT_NEAR(shares[0][1], 1, 1e-9);
  EXPECT_NEAR(shares[1][0], 1, 1e-9);
}

TEST(ThroughputShares, OfWhoCanRunNowhereAreNothing) {
  const std::vector<double> machines{1, 0};
  const auto shares = throughput_shares(
      std::vector<ThroughputKind>{{.speeds = {0, 0}}, {.speeds = {0, 5}}, {.speeds = {1, 1}}}, machines);
  EXPECT_EQ(shares[0], (std::vector<double>{0, 0}));
  EXPECT_EQ(shares[1], (std::vector<double>{0, 0}));
  EXPECT_NEAR(shares[2][0], 1, 1e-9);
}

TEST(ThroughputShares, StayWithinTheMachinesAndBeatEqualShares) {
  std::mt19937 random(7);
  const auto any = [&](int least, int most) {
    return static_cast<double>(least + static_cast<int>(random() % static_cast<unsigned>(most - least + 1)));
  };
  for (int round = 0; round < 300; ++round) {
    std::vector<double> machines(static_cast<std::size_t>(any(1, 4)));
    for (double& count : machines) count = any(1, 20);
    const double all = std::accumulate(machines.begin(), machines.end(), 0.0);
    std::vector<ThroughputKind> kinds(static_cast<std::size_t>(any(1, 12)));
    double wanted = 0;
    for (ThroughputKind& kind : kinds) {
      kind.count = any(1, 30);
      kind.width = any(1, 8);
      wanted += kind.count * kind.width;
      for (std::size_t on = 0; on < machines.size(); ++on) kind.speeds.push_back(any(1, 100));
    }
    const auto shares = throughput_shares(kinds, machines);
    double least = 1e300;
    for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
      const double with_equal_shares = throughput(kinds[kind], machines) / all;
      least = std::min(least, kinds[kind].width * throughput(kinds[kind], shares[kind]) / with_equal_shares);
      double time = 0;
      for (const double share : shares[kind]) {
        EXPECT_GE(share, 0);
        time += share;
      }
      EXPECT_LE(time, 1 + 1e-6);
    }
    for (std::size_t on = 0; on < machines.size(); ++on) {
      double used = 0;
      for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
        used += kinds[kind].count * kinds[kind].width * shares[kind][on];
      }
      EXPECT_LE(used, machines[on] * (1 + 1e-6));
    }
    // What everybody has who gets an equal share of the machines' time, as far as he can use it.
    double jobs = 0;
    for (const ThroughputKind& kind : kinds) jobs += kind.count;
    double equal = 1e300;
    for (const ThroughputKind& kind : kinds) equal = std::min({equal, all / jobs, kind.width});
    EXPECT_GE(least, equal * (1 - 1e-6)) << "round " << round;
  }
}

}  // namespace
}  // namespace berth::test
