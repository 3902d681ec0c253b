#include "scenarios/generate/draw.hpp"

#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

#include "tests/scenarios/workload_fingerprint.hpp"

namespace berth {
namespace {

using testing::HasSubstr;

// `count` jobs, named a0, a1 …, of 0.1, 0.2 … 1 GPU in turn.
Workload list_of(std::size_t count) {
  Workload list;
  list.name = "list";
  for (std::size_t i = 0; i < count; ++i) {
    Job job;
    job.submit_us = static_cast<Time>(i) * kHour;
    job.run_us = job.requested_us = kMinute;
    job.per_replica = {1000, 0, static_cast<std::int64_t>(i % 10 + 1) * 100};
    job.number = static_cast<std::int64_t>(i) + 1;
    list.jobs.push_back(job);
    list.names.push_back("a" + std::to_string(i));
  }
  return list;
}
Workload draw(const Workload& list, const DrawParameters& parameters, std::int64_t gpus, std::uint64_t seed = 1) {
  Result<Workload> drawn = draw_jobs(list, parameters, seed, gpus * kWholeGpu);
  EXPECT_TRUE(drawn.ok()) << drawn.error().text();
  return drawn ? std::move(*drawn) : Workload{};
}
std::int64_t asked(const Workload& workload) {
  std::int64_t gpu_milli = 0;
  for (const Job& job : workload.jobs) gpu_milli += job.per_replica.gpu_milli * job.replicas;
  return gpu_milli;
}

TEST(Draw, PutsEveryJobInARandomOrderOneGapApart) {
  const Workload list = list_of(100);
  const Workload drawn = draw(list, {.gap_us = 5 * kSecond}, 0);
  ASSERT_EQ(drawn.jobs.size(), 100u);
  EXPECT_NE(drawn.names, list.names);
  EXPECT_TRUE(std::is_permutation(drawn.names.begin(), drawn.names.end(), list.names.begin()));
  for (std::size_t i = 0; i < drawn.jobs.size(); ++i) {
    EXPECT_EQ(drawn.jobs[i].submit_us, static_cast<Time>(i) * 5 * kSecond);
    EXPECT_EQ(drawn.jobs[i].run_us, kMinute);
    EXPECT_EQ(drawn.jobs[i].number, static_cast<std::int64_t>(i) + 1);
  }
}

TEST(Draw, DrawsFurtherJobsUntilTheNextOneWouldPassTheShare) {
  const Workload list = list_of(100);  // 55 GPUs
  const Workload drawn = draw(list, {.until_gpu_milli = 1300}, 100);
  EXPECT_LE(asked(drawn), 130'000);
  EXPECT_GT(asked(drawn), 129'000);  // none asks for more than one GPU
  std::map<std::string, int> times;
  for (const std::string& name : drawn.names) ++times[name.substr(0, name.find('#'))];
  EXPECT_EQ(times.size(), 100u);  // everyone comes at least once
  const std::vector<std::string> first(drawn.names.begin(), drawn.names.begin() + 100);
  EXPECT_TRUE(std::is_permutation(first.begin(), first.end(), list.names.begin()));
  EXPECT_EQ(std::count_if(drawn.names.begin(), drawn.names.end(),
                          [](const std::string& name) { return name.ends_with("#1"); }),
            0);
  EXPECT_GT(std::count_if(drawn.names.begin(), drawn.names.end(),
                          [](const std::string& name) { return name.ends_with("#2"); }),
            10);
}

TEST(Draw, TakesJobsOutUntilTheyAreAtTheShareOrBelow) {
  const Workload drawn = draw(list_of(100), {.until_gpu_milli = 500}, 40);
  EXPECT_LE(asked(drawn), 20'000);
  EXPECT_GT(asked(drawn), 19'000);
  EXPECT_EQ(std::count_if(drawn.names.begin(), drawn.names.end(),
                          [](const std::string& name) { return name.find('#') != std::string::npos; }),
            0);
}

TEST(Draw, MakesTheSameJobsOfTheSameSeedOnEveryMachine) {
  const Workload list = list_of(200);
  const DrawParameters share{.until_gpu_milli = 1500};
  EXPECT_EQ(test::fingerprint(draw(list, share, 100, 7)), test::fingerprint(draw(list, share, 100, 7)));
  EXPECT_NE(test::fingerprint(draw(list, share, 100, 7)), test::fingerprint(draw(list, share, 100, 8)));
  DrawParameters fixed = share;
  fixed.seed = 7;
  EXPECT_EQ(test::fingerprint(draw(list, fixed, 100, 8)), test::fingerprint(draw(list, share, 100, 7)));
  EXPECT_EQ(test::fingerprint(draw(list, share, 100, 7)), 2563088276399179640u);
}

TEST(Draw, LetsEverybodyStayForTenYearsOrAsLongAsCanBePlanned) {
  EXPECT_EQ(draw(list_of(10), {.stay = true}, 0).jobs[0].run_us, kStay);
  const Workload many = draw(list_of(100'000), {.stay = true}, 0);
  EXPECT_LT(many.jobs[0].run_us, kStay);
  EXPECT_GT(many.jobs[0].run_us, 365 * kDay);
  Time sum = many.jobs.back().submit_us;
  for (const Job& job : many.jobs) sum += job.requested_us;
  EXPECT_LE(sum, kHorizonLimit);
}

TEST(Draw, RefusesAListThatCannotBeDrawnFrom) {
  Workload no_gpus = list_of(3);
  for (Job& job : no_gpus.jobs) job.per_replica.gpu_milli = 0;
  const auto error_of = [](Workload list, const DrawParameters& parameters) {
    const Result<Workload> drawn = draw_jobs(std::move(list), parameters, 1, kWholeGpu);
    return drawn ? "no error" : drawn.error().text();
  };
  EXPECT_THAT(error_of(no_gpus, {.until_gpu_milli = 1000}), HasSubstr("has no job that asks for a GPU"));
  Workload waiting = list_of(3);
  waiting.dependencies.push_back({1, 0, 0});
  ASSERT_TRUE(link_dependencies(waiting).ok());
  EXPECT_THAT(error_of(waiting, {}), HasSubstr("has jobs that wait for others"));
  EXPECT_THAT(error_of(list_of(3), {.gap_us = kTimeLimit}), HasSubstr("later than can be counted"));
  EXPECT_THAT(error_of(list_of(3), {.until_gpu_milli = 1}), HasSubstr("has no job left"));
}

TEST(TakeFirst, KeepsTheFirstJobsAndWhatTheyWaitForAmongThemselves) {
  Workload list = list_of(5);
  list.dependencies = {{1, 0, 0}, {2, 4, 0}, {3, 0, 0}};
  ASSERT_TRUE(link_dependencies(list).ok());
  take_first(list, 3);
  EXPECT_EQ(list.jobs.size(), 3u);
  EXPECT_EQ(list.names.size(), 3u);
  EXPECT_EQ(list.dependencies, (std::vector<Dependency>{{1, 0, 0}}));
  EXPECT_EQ(list.jobs[1].dependency_count, 1u);
  EXPECT_EQ(list.jobs[2].dependency_count, 0u);
  take_first(list, 10);
  EXPECT_EQ(list.jobs.size(), 3u);
}

}  // namespace
}  // namespace berth
