#include <cmath>
#include <gtest/gtest.h>
#include <numeric>

#include "scenarios/generate/poisson.hpp"
#include "tests/scenarios/workload_fingerprint.hpp"

namespace berth {
namespace {

using Kind = DistributionSpec::Kind;
using test::fingerprint;

Workload generate(const PoissonParameters& parameters, std::uint64_t seed = 1) {
  Result<Workload> workload = generate_poisson(parameters, seed);
  EXPECT_TRUE(workload.ok()) << workload.error().text();
  return std::move(*workload);
}

PoissonParameters running_for(const DistributionSpec& run_s) {
  PoissonParameters parameters;
  parameters.jobs = 50'000;
  parameters.run_s = run_s;
  return parameters;
}

double mean_run_s(const Workload& workload) {
  double sum = 0;
  for (const Job& job : workload.jobs) sum += seconds(job.run_us);
  return sum / static_cast<double>(workload.jobs.size());
}

TEST(PoissonGenerator, GivesTheSameBytesForTheSameSeedOnEveryMachine) {
  PoissonParameters parameters;
  parameters.run_s = {Kind::kLogNormal, 600, 1.5, {}, {}};
  parameters.replicas = {Kind::kChoice, 0, 0, {1, 4, 16}, {5, 3, 1}};
  parameters.overestimate = {Kind::kLogUniform, 1, 10, {}, {}};
  parameters.priority = {Kind::kUniform, 0, 9, {}, {}};
  parameters.users = 12;
  EXPECT_EQ(fingerprint(generate(parameters, 5)), 13217188756167568204u);
  parameters.run_s = {Kind::kWeibull, 600, 0.6, {}, {}};
  parameters.replicas = {Kind::kExponential, 3, 0, {}, {}};
  EXPECT_EQ(fingerprint(generate(parameters, 5)), 14572624471600694588u);
}

TEST(PoissonGenerator, ArrivesAtTheRateAskedFor) {
  PoissonParameters parameters;
  parameters.jobs = 50'000;
  parameters.arrivals_per_hour = 120;
  const Workload workload = generate(parameters);
  EXPECT_NEAR(seconds(workload.jobs.back().submit_us) / 50'000, 30, 0.5);
  double squares = 0;  // of gaps: twice the mean's square for an exponential distribution
  for (std::size_t i = 1; i < workload.jobs.size(); ++i) {
    const double gap_s = seconds(workload.jobs[i].submit_us - workload.jobs[i - 1].submit_us);
    ASSERT_GE(gap_s, 0);
    squares += gap_s * gap_s;
  }
  EXPECT_NEAR(squares / 50'000, 2 * 30 * 30, 60);
}

TEST(PoissonGenerator, DrawsEachDistributionWithItsMean) {
  EXPECT_EQ(mean_run_s(generate(running_for({Kind::kConstant, 90, 0, {}, {}}))), 90);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kUniform, 10, 30, {}, {}}))), 20, 0.1);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kLogUniform, 1, 100, {}, {}}))), 99 / std::log(100), 0.3);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kExponential, 50, 0, {}, {}}))), 50, 0.7);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kLogNormal, 60, 0.5, {}, {}}))), 60 * std::exp(0.125), 0.7);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kWeibull, 60, 2, {}, {}}))), 60 * std::tgamma(1.5), 0.5);
  EXPECT_NEAR(mean_run_s(generate(running_for({Kind::kChoice, 0, 0, {10, 100}, {3, 1}}))), 32.5, 0.6);
}

TEST(PoissonGenerator, RequestsAtLeastTheRunTime) {
  PoissonParameters parameters = running_for({Kind::kConstant, 100, 0, {}, {}});
  parameters.overestimate = {Kind::kUniform, 0, 3, {}, {}};
  for (const Job& job : generate(parameters).jobs) {
    ASSERT_GE(job.requested_us, job.run_us);
    ASSERT_LE(job.requested_us, 300 * kSecond);
  }
}

TEST(PoissonGenerator, RoundsReplicasToAtLeastOneAndKeepsThemWithinTheLimit) {
  PoissonParameters parameters;
  parameters.jobs = 10;
  parameters.replicas = {Kind::kConstant, 0.2, 0, {}, {}};
  EXPECT_EQ(generate(parameters).jobs[0].replicas, 1u);
  parameters.replicas = {Kind::kConstant, 2.5, 0, {}, {}};
  EXPECT_EQ(generate(parameters).jobs[0].replicas, 3u);
  parameters.replicas = {Kind::kConstant, 1e15, 0, {}, {}};
  EXPECT_EQ(generate(parameters).jobs[0].replicas, kCountLimit);
}

