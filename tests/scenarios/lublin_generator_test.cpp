#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <gtest/gtest.h>
#include <set>

#include "scenarios/generate/lublin.hpp"
#include "tests/scenarios/workload_fingerprint.hpp"

namespace berth {
namespace {

using Kind = LublinParameters::Kind;
using test::fingerprint;

Workload generate(const LublinParameters& parameters, std::uint64_t seed = 1) {
  Result<Workload> workload = generate_lublin(parameters, seed);
  EXPECT_TRUE(workload.ok()) << workload.error().text();
  return std::move(*workload);
}

double share_of(const Workload& workload, auto&& holds) {
  return static_cast<double>(std::count_if(workload.jobs.begin(), workload.jobs.end(), holds)) /
         static_cast<double>(workload.jobs.size());
}

double offered_load(const Workload& workload, std::int64_t processors) {
  double work_s = 0;
  for (const Job& job : workload.jobs) work_s += seconds(job.run_us) * job.replicas;
  return work_s / static_cast<double>(processors) /
         seconds(workload.jobs.back().submit_us - workload.jobs.front().submit_us);
}

TEST(LublinGenerator, GivesTheSameBytesForTheSameSeedOnEveryMachine) {
  EXPECT_EQ(fingerprint(generate({})), 13268428678353280821u);
  EXPECT_EQ(
      fingerprint(generate(
          {.jobs = 5000, .processors = 100, .kind = Kind::kBatch, .load = 0.8, .overestimate = 20, .users = 30}, 7)),
      12509313091269371564u);
  EXPECT_EQ(fingerprint(generate({.kind = Kind::kInteractive}, 3)), 9428900483549698587u);
}

TEST(LublinGenerator, GivesOtherJobsForAnotherSeed) {
  EXPECT_NE(fingerprint(generate({.jobs = 100}, 1)), fingerprint(generate({.jobs = 100}, 2)));
}

TEST(LublinGenerator, BeginsAlikeHoweverManyJobsAreAskedFor) {
  const Workload few = generate({.jobs = 100});
  Workload many = generate({.jobs = 1000});
  many.jobs.resize(100);
  EXPECT_EQ(fingerprint(few), fingerprint(many));
}

TEST(LublinGenerator, KeepsTheJobsWhenOnlyTheirEstimatesChange) {
  const Workload exact = generate({.jobs = 1000});
  const Workload loose = generate({.jobs = 1000, .overestimate = 10});
  for (std::size_t i = 0; i < 1000; ++i) {
    EXPECT_EQ(exact.jobs[i].submit_us, loose.jobs[i].submit_us);
    EXPECT_EQ(exact.jobs[i].run_us, loose.jobs[i].run_us);
    EXPECT_EQ(exact.jobs[i].replicas, loose.jobs[i].replicas);
  }
}

TEST(LublinGenerator, DrawsSerialAndPowerOfTwoSharesAsPublished) {
  const Workload batch = generate({.jobs = 100'000, .processors = 128, .kind = Kind::kBatch});
  EXPECT_NEAR(share_of(batch, [](const Job& job) { return job.replicas == 1; }), 0.2927, 0.006);
  // Serial jobs, powers drawn as such, and the few others that happen to be one.
  EXPECT_NEAR(share_of(batch, [](const Job& job) { return std::has_single_bit(job.replicas); }), 0.97, 0.01);

  const Workload interactive = generate({.jobs = 100'000, .processors = 128, .kind = Kind::kInteractive});
  EXPECT_NEAR(share_of(interactive, [](const Job& job) { return job.replicas == 1; }), 0.1541, 0.006);
  EXPECT_LE(std::max_element(interactive.jobs.begin(), interactive.jobs.end(),
                             [](const Job& a, const Job& b) { return a.replicas < b.replicas; })
                ->replicas,
            45u);
}

// Mean of the logarithm: p × shape₁ × scale₁ + (1 − p) × shape₂ × scale₂ with p at the sizes drawn, a little less
// because two days are the limit.
TEST(LublinGenerator, DrawsRunTimesWithTheModelsMeanLogarithm) {
  const Workload batch = generate({.jobs = 100'000, .processors = 128, .kind = Kind::kBatch});
  double drawn = 0, expected = 0;
  for (const Job& job : batch.jobs) {
    drawn += std::log(seconds(job.run_us) + 0.5);
    const double p = std::clamp(0.6986 - 0.003 * job.replicas, 0.0, 1.0);
    expected += p * 6.57 * 0.823 + (1 - p) * 639.1 * 0.0156;
  }
  EXPECT_NEAR(drawn / expected, 1, 0.02);
}

TEST(LublinGenerator, MakesLargerJobsRunLonger) {
  const Workload batch = generate({.jobs = 100'000, .processors = 128, .kind = Kind::kBatch});
  const auto mean_log = [&](std::uint32_t least, std::uint32_t most) {
    double sum = 0;
    int count = 0;
    for (const Job& job : batch.jobs) {
      if (job.replicas < least || job.replicas > most) continue;
      sum += std::log(seconds(job.run_us));
      ++count;
    }
    return sum / count;
  };
  EXPECT_GT(mean_log(64, 128), mean_log(1, 4) + 0.5);
}

TEST(LublinGenerator, SendsMoreJobsByDayThanByNight) {
  const Workload both = generate({.jobs = 100'000});
  const auto hour = [](const Job& job) { return job.submit_us % kDay / kHour; };
  const double midday = share_of(both, [&](const Job& job) { return hour(job) >= 11 && hour(job) < 15; });
  const double night = share_of(both, [&](const Job& job) { return hour(job) >= 3 && hour(job) < 7; });
  EXPECT_GT(midday, 5 * night);
}

TEST(LublinGenerator, ReachesTheLoadAskedFor) {
  for (const double load : {0.5, 0.9, 1.3}) {
    EXPECT_NEAR(offered_load(generate({.jobs = 20'000, .load = load}), 256) / load, 1, 1e-4);
  }
}

TEST(LublinGenerator, SubmitsInOrderInWholeSeconds) {
  Time last = 0;
  for (const Job& job : generate({.load = 0.7, .overestimate = 3}).jobs) {
    EXPECT_GE(job.submit_us, last);
    EXPECT_EQ(job.submit_us % kSecond + job.run_us % kSecond + job.requested_us % kSecond, 0);
    last = job.submit_us;
  }
}

TEST(LublinGenerator, RequestsBetweenTheRunTimeAndItsOverestimate) {
  double requested = 0, run = 0;
  for (const Job& job : generate({.overestimate = 5}).jobs) {
    EXPECT_GE(job.requested_us, job.run_us);
    EXPECT_LE(job.requested_us, 5 * job.run_us + kSecond);
    requested += seconds(job.requested_us);
    run += seconds(job.run_us);
  }
  EXPECT_NEAR(requested / run, 4 / std::log(5), 0.1);
}

TEST(LublinGenerator, NumbersUsersFromOneTheFirstTheBusiest) {
  const Workload workload = generate({.users = 20});
  std::set<std::int32_t> users;
  for (const Job& job : workload.jobs) users.insert(job.user);
  EXPECT_EQ(*users.begin(), 1);
  EXPECT_EQ(*users.rbegin(), 20);
  const auto jobs_of = [&](std::int32_t user) {
    return share_of(workload, [&](const Job& job) { return job.user == user; });
  };
  EXPECT_NEAR(jobs_of(1) / jobs_of(4), 4, 0.6);
}

TEST(LublinGenerator, FitsEveryJobOnTheMachineHoweverSmallOrOdd) {
  for (const std::int64_t processors : {1, 2, 3, 5, 7, 45, 100, 129}) {
    for (const Kind kind : {Kind::kBatch, Kind::kInteractive, Kind::kBoth}) {
      for (const Job& job : generate({.jobs = 2000, .processors = processors, .kind = kind}).jobs) {
        ASSERT_GE(job.replicas, 1u);
        ASSERT_LE(job.replicas, processors);
        ASSERT_GE(job.run_us, kSecond);
        ASSERT_LE(job.run_us, 162'755 * kSecond);
      }
    }
  }
}

TEST(LublinGenerator, NamesTheParameterThatIsWrong) {
  const auto place = [](const LublinParameters& parameters) {
    const Result<Workload> workload = generate_lublin(parameters, 1);
    return workload ? "nothing" : workload.error().place;
  };
  EXPECT_EQ(place({.jobs = 0}), "lublin/jobs");
  EXPECT_EQ(place({.jobs = kGeneratedJobsLimit + 1}), "lublin/jobs");
  EXPECT_EQ(place({.processors = 0}), "lublin/processors");
  EXPECT_EQ(place({.processors = kCountLimit + 1}), "lublin/processors");
  EXPECT_EQ(place({.load = -1}), "lublin/load");
  EXPECT_EQ(place({.load = NAN}), "lublin/load");
  EXPECT_EQ(place({.overestimate = 0.5}), "lublin/overestimate");
  EXPECT_EQ(place({.overestimate = INFINITY}), "lublin/overestimate");
  EXPECT_EQ(place({.users = -1}), "lublin/users");
}

TEST(LublinGenerator, RefusesSubmissionsBeyondTheLimitOfTime) {
  const Result<Workload> workload = generate_lublin({.jobs = 100'000, .processors = 1, .load = 0.001}, 1);
  ASSERT_FALSE(workload.ok());
  EXPECT_EQ(workload.error().place, "lublin/jobs");
}

TEST(LublinGenerator, SlowDrawsAMillionJobsInSeconds) {
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(generate({.jobs = 1'000'000}).jobs.size(), 1'000'000u);
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

}  // namespace
}  // namespace berth
