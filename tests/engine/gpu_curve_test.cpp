#include "engine/metrics/gpu_curve.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/metrics/metrics.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

//  Two nodes of one GPU. A takes 600 of one from 0 to 10; B, which wants a whole one, the other from 5 to 8; C wants
//  a whole one, too, and waits for it. Typical requests are 600 and 1000: of the 400 left beside A nobody can use any.
TEST(GpuCurve, TellsWhatIsAskedAllocatedAndFragmentedAtEveryChange) {
  const Workload work = workload({{.submit = 0, .run = 10, .per_replica = {0, 0, 600}},
                                  {.submit = 5, .run = 3, .per_replica = {0, 0, 1000}},
                                  {.submit = 6, .run = 1, .per_replica = {0, 0, 1000}}});
  const std::vector<ClusterSpec> clusters = {{"gpus", {{"node", 2, {1000, 0, 1000}}}}};
  const Replay replay = replayed(work, clusters, "fcfs,greedy");
  const auto curve = gpu_curve(work, clusters, replay);
  ASSERT_EQ(curve.size(), 6U);
  EXPECT_EQ(curve[0].allocated, 600);
  EXPECT_DOUBLE_EQ(curve[0].fragmented, 400);
  EXPECT_EQ(curve[1].allocated, 1600);
  EXPECT_EQ(curve[2].asked, 2600);
  EXPECT_EQ(curve.back().allocated, 0);
  EXPECT_DOUBLE_EQ(curve.back().fragmented, 0);

  const Metrics metrics = measure(work, clusters, replay);
  EXPECT_DOUBLE_EQ(metrics.gpu_allocated, 0.8) << "when C came";
  EXPECT_DOUBLE_EQ(metrics.gpu_fragmented, 0.2);
}

TEST(GpuCurve, IsEmptyWhereThereAreNoGpus) {
  const Workload work = workload({{.run = 1}});
  EXPECT_TRUE(gpu_curve(work, std::vector{processors(2)}, replayed(work, {processors(2)}, "fcfs")).empty());
}

}  // namespace
}  // namespace berth::test