TEST(PoissonGenerator, TakesWhatALongTailDrawsAsTheLimit) {
  const PoissonParameters parameters = running_for({Kind::kLogNormal, 1e15, 400, {}, {}});
  for (const Job& job : generate(parameters).jobs) {
    ASSERT_LE(job.run_us, kGeneratedDurationLimit);
    ASSERT_LE(job.requested_us, kGeneratedDurationLimit);
    ASSERT_GE(job.requested_us, 1);
  }
}

TEST(PoissonGenerator, GivesPrioritiesAndResourcesAsAskedFor) {
  PoissonParameters parameters;
  parameters.jobs = 100;
  parameters.priority = {Kind::kChoice, 0, 0, {-5, 7}, {1, 1}};
  parameters.per_replica = {500, 1024, 250};
  for (const Job& job : generate(parameters).jobs) {
    EXPECT_TRUE(job.priority == -5 || job.priority == 7);
    EXPECT_EQ(job.per_replica, (Resources{500, 1024, 250}));
  }
}

TEST(PoissonGenerator, DrawsTheFewestAndTheMostReplicasOfElasticJobs) {
  PoissonParameters plain;
  plain.jobs = 1000;
  plain.replicas = {DistributionSpec::Kind::kUniform, 1, 16, {}, {}};
  plain.run_s = {DistributionSpec::Kind::kConstant, 60, 0, {}, {}};
  PoissonParameters elastic = plain;
  elastic.fewest = {DistributionSpec::Kind::kConstant, 4, 0, {}, {}};
  elastic.most = {DistributionSpec::Kind::kUniform, 1, 40, {}, {}};
  elastic.speeds = {{"A", 2000}};
  const Workload said = *generate_poisson(plain, 1), drawn = *generate_poisson(elastic, 1);
  for (JobId job = 0; job < 1000; ++job) {
    const std::uint32_t replicas = said.jobs[job].replicas;
    EXPECT_EQ(drawn.jobs[job].submit_us, said.jobs[job].submit_us) << "whatever else is drawn";
    EXPECT_EQ(drawn.jobs[job].replicas, std::min(replicas, 4U));
    const Duration work = said.jobs[job].run_us * replicas, kept = drawn.jobs[job].run_us * drawn.jobs[job].replicas;
    EXPECT_GE(kept, work);
    EXPECT_LT(kept, work + 4) << "rounded up";
    const Traits& traits = drawn.traits_of(drawn.jobs[job]);
    EXPECT_GE(traits.most_replicas, replicas);
    EXPECT_LE(traits.most_replicas, 40U);
    EXPECT_EQ(traits.speeds, elastic.speeds);
  }
}

TEST(PoissonGenerator, NamesTheParameterThatIsWrong) {
  const auto place = [](auto&& change) {
    PoissonParameters parameters;
    change(parameters);
    const Result<Workload> workload = generate_poisson(parameters, 1);
    return workload ? "nothing" : workload.error().place;
  };
  EXPECT_EQ(place([](auto& p) { p.jobs = 0; }), "poisson/jobs");
  EXPECT_EQ(place([](auto& p) { p.arrivals_per_hour = 0; }), "poisson/arrivals_per_hour");
  EXPECT_EQ(place([](auto& p) { p.arrivals_per_hour = NAN; }), "poisson/arrivals_per_hour");
  EXPECT_EQ(place([](auto& p) { p.users = -1; }), "poisson/users");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kUniform, 2, 1, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kLogUniform, 0, 1, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kExponential, 0, 0, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kLogNormal, 1, -1, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kWeibull, 1, 0, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.run_s = {Kind::kConstant, NAN, 0, {}, {}}; }), "poisson/run_s");
  EXPECT_EQ(place([](auto& p) { p.replicas = {Kind::kChoice, 0, 0, {}, {}}; }), "poisson/replicas");
  EXPECT_EQ(place([](auto& p) { p.replicas = {Kind::kChoice, 0, 0, {1, 2}, {1}}; }), "poisson/replicas");
  EXPECT_EQ(place([](auto& p) { p.overestimate = {Kind::kChoice, 0, 0, {1, 2}, {0, 0}}; }), "poisson/overestimate");
}

}  // namespace
}  // namespace berth
