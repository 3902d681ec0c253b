// How the GPUs of a live cluster are used, and how fragmented the idle ones are.
#include <gtest/gtest.h>

#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

struct Setting {
  Harness h;
  Caller ann = h.founder("ann");
  std::int64_t cluster = [this] {
    NodeGroupView nodes;
    nodes.name = "nodes";
    nodes.count = 1;
    nodes.per_node = {8, 64, 2};
    CreateCluster wish;
    wish.name = "c";
    wish.groups = {nodes};
    return h.ask<ClusterShown>(ann, std::move(wish)).cluster.id;
  }();

  void deploy(double gpu) {
    CreateDeployment wish;
    wish.name = "d";
    wish.docker_image = "i";
    wish.required = {1, 1, gpu};
    h.ask<Deployment>(ann, std::move(wish));
  }
  ClusterGpus gpus() { return h.ask<ClusterGpus>(ann, MeasureGpus{cluster}); }
};

TEST(ClusterGpus, AreIdleAndWholeWhereNothingRuns) {
  Setting s;
  const ClusterGpus gpus = s.gpus();
  EXPECT_EQ(gpus.all, 2);
  EXPECT_EQ(gpus.allocated, 0);
  EXPECT_EQ(gpus.fragmented, 0);
}

// 0.6 of each of two GPUs are taken, and nobody who asks for 0.6 can use the 0.4 that are left of each.
TEST(ClusterGpus, AreFragmentedWhereTheRestIsTooSmallForThoseWhoAsk) {
  Setting s;
  for (int i = 0; i < 3; ++i) s.deploy(0.6);
  const ClusterGpus gpus = s.gpus();
  EXPECT_DOUBLE_EQ(gpus.allocated, 1.2);
  EXPECT_DOUBLE_EQ(gpus.fragmented, 0.8);
}

// Who asks for 0.6 finds 0.4 of the idle 1.4 useless, who asks for 0.3 none of it; one of two asks for each.
TEST(ClusterGpus, AreFragmentedByTheMeanOverThoseWhoRun) {
  Setting s;
  s.deploy(0.6);
  ASSERT_DOUBLE_EQ(s.gpus().fragmented, 0.4);
  s.deploy(0.3);
  EXPECT_DOUBLE_EQ(s.gpus().allocated, 0.9);
  const double on_one = 0.5 * 0.1;  // 0.6 + 0.3 on one GPU: 0.1 is too little for both
  EXPECT_DOUBLE_EQ(s.gpus().fragmented, on_one + 0.5 * 0.1);
}

}  // namespace
}  // namespace berth::live
