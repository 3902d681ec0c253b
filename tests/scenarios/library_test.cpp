// Every scenario of the library reads, generates and replays.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>

#include "engine/simulation/replay.hpp"
#include "scenarios/scenario.hpp"

namespace berth {
namespace {

std::vector<std::string> library() {
  std::vector<std::string> paths;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(BERTH_SOURCE_DIR) + "/scenarios/library")) {
    paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

class Library : public ::testing::TestWithParam<std::string> {};

TEST_P(Library, ReadsAndSaysWhatToLookFor) {
  const Result<Scenario> scenario = open_scenario(GetParam(), 0);
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  EXPECT_EQ(scenario->name, std::filesystem::path(GetParam()).stem().string());
  EXPECT_GE(scenario->description.size(), 100u);
  EXPECT_FALSE(scenario->clusters.empty());
  EXPECT_FALSE(scenario->policies.empty());
}

TEST_P(Library, ReplaysUnderItsPolicies) {
  Result<Scenario> scenario = open_scenario(GetParam(), 0);
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  // A large generated workload replays as its beginning does.
  if (auto* lublin = std::get_if<LublinParameters>(&scenario->source)) lublin->jobs = std::min(lublin->jobs, 2000ul);
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, scenario->seeds[0], report);
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  for (const PolicySpec& policy : scenario->policies) {
    ReplayOptions options;
    options.semantics = scenario->semantics;
    options.overrun = scenario->overrun;
    const Result<Replay> replayed = replay(*workload, scenario->clusters, policy, options);
    ASSERT_TRUE(replayed.ok()) << replayed.error().text();
    EXPECT_FALSE(replayed->partial);
    const auto ended = [](const Record& record) {
      return record.state == JobState::kCompleted || record.state == JobState::kKilled ||
             record.state == JobState::kRefused;
    };
    EXPECT_TRUE(std::all_of(replayed->records.begin(), replayed->records.end(), ended)) << policy.text();
  }
}

std::string stem(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Library, ::testing::ValuesIn(library()), stem);

// Seconds each job of a library scenario starts at, by name.
std::vector<std::pair<std::string, double>> starts(const std::string& name, std::size_t policy) {
  const Result<Scenario> scenario =
      open_scenario(std::string(BERTH_SOURCE_DIR) + "/scenarios/library/" + name + ".json", 0);
  ReadReport report;
  const Workload workload = *load_workload(*scenario, 1, report);
  const Result<Replay> replayed =
      replay(workload, scenario->clusters, scenario->policies[policy], {scenario->semantics, scenario->overrun});
  std::vector<std::pair<std::string, double>> all;
  for (JobId job = 0; job < workload.jobs.size(); ++job) {
    all.emplace_back(workload.name_of(job), seconds(replayed->records[job].start_us));
  }
  return all;
}
using Starts = std::vector<std::pair<std::string, double>>;

TEST(LibraryTellsTheTruth, AboutEasysTwoRules) {
  EXPECT_EQ(starts("easy-spare-units", 1),
            (Starts{{"running", 0}, {"head", 100}, {"short", 2}, {"long", 3}, {"wide", 150}}));
  EXPECT_EQ(starts("easy-spare-units", 0),
            (Starts{{"running", 0}, {"head", 100}, {"short", 100}, {"long", 150}, {"wide", 150}}));
}

TEST(LibraryTellsTheTruth, AboutConservativePromises) {
  EXPECT_EQ(starts("conservative-against-easy", 0),
            (Starts{{"running", 0}, {"head", 100}, {"third", 903}, {"narrow", 3}}));
  EXPECT_EQ(starts("conservative-against-easy", 1),
            (Starts{{"running", 0}, {"head", 100}, {"third", 200}, {"narrow", 300}}));
}

TEST(LibraryTellsTheTruth, AboutJobsKilledAtTheirLimit) {
  EXPECT_EQ(starts("kill-at-limit", 0), (Starts{{"optimist", 0}, {"next", 60}, {"filler", 2}}));
}

}  // namespace
}  // namespace berth
