#include <gtest/gtest.h>

#include "scenarios/scenario.hpp"
#include "tests/scenarios/workload_fingerprint.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

constexpr const char* kSwf =
    "; MaxProcs: 8\n"
    "1 0 -1 10 2 -1 -1 2 20 -1 1 1 1 -1 1 -1 -1 -1\n"
    "2 5 -1 10 4 -1 -1 4 20 -1 1 1 1 -1 1 -1 -1 -1\n";

class OpenScenario : public ::testing::Test {
 protected:
  Result<Scenario> open(std::string_view name, std::string_view text, std::int64_t nodes = 0) {
    return open_scenario(folder_.write(name, text), nodes);
  }
  Result<Workload> load(const Scenario& scenario, std::uint64_t seed = 1) {
    report_ = {};
    return load_workload(scenario, seed, report_);
  }

  test::TemporaryFolder folder_;
  ReadReport report_;
};

TEST_F(OpenScenario, TakesABareLogByItsContent) {
  const Result<Scenario> scenario = open("log.txt", kSwf);
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  EXPECT_EQ(scenario->name, "log");
  EXPECT_TRUE(scenario->policies.empty());
  EXPECT_TRUE(scenario->clusters.empty());
  const Result<Workload> workload = load(*scenario);
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->jobs.size(), 2u);
  EXPECT_EQ(workload->machine_units, 8);
  EXPECT_EQ(report_.format, "SWF");
}

TEST_F(OpenScenario, TakesABatsimWorkloadByItsKeys) {
  const Result<Scenario> scenario = open("w.json", R"({"description": {"berth": 1}, "nb_res": 4,
      "jobs": [{"id": "a", "subtime": 0, "res": 2, "walltime": 100, "profile": "ten"}],
      "profiles": {"ten": {"type": "delay", "delay": 10}}})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const Result<Workload> workload = load(*scenario);
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  EXPECT_EQ(workload->machine_units, 4);
  EXPECT_EQ(report_.format, "Batsim");
}

TEST_F(OpenScenario, GivesABareLogTheNodesAskedFor) {
  const Result<Scenario> scenario = open("log.swf", kSwf, 16);
  ASSERT_TRUE(scenario.ok());
  ASSERT_EQ(scenario->clusters.size(), 1u);
  EXPECT_EQ(scenario->clusters[0].node_count(), 16);
}

TEST_F(OpenScenario, SaysWhatToDoWhenNobodyNamesTheMachine) {
  const Result<Scenario> scenario = open("log.swf", "1 0 -1 10 2 -1 -1 2 20 -1 1 1 1 -1 1 -1 -1 -1\n");
  ASSERT_TRUE(scenario.ok());
  const Result<Workload> workload = load(*scenario);
  ASSERT_FALSE(workload.ok());
  EXPECT_NE(workload.error().message.find("--nodes"), std::string::npos);
}

TEST_F(OpenScenario, StartsRelativePathsAtTheScenariosFolder) {
  folder_.write("log.swf", kSwf);
  const Result<Scenario> scenario = open("s.json", R"({"berth": 1, "workload": {"file": "log.swf"}})");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  EXPECT_TRUE(load(*scenario).ok());
}

TEST_F(OpenScenario, NamesTheFileThatIsNotThere) {
  const Result<Scenario> scenario = open("s.json", R"({"berth": 1, "workload": {"file": "nowhere.swf"}})");
  ASSERT_TRUE(scenario.ok());
  const Result<Workload> workload = load(*scenario);
  ASSERT_FALSE(workload.ok());
  EXPECT_EQ(workload.error().place, folder_ / "nowhere.swf");
  EXPECT_FALSE(open_scenario(folder_ / "nowhere.json", 0).ok());
  EXPECT_FALSE(open_scenario(folder_.path(), 0).ok());
}

TEST_F(OpenScenario, RefusesAScenarioAsAnotherScenariosWorkload) {
  const Result<Scenario> scenario = open("s.json", R"({"berth": 1, "workload": {"file": "s.json"}})");
  ASSERT_TRUE(scenario.ok());
  EXPECT_FALSE(load(*scenario).ok());
}

TEST_F(OpenScenario, RefusesNodesBesideAScenariosClusters) {
  const Result<Scenario> scenario =
      open("s.json", R"({"berth": 1, "clusters": [{"nodes": 2}], "workload": {"jobs": [{"run": 1}]}})", 4);
  ASSERT_FALSE(scenario.ok());
  EXPECT_EQ(scenario.error().place, "--nodes");
  EXPECT_EQ(open("log.swf", kSwf, kCountLimit + 1).error().place, "--nodes");
  EXPECT_EQ(open("log.swf", kSwf, -1).error().place, "--nodes");
}

TEST_F(OpenScenario, GeneratesOtherJobsForOtherSeedsAndSaysWhichRecipe) {
  const Result<Scenario> scenario = open("s.json", R"({"berth": 1, "workload": {"lublin": {"jobs": 50}}})");
  ASSERT_TRUE(scenario.ok());
  const Workload first = *load(*scenario, 1);
  EXPECT_EQ(report_.format, "generated");
  EXPECT_EQ(report_.jobs, 50u);
  const std::string recipe = report_.input_hash;
  const Workload second = *load(*scenario, 2);
  EXPECT_NE(test::fingerprint(first), test::fingerprint(second));
  EXPECT_NE(report_.input_hash, recipe);
  EXPECT_EQ(test::fingerprint(*load(*scenario, 1)), test::fingerprint(first));
  EXPECT_EQ(report_.input_hash, recipe);
  EXPECT_EQ(first.machine_units, 256);
}

TEST_F(OpenScenario, NamesTheGeneratorsPlaceInTheScenario) {
  const Result<Scenario> scenario =
      open("s.json", R"({"berth": 1, "workload": {"lublin": {"jobs": 100000, "processors": 1, "load": 0.001}}})");
  ASSERT_TRUE(scenario.ok());
  const Result<Workload> workload = load(*scenario);
  ASSERT_FALSE(workload.ok());
  EXPECT_EQ(workload.error().place, folder_ / "s.json" + ":/workload/lublin/jobs");
}

TEST_F(OpenScenario, ReportsListedJobsWithTheHashOfTheScenario) {
  const char* text = R"({"berth": 1, "clusters": [{"nodes": 2}], "workload": {"jobs": [{"run": 1}]}})";
  const Result<Scenario> scenario = open("s.json", text);
  ASSERT_TRUE(scenario.ok());
  EXPECT_EQ(load(*scenario)->jobs.size(), 1u);
  EXPECT_EQ(report_.format, "scenario");
  EXPECT_EQ(report_.input_hash.size(), 32u);
}

TEST_F(OpenScenario, TakesAnyOtherJsonObjectForAScenarioAndSaysWhatItLacks) {
  const Result<Scenario> scenario = open("s.json", R"({"description": "jobs"})");
  ASSERT_FALSE(scenario.ok());
  EXPECT_NE(scenario.error().message.find("\"berth\""), std::string::npos);
}

}  // namespace
}  // namespace berth
