// Nodes that come and go, and other clusters to try, as a scenario says it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/machine.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Four nodes in two racks, then two with GPUs.
Result<Scenario> scenario_of(const std::string& keys) {
  return parse_scenario(R"({"berth": 1, "clusters": [{"groups": [
      {"name": "cpu", "count": 4, "cpu": 8, "rack": "r", "nodes_per_rack": 2},
      {"name": "gpu", "count": 2, "cpu": 8, "gpu": 4, "rack": "g"}]}],
    "workload": {"jobs": [{"id": "a", "submit": 100, "run": 50, "cpu": 8, "copies": 6}]}, )" +
                            keys + "}",
                        "s.json");
}

std::string error_of(const std::string& keys) {
  const Result<Scenario> scenario = scenario_of(keys);
  if (!scenario) return scenario.error().text();
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, 1, report);
  for (const Variant& variant : scenario->variants) {
    const auto clusters = machine_of(*scenario, *workload, 1, variant);
    if (!clusters) return clusters.error().text();
  }
  const auto clusters = machine_of(*scenario, *workload, 1);
  return clusters ? "" : clusters.error().text();
}

ClusterSpec cluster_of(const std::string& keys, std::uint64_t seed = 1, bool varied = false) {
  const Result<Scenario> scenario = scenario_of(keys);
  if (!scenario) {
    ADD_FAILURE() << scenario.error().text();
    return {};
  }
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, seed, report);
  const auto clusters = machine_of(*scenario, *workload, seed, varied ? scenario->variants.front() : Variant{});
  if (clusters) return clusters->front();
  ADD_FAILURE() << clusters.error().text();
  return {};
}

ClusterSpec variant_of(const std::string& variant, const std::string& more = "") {
  return cluster_of(R"("variants": [{"name": "other", )" + variant + "}]" + more, 1, true);
}

std::vector<std::int64_t> counts(const ClusterSpec& cluster) {
  std::vector<std::int64_t> counts;
  for (const NodeGroup& group : cluster.groups) counts.push_back(group.count);
  return counts;
}

Outage outage(std::uint32_t node, std::int64_t down, std::int64_t up) { return {node, down * kSecond, up * kSecond}; }

TEST(ScenarioNodes, GoDownOneByOneByGroupAndByRack) {
  EXPECT_THAT(cluster_of(R"("outages": [{"node": 5, "down": 1.5, "up": 3}])").outages,
              ElementsAre(Outage{5, 1'500'000, 3'000'000}));
  EXPECT_THAT(cluster_of(R"("outages": [{"group": "gpu", "down": 1, "up": 3}])").outages,
              ElementsAre(outage(4, 1, 3), outage(5, 1, 3)));
  const auto second_rack = ElementsAre(outage(2, 1, 3), outage(3, 1, 3));
  EXPECT_THAT(cluster_of(R"("outages": [{"rack": "r-2", "down": 1, "up": 3}])").outages, second_rack);
  EXPECT_THAT(cluster_of(R"("outages": [{"rack": 2, "down": 1, "up": 3}])").outages, second_rack);
}

TEST(ScenarioNodes, AreDownOnceWhereOutagesOverlapOrTouch) {
  EXPECT_THAT(cluster_of(R"("outages": [{"node": 1, "down": 5, "up": 9}, {"node": 1, "down": 1, "up": 5}])").outages,
              ElementsAre(outage(1, 1, 9)));
}

TEST(ScenarioNodes, SayWhatIsWrongWithAnOutage) {
  EXPECT_THAT(error_of(R"("outages": [{"node": 6, "down": 1, "up": 2}])"),
              HasSubstr("s.json:/outages/0: names node 6, must be from 0 to 5"));
  EXPECT_THAT(error_of(R"("outages": [{"group": "tpu", "down": 1, "up": 2}])"), HasSubstr("names the group \"tpu\""));
  EXPECT_THAT(error_of(R"("outages": [{"rack": 4, "down": 1, "up": 2}])"), HasSubstr("must be from 1 to 3"));
  EXPECT_THAT(error_of(R"("outages": [{"node": 1, "down": 2, "up": 2}])"), HasSubstr("must be later than down"));
  EXPECT_THAT(error_of(R"("outages": [{"node": 1, "rack": 2, "down": 2, "up": 3}])"), HasSubstr("/outages/0"));
  EXPECT_THAT(error_of(R"("outages": [{"cluster": "x", "node": 1, "down": 2, "up": 3}])"),
              HasSubstr("names the cluster \"x\""));
  EXPECT_THAT(error_of(R"("failures": {"mtbf": 0, "mttr": 3})"), HasSubstr("/failures/mtbf"));
  EXPECT_THAT(error_of(R"("failures": {"mtbf": 5, "mttr": 3, "group": "x"})"), HasSubstr("not there"));
}

