// The placements that the authors of FGD compare, on their trace: curves of allocation and fragmentation within a
// percentage point of what their tool reports, and the same order of placements (Weng et al., USENIX ATC 2023).
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <iostream>
#include <map>

#include <boost/json.hpp>

#include "engine/metrics/gpu_curve.hpp"
#include "engine/simulation/replay.hpp"
#include "scenarios/scenario.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth {
namespace {

constexpr int kSeeds = 10;  // as theirs
constexpr double kTolerance = 1.0;
// Two of theirs differ by 0.13 points, which ten draws do not tell apart: over sixty, ours differ by 0.06 the same way.
constexpr double kNoise = 0.2;

// In percent of all GPUs, at each percentage of them that has been asked for.
struct Curves {
  std::map<int, double> allocated, fragmented;
};

// As the run's seed draws the pods, and the same seed shuffles the nodes.
void add(Curves& mean, const std::string& file, const std::string& placement, int seed,
         const boost::json::object& keys) {
  const Result<Scenario> scenario = open_scenario(file, 0);
  ASSERT_TRUE(scenario.ok()) << scenario.error().text();
  ReadReport report;
  const Result<Workload> workload = load_workload(*scenario, static_cast<std::uint64_t>(seed), report);
  ASSERT_TRUE(workload.ok()) << workload.error().text();
  const auto policy = parse_policy("fcfs,greedy,placement=" + placement + "(seed=" + std::to_string(seed) + ")");
  const auto done = replay(*workload, scenario->clusters, *policy, {});
  ASSERT_TRUE(done.ok()) << done.error().text();
  const auto curve = gpu_curve(*workload, scenario->clusters, *done);
  const auto total = static_cast<double>(scenario->clusters.front().capacity().gpu_milli);
  for (const auto& [key, value] : keys) {
    const int percent = std::stoi(std::string(key));
    const GpuStep* at = &curve.front();
    for (const GpuStep& step : curve) {
      if (step.at_us > workload->jobs.back().submit_us) break;
      at = &step;
      if (static_cast<double>(step.asked) >= percent / 100.0 * total) break;
    }
    mean.allocated[percent] += static_cast<double>(at->allocated) / total * 100 / kSeeds;
    mean.fragmented[percent] += at->fragmented / total * 100 / kSeeds;
  }
}

Curves played(const std::string& pods, const std::string& placement, const boost::json::object& keys) {
  test::TemporaryFolder folder;
  const std::string file = folder.write("fgd.json", R"({"berth": 1, "name": "fgd",
    "clusters": [{"name": "openb", "node_list": "openb_node_list_gpu_node.csv.gz"}],
    "workload": {"trace": {"file": "openb_pod_list_)" + pods +
                                                        R"(.csv.gz", "format": "openb"},
                 "draw": {"until_gpu": 1.3, "gap": 1, "stay": true}},
    "policies": ["fcfs,greedy"]})");
  Curves mean;
  for (int seed = 1; seed <= kSeeds; ++seed) add(mean, file, placement, seed, keys);
  return mean;
}

const std::map<std::string, std::string> kTheirNames = {
    {"random", "01-Random"},          {"dot-product", "02-DotProd"}, {"gpu-clustering", "03-GpuClustering"},
    {"gpu-packing", "04-GpuPacking"}, {"best-fit", "05-BestFit"},    {"fgd", "06-FGD"}};

class FgdPublishedSlow : public testing::TestWithParam<std::string> {};

TEST_P(FgdPublishedSlow, CurvesAndOrderOfPlacementsAreTheAuthors) {
  const std::string answers = test::golden_folder() + "/fgd_expected_part.json";
  const char* data = std::getenv("BERTH_DATA");
  if (!std::filesystem::exists(answers) || data == nullptr)
    GTEST_SKIP() << "needs BERTH_DATA and the answers beside it";
  const auto all = boost::json::parse(test::read_text(answers)).at("results").as_object();
  const auto& theirs = all.at(GetParam()).as_object();
  std::map<double, double> at_100, at_130;  // ours by theirs
  for (const auto& [placement, name] : kTheirNames) {
    const auto& allocated = theirs.at(name).at("gpu_alloc_pct").as_object();
    const auto& fragmented = theirs.at(name).at("frag_gpu_pct_of_total").as_object();
    const Curves ours = played(GetParam(), placement, allocated);
    for (const auto& [key, value] : allocated) {
      const int percent = std::stoi(std::string(key));
      EXPECT_NEAR(ours.allocated.at(percent), value.to_number<double>(), kTolerance) << placement << " at " << percent;
      EXPECT_NEAR(ours.fragmented.at(percent), fragmented.at(key).to_number<double>(), kTolerance)
          << placement << " at " << percent;
    }
    std::cout << GetParam() << ", " << placement << ": " << ours.allocated.at(100) << " % allocated at 100 %, theirs "
              << allocated.at("100").to_number<double>() << " %\n";
    at_100[allocated.at("100").to_number<double>()] = ours.allocated.at(100);
    at_130[allocated.at("130").to_number<double>()] = ours.allocated.at(130);
  }
  for (const auto& order : {at_100, at_130}) {
    for (auto better = std::next(order.begin()); better != order.end(); ++better) {
      const auto worse = std::prev(better);
      const double allowed = better->first - worse->first < kNoise ? -kNoise : 0;
      EXPECT_GT(better->second - worse->second, allowed)
          << "of those that reach " << worse->first << " and " << better->first << " % with them";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Openb, FgdPublishedSlow, testing::Values("default", "gpushare40"),
                         [](const auto& pods) { return pods.param; });

// Of the trace's other parts nothing but this is at hand: the paper's figures show FGD first and random last on all.
class FgdOnOtherPartsSlow : public testing::TestWithParam<std::string> {};

TEST_P(FgdOnOtherPartsSlow, AllocatesMostAndRandomLeast) {
  if (std::getenv("BERTH_DATA") == nullptr) GTEST_SKIP() << "needs BERTH_DATA";
  const boost::json::object percents = {{"100", 0}, {"130", 0}};
  const Curves fgd = played(GetParam(), "fgd", percents), random = played(GetParam(), "random", percents);
  for (const auto& [placement, name] : kTheirNames) {
    if (placement == "fgd" || placement == "random") continue;
    const Curves ours = played(GetParam(), placement, percents);
    for (const int percent : {100, 130}) {
      EXPECT_LT(ours.allocated.at(percent), fgd.allocated.at(percent)) << placement << " at " << percent;
      EXPECT_GT(ours.allocated.at(percent), random.allocated.at(percent)) << placement << " at " << percent;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Openb, FgdOnOtherPartsSlow, testing::Values("gpuspec10", "multigpu20"),
                         [](const auto& pods) { return pods.param; });

}  // namespace
}  // namespace berth
