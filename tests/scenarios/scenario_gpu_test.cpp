// What a scenario says of GPUs, labels, taints and racks, and the errors where it says it wrongly.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/read/scenario_json.hpp"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string with(const std::string& group, const std::string& job) {
  return R"({"berth": 1, "clusters": [{"groups": [{"count": 2, "cpu": 8)" + group +
         R"(}]}], "workload": {"jobs": [{"run": 1)" + job + "}]}}";
}

Scenario parse(const std::string& group, const std::string& job) {
  Result<Scenario> scenario = parse_scenario(with(group, job), "s.json");
  EXPECT_TRUE(scenario.ok()) << scenario.error().text();
  return scenario ? std::move(*scenario) : Scenario{};
}
NodeGroup group_of(const std::string& keys) { return parse(keys, "").clusters.at(0).groups.at(0); }
Traits traits_of(const std::string& keys) {
  const Scenario scenario = parse("", keys);
  const auto& workload = std::get<Workload>(scenario.source);
  return workload.traits_of(workload.jobs.at(0));
}
std::string error_of(const std::string& group, const std::string& job) {
  const Result<Scenario> scenario = parse_scenario(with(group, job), "s.json");
  return scenario ? "no error" : scenario.error().text();
}
std::string group_error(const std::string& keys) { return error_of(keys, ""); }
std::string job_error(const std::string& keys) { return error_of("", keys); }

TEST(ScenarioGpus, ReadsAllThatAGroupSaysOfItsNodes) {
  const NodeGroup group = group_of(R"(, "gpu": 4, "gpu_model": "T4", "gpu_memory_gib": 15.5,
    "labels": {"pool": "b", "disk": "ssd"}, "taints": ["y", "x"], "rack": "r", "zone": "z", "nodes_per_rack": 3)");
  EXPECT_EQ(group.gpus(), 4);
  EXPECT_EQ(group.gpu_model, "T4");
  EXPECT_EQ(group.gpu_memory_mib, 15'872);
  EXPECT_THAT(group.labels, ElementsAre(Label{"disk", "ssd"}, Label{"pool", "b"}));
  EXPECT_THAT(group.taints, ElementsAre("x", "y"));
  EXPECT_EQ(group.rack, "r");
  EXPECT_EQ(group.zone, "z");
  EXPECT_EQ(group.nodes_per_rack, 3);
}

TEST(ScenarioGpus, ReadsAllThatAJobWishes) {
  const Traits traits = traits_of(R"(, "gpu": 2, "gpu_models": ["V100", "T4"], "gpu_memory_gib_each": 16,
    "labels": {"pool": "b"}, "tolerates": ["y", "x"], "spread": "nodes", "pack": "zone", "apart_from": "db")");
  EXPECT_THAT(traits.gpu_models, ElementsAre("T4", "V100"));
  EXPECT_EQ(traits.gpu_memory_mib, 16'384);
  EXPECT_THAT(traits.labels, ElementsAre(Label{"pool", "b"}));
  EXPECT_THAT(traits.tolerates, ElementsAre("x", "y"));
  EXPECT_EQ(traits.spread, Spread::kNodes);
  EXPECT_EQ(traits.pack, Pack::kZone);
  EXPECT_EQ(traits.apart, "db");
}

TEST(ScenarioGpus, KnowsEveryWordForSpreadAndPack) {
  EXPECT_EQ(traits_of(R"(, "spread": "racks")").spread, Spread::kRacks);
  EXPECT_EQ(traits_of(R"(, "pack": "rack")").pack, Pack::kRack);
  EXPECT_EQ(traits_of(R"(, "pack": "prefer-rack")").pack, Pack::kPreferRack);
  EXPECT_EQ(traits_of(R"(, "pack": "prefer-zone")").pack, Pack::kPreferZone);
  EXPECT_EQ(job_error(R"(, "spread": "zones")"),
            R"(s.json:/workload/jobs/0/spread: is "zones", must be "nodes" or "racks")");
  EXPECT_THAT(job_error(R"(, "pack": "node")"), HasSubstr("/workload/jobs/0/pack: is \"node\", must be \"rack\""));
}

TEST(ScenarioGpus, ReadsHowFastAJobIsOnEachModel) {
  EXPECT_THAT(traits_of(R"(, "gpu": 1, "speeds": {"V100": 4, "K80": 0.25})").speeds,
              ElementsAre(Speed{"K80", 250}, Speed{"V100", 4000}));
  EXPECT_THAT(job_error(R"(, "gpu": 1, "speeds": {"K80": 0.001})"),
              HasSubstr("/workload/jobs/0/speeds/K80: is 0.001, must be from 0.01 to 1000 times as fast"));
  EXPECT_THAT(job_error(R"(, "gpu": 1, "speeds": {"K80": 1001})"), HasSubstr("/workload/jobs/0/speeds/K80: is 1001"));
  EXPECT_THAT(job_error(R"(, "gpu": 1, "speeds": {})"), HasSubstr("must be an object of 1 to 100 keys"));
  EXPECT_THAT(job_error(R"(, "speeds": {"K80": 2})"),
              HasSubstr("/workload/jobs/0/speeds: stands in a job that asks for no GPU; give it a gpu above 0"));
}

TEST(ScenarioGpus, KeepsWishesThatAreAlikeOnce) {
  const Result<Scenario> scenario = parse_scenario(
      R"({"berth": 1, "clusters": [{"nodes": 1}], "workload": {"jobs": [
        {"run": 1, "labels": {"a": "1"}}, {"run": 1}, {"run": 1, "labels": {"a": "1"}}, {"run": 1, "tolerates": ["a"]}]}})",
      "s.json");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  const auto& workload = std::get<Workload>(scenario->source);
  EXPECT_EQ(workload.traits.size(), 3u);
  EXPECT_THAT((std::vector<TraitsId>{workload.jobs[0].traits, workload.jobs[1].traits, workload.jobs[2].traits,
                                     workload.jobs[3].traits}),
              ElementsAre(1, 0, 1, 2));
}