TEST(ScenarioNodes, FailAtTheSameInstantsWhereTheSeedIsTheSame) {
  const std::string model = R"("failures": {"mtbf": 100, "mttr": 10, "until": 5000)";
  const auto once = cluster_of(model + "}").outages;
  EXPECT_EQ(once, cluster_of(model + "}").outages);
  EXPECT_NE(once, cluster_of(model + "}", 2).outages);
  EXPECT_EQ(cluster_of(model + R"(, "seed": 7})").outages, cluster_of(model + R"(, "seed": 7})", 2).outages);
  EXPECT_TRUE(are_joined(once));
}

TEST(ScenarioNodes, FailAsOftenAsTheirMeansSay) {
  const auto outages = cluster_of(R"("failures": {"mtbf": 900, "mttr": 100, "until": 1000000})").outages;
  double down_s = 0;
  for (const Outage& one : outages) down_s += seconds(one.up_us - one.down_us);
  EXPECT_NEAR(static_cast<double>(outages.size()), 6000, 250);
  EXPECT_NEAR(down_s / static_cast<double>(outages.size()), 100, 4);
}

TEST(ScenarioNodes, KeepTheirFailuresWhateverOthersThereAre) {
  const std::string model = R"(, "failures": {"mtbf": 100, "mttr": 10, "until": 5000})";
  auto more = variant_of(R"("add": {"group": "gpu", "count": 3})", model).outages;
  std::erase_if(more, [](const Outage& one) { return one.node >= 6; });
  EXPECT_EQ(more, cluster_of(R"("failures": {"mtbf": 100, "mttr": 10, "until": 5000})").outages);
}

TEST(ScenarioNodes, FailNoMoreOnceTheWorkCouldLongBeDone) {
  for (const Outage& one : cluster_of(R"("failures": {"mtbf": 10, "mttr": 10})").outages) {
    EXPECT_LE(one.down_us, (100 + 50 + 2 * 50) * kSecond) << "submitted, run, and twice all work on all nodes";
  }
}

TEST(ScenarioNodes, MayBeListedInAFile) {
  const test::TemporaryFolder folder;
  folder.write("down.csv", "node,down,up,rack\n3,10,20,\n,15,25,g\n");
  folder.write("s.json", R"({"berth": 1, "clusters": [{"groups": [{"name": "c", "count": 4, "cpu": 1},
      {"name": "g", "count": 1, "cpu": 1, "rack": "g"}]}], "workload": {"jobs": [{"run": 1}]}, "outages": "down.csv"})");
  const Result<Scenario> scenario = read_scenario(folder / "s.json");
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, 1, report);
  const auto clusters = machine_of(*scenario, *workload, 1);
  ASSERT_TRUE(clusters.ok()) << clusters.error().text();
  EXPECT_THAT(clusters->front().outages, ElementsAre(outage(3, 10, 20), outage(4, 15, 25)));

  folder.write("down.csv", "node,down,up\n3,10,20\n4,20,10\n");
  const auto wrong = machine_of(*scenario, *workload, 1);
  ASSERT_FALSE(wrong.ok());
  EXPECT_THAT(wrong.error().text(), HasSubstr("down.csv:3"));
}

TEST(ScenarioNodes, AreClosedForMaintenanceOrForSomebody) {
  const auto closures = cluster_of(R"("maintenance": {"rack": 2, "from": 10, "until": 20.5, "running": "finish"},
      "reservations": [{"name": "demo", "group": "cpu", "count": 1, "from": 5, "until": 9, "users": [7], "jobs": ["a"]},
                       {"count": 2, "from": 6, "until": 9, "users": [1, 2]}])")
                            .closures;
  ASSERT_EQ(closures.size(), 3U);
  EXPECT_EQ(closures[0].name, "demo");
  EXPECT_THAT(closures[0].nodes, ElementsAre(3));
  EXPECT_THAT(closures[0].users, ElementsAre(7));
  EXPECT_EQ(closures[0].job_numbers.size(), 1U);
  EXPECT_THAT(closures[1].nodes, ElementsAre(4, 5)) << "the last of the cluster";
  EXPECT_THAT(closures[2].nodes, ElementsAre(2, 3));
  EXPECT_EQ(closures[2].until_us, 20'500'000);
  EXPECT_TRUE(closures[2].lets_finish);
  EXPECT_TRUE(closures[2].is_maintenance());
}

