// Every scenario of the library reads, generates and replays, with every invariant checked.
#include <algorithm>
#include <cstdlib>
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

class Library : public ::testing::TestWithParam<std::string> {
 protected:
  // Those on a real trace need its files.
  void SetUp() override {
    if (GetParam().find("/openb-") == std::string::npos) return;
    const char* data = std::getenv("BERTH_DATA");
    if (data == nullptr || !std::filesystem::exists(std::filesystem::path(data) / "openb_pod_list_default.csv.gz")) {
      GTEST_SKIP() << "the openb trace is not there: set BERTH_DATA to the folder of traces";
    }
  }
};

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
  if (scenario->draw) scenario->draw->until_gpu_milli = std::min<std::int64_t>(scenario->draw->until_gpu_milli, 20);
  for (const std::uint64_t seed : scenario->seeds) {
    ReadReport report;
    const Result<Workload> workload = load_workload(*scenario, seed, report);
    ASSERT_TRUE(workload.ok()) << workload.error().text();
    for (const PolicySpec& policy : scenario->policies) {
      SCOPED_TRACE(policy.text() + ", seed " + std::to_string(seed));
      ReplayOptions options;
      options.semantics = scenario->semantics;
      options.overrun = scenario->overrun;
      options.check_invariants = true;
      const Result<Replay> replayed = replay(*workload, scenario->clusters, policy, options);
      ASSERT_TRUE(replayed.ok()) << replayed.error().text();
      EXPECT_FALSE(replayed->partial);
      const auto over = [](const Record& record) {
        return record.state == JobState::kCompleted || record.state == JobState::kKilled ||
               record.state == JobState::kRefused;
      };
      EXPECT_TRUE(std::all_of(replayed->records.begin(), replayed->records.end(), over));
    }
  }
}

std::string stem(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Scenarios, Library, ::testing::ValuesIn(library()), stem);

}  // namespace
}  // namespace berth