TEST(ScenarioGpus, LetsAJobAskForAShareOfOneGpuOrForWholeOnes) {
  const auto gpu_of = [](const std::string& gpu) {
    const Scenario scenario = parse("", R"(, "gpu": )" + gpu);
    return std::get<Workload>(scenario.source).jobs.at(0).per_replica.gpu_milli;
  };
  EXPECT_EQ(gpu_of("0.001"), 1);
  EXPECT_EQ(gpu_of("0.999"), 999);
  EXPECT_EQ(gpu_of("1"), 1000);
  EXPECT_EQ(gpu_of("3.0"), 3000);
  EXPECT_EQ(job_error(R"(, "gpu": 1.5)"),
            "s.json:/workload/jobs/0/gpu: is 1.5, must be a whole number of GPUs, or a share of one below 1");
}

TEST(ScenarioGpus, RefusesPartsOfGpusInNodes) {
  EXPECT_THAT(group_error(R"(, "gpu": 0.5)"), HasSubstr("/clusters/0/groups/0/gpu: is 0.5, must be a whole number"));
}

TEST(ScenarioGpus, RefusesToSpeakOfGpusWhereThereAreNone) {
  EXPECT_THAT(group_error(R"(, "gpu_model": "T4")"), HasSubstr("/clusters/0/groups/0/gpu_model: stands in a group"));
  EXPECT_THAT(group_error(R"(, "gpu_memory_gib": 4)"), HasSubstr("/gpu_memory_gib: stands in a group without GPUs"));
  EXPECT_THAT(job_error(R"(, "gpu_models": ["T4"])"), HasSubstr("/workload/jobs/0/gpu_models: stands in a job"));
  EXPECT_THAT(job_error(R"(, "gpu_memory_gib_each": 4)"), HasSubstr("/gpu_memory_gib_each: stands in a job"));
}

TEST(ScenarioGpus, NamesThePathOfAWrongWish) {
  EXPECT_THAT(job_error(R"(, "labels": ["a"])"), HasSubstr("/workload/jobs/0/labels: is an array, must be an object"));
  EXPECT_THAT(job_error(R"(, "labels": {"a/b": 1})"),
              HasSubstr("/workload/jobs/0/labels/a~1b: is 1, must be a string"));
  EXPECT_THAT(job_error(R"(, "tolerates": "x")"), HasSubstr("/workload/jobs/0/tolerates: is \"x\", must be an array"));
  EXPECT_THAT(job_error(R"(, "tolerates": ["x", "x"])"), HasSubstr("/tolerates/1: says \"x\" a second time"));
  EXPECT_THAT(group_error(R"(, "taints": ["x", ""])"), HasSubstr("/clusters/0/groups/0/taints/1: is \"\""));
  EXPECT_THAT(group_error(R"(, "labels": {"": "x"})"), HasSubstr("/groups/0/labels/: has a key of 0 bytes"));
  EXPECT_THAT(group_error(R"(, "nodes_per_rack": 0)"), HasSubstr("/nodes_per_rack: is 0, must be a whole number"));
  EXPECT_THAT(group_error(R"(, "gpu": 1, "gpu_memory_gib": 0.1)"), HasSubstr("a whole number of MiB"));
}

TEST(ScenarioGpus, RefusesOneRackAndDifferentRacksAtOnce) {
  EXPECT_THAT(job_error(R"(, "replicas": 2, "spread": "racks", "pack": "rack")"),
              HasSubstr("/workload/jobs/0/pack: wants all replicas in one rack"));
  EXPECT_EQ(job_error(R"(, "replicas": 2, "spread": "racks", "pack": "zone")"), "no error");
}

TEST(ScenarioGpus, ReadsAHundredWishesAndRefusesMore) {
  const auto taints = [](std::size_t count) {
    std::string text = R"(, "tolerates": ["t0")";
    for (std::size_t i = 1; i < count; ++i) text += ", \"t" + std::to_string(i) + '"';
    return text + "]";
  };
  EXPECT_EQ(traits_of(taints(kScenarioWishesLimit)).tolerates.size(), kScenarioWishesLimit);
  EXPECT_THAT(job_error(taints(kScenarioWishesLimit + 1)), HasSubstr("must be an array of 1 to 100 elements"));
}

TEST(ScenarioGpus, AsksForNothingWhereNothingIsSaid) {
  EXPECT_EQ(traits_of(""), Traits{});
  EXPECT_THAT(group_of("").gpu_model, IsEmpty());
}

}  // namespace
}  // namespace berth