TEST(ScenarioNodes, SayWhatIsWrongWithAClosure) {
  EXPECT_THAT(error_of(R"("maintenance": [{"node": 1, "from": 5, "until": 5}])"), HasSubstr("later than from"));
  EXPECT_THAT(error_of(R"("maintenance": [{"node": 1, "from": 5, "until": 6, "users": [1]}])"), HasSubstr("users"));
  EXPECT_THAT(error_of(R"("maintenance": [{"node": 9, "from": 5, "until": 6}])"), HasSubstr("s.json:/maintenance/0"));
  EXPECT_THAT(error_of(R"("reservations": [{"node": 1, "from": 5, "until": 6}])"), HasSubstr("is for nobody"));
  EXPECT_THAT(error_of(R"("reservations": [{"node": 1, "from": 5, "until": 6, "jobs": ["zz"]}])"),
              HasSubstr("\"zz\", which is not there"));
}

TEST(ScenarioVariant, TakesClosuresAlong) {
  const ClusterSpec other =
      variant_of(R"("remove": {"rack": 1})",
                 R"(, "maintenance": [{"group": "cpu", "from": 1, "until": 2}, {"rack": 1, "from": 3, "until": 4}])");
  ASSERT_EQ(other.closures.size(), 1U);
  EXPECT_THAT(other.closures[0].nodes, ElementsAre(0, 1));
}

TEST(ScenarioVariant, AddsNodesToAGroupAndNumbersThoseBehindAnew) {
  const ClusterSpec other =
      variant_of(R"("add": {"group": "cpu", "count": 2})", R"(, "outages": [{"node": 4, "down": 1, "up": 2}])");
  EXPECT_THAT(counts(other), ElementsAre(6, 2));
  EXPECT_THAT(other.outages, ElementsAre(outage(6, 1, 2)));
}

TEST(ScenarioVariant, AddsAGroupOfItsOwn) {
  const ClusterSpec other = variant_of(R"("add": [{"name": "l40s", "count": 3, "cpu": 4, "gpu": 2}])");
  EXPECT_THAT(counts(other), ElementsAre(4, 2, 3));
  EXPECT_EQ(other.groups.back().gpus(), 2);
}

TEST(ScenarioVariant, TakesAwayARackWithItsOutages) {
  const ClusterSpec other = variant_of(
      R"("remove": {"rack": 1})", R"(, "outages": [{"node": 0, "down": 1, "up": 2}, {"node": 2, "down": 1, "up": 2}])");
  EXPECT_THAT(counts(other), ElementsAre(2, 2));
  EXPECT_THAT(other.outages, ElementsAre(outage(0, 1, 2)));
}

TEST(ScenarioVariant, TakesAwayTheLastNodesOfAGroupOrOfAll) {
  EXPECT_THAT(counts(variant_of(R"("remove": {"group": "cpu", "count": 3})")), ElementsAre(1, 2));
  EXPECT_THAT(counts(variant_of(R"("remove": {"count": 3})")), ElementsAre(3, 0));
}

TEST(ScenarioVariant, ScalesEveryGroup) {
  EXPECT_THAT(counts(variant_of(R"("scale": 1.5)")), ElementsAre(6, 3));
  EXPECT_THAT(counts(variant_of(R"("scale": 0.25)")), ElementsAre(1, 1)) << "half a node up";
}

TEST(ScenarioVariant, SaysWhatIsWrong) {
  EXPECT_THAT(error_of(R"("variants": [{"name": "x"}])"), HasSubstr("changes nothing"));
  EXPECT_THAT(error_of(R"("variants": [{"name": "x", "scale": 0.01}])"), HasSubstr("without nodes"));
  EXPECT_THAT(error_of(R"("variants": [{"name": "x", "remove": {"rack": 9}}])"),
              HasSubstr("s.json:/variants/0/remove"));
  EXPECT_THAT(error_of(R"("variants": [{"name": "x", "add": {"group": "y", "count": 1}}])"), HasSubstr("group \"y\""));
  EXPECT_THAT(error_of(R"("variants": [{"name": "x", "add": {"group": "cpu", "count": 100000000}}])"),
              HasSubstr("more than 100000000 nodes"));
  EXPECT_THAT(error_of(R"("variants": [{"name": "x", "scale": 2}, {"name": "x", "scale": 3}])"),
              HasSubstr("second variant"));
}

TEST(VariantText, SaysWhatTheCommandLineMeans) {
  EXPECT_EQ(parse_variant("+20")->add.front().count, 20);
  EXPECT_EQ(parse_variant("+20:gpu")->add.front().group, "gpu");
  EXPECT_EQ(parse_variant("-3:gpu")->remove.front().last, 3);
  EXPECT_EQ(parse_variant("-rack:3")->remove.front().rack_number, 3);
  EXPECT_EQ(parse_variant("-rack:r-2")->remove.front().rack, "r-2");
  EXPECT_EQ(parse_variant("x1.5")->scale_milli, 1500);
  for (const char* wrong : {"", "+", "20", "x", "x0", "x1.", "x1.2345", "+2:", "-0", "*2", "+9999999999"}) {
    EXPECT_FALSE(parse_variant(wrong).ok()) << wrong;
  }
}

}  // namespace
}  // namespace berth
