#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

TEST(LiveDeployments, RunAtOnceWhereThereIsRoom) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {16, 64, 4});
  const Deployment deployment = h.deploy(ann, cluster, {4, 16, 0.5});
  EXPECT_EQ(deployment.status, Status::kRunning);
  const ClusterShown shown = h.cluster_shown(ann, cluster);
  EXPECT_DOUBLE_EQ(shown.available.cpu, 12);
  EXPECT_DOUBLE_EQ(shown.available.ram, 48);
  EXPECT_DOUBLE_EQ(shown.available.gpu, 3.5);
}

TEST(LiveDeployments, WaitWhereThereIsNone) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  h.deploy(ann, cluster, {8, 1, 0});
  const Deployment second = h.deploy(ann, cluster, {1, 1, 0});
  EXPECT_EQ(second.status, Status::kPending);
  EXPECT_EQ(second.reason, "queued");
}

TEST(LiveDeployments, StartWhenSomethingEnds) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  const Deployment first = h.deploy(ann, cluster, {8, 1, 0});
  const Deployment second = h.deploy(ann, cluster, {4, 1, 0});
  h.set_status(ann, first.id, Status::kCompleted);
  EXPECT_EQ(h.shown(ann, second.id).status, Status::kRunning);
  EXPECT_EQ(h.shown(ann, first.id).status, Status::kCompleted);
}

TEST(LiveDeployments, PassAHeadThatDoesNotFit) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  const Deployment small = h.deploy(ann, cluster, {2, 1, 0});
  h.deploy(ann, cluster, {6, 1, 0});
  const Deployment large = h.deploy(ann, cluster, {8, 1, 0});
  const Deployment little = h.deploy(ann, cluster, {2, 1, 0});
  h.set_status(ann, small.id, Status::kFailed);
  EXPECT_EQ(h.shown(ann, large.id).status, Status::kPending);
  EXPECT_EQ(h.shown(ann, little.id).status, Status::kRunning);
}

TEST(LiveDeployments, PreemptTheSmallestSetOfLessImportantOnes) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  const Deployment a = h.deploy(ann, cluster, {2, 1, 0}, 0);
  const Deployment b = h.deploy(ann, cluster, {2, 1, 0}, 0);
  const Deployment c = h.deploy(ann, cluster, {4, 1, 0}, 1);
  const Deployment wanted = h.deploy(ann, cluster, {4, 1, 0}, 5);
  EXPECT_EQ(wanted.status, Status::kRunning);
  EXPECT_EQ(h.shown(ann, a.id).status, Status::kRunning);
  EXPECT_EQ(h.shown(ann, b.id).status, Status::kRunning);
  const Deployment victim = h.shown(ann, c.id);
  EXPECT_EQ(victim.status, Status::kPending);
  EXPECT_EQ(victim.reason, "preempted");
  EXPECT_EQ(victim.by, wanted.id);
}

TEST(LiveDeployments, NeverPreemptTheirEquals) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  h.deploy(ann, cluster, {8, 1, 0}, 3);
  EXPECT_EQ(h.deploy(ann, cluster, {8, 1, 0}, 3).status, Status::kPending);
}

TEST(LiveDeployments, KeepTheirPlaceWhenPreempted) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  const Deployment first = h.deploy(ann, cluster, {4, 1, 0}, 0);
  const Deployment second = h.deploy(ann, cluster, {4, 1, 0}, 0);
  const Deployment important = h.deploy(ann, cluster, {4, 1, 0}, 1);
  h.set_status(ann, important.id, Status::kCompleted);
  EXPECT_EQ(h.shown(ann, first.id).status, Status::kRunning);
  EXPECT_EQ(h.shown(ann, second.id).status, Status::kPending);
}

TEST(LiveDeployments, ThatNeverFitSaySo) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  const Deployment large = h.deploy(ann, cluster, {5, 1, 0});
  EXPECT_EQ(large.status, Status::kPending);
  EXPECT_EQ(large.reason, "never fits");
  EXPECT_EQ(h.ask<Explanation>(ann, ExplainDeployment{large.id}).reason_class, "never");
}

TEST(LiveDeployments, ThatNeverFitRunOnceTheClusterHasGrown) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  const Deployment large = h.deploy(ann, cluster, {5, 1, 0});
  h.ask<ClusterShown>(ann, ChangeCluster{.id = cluster, .cpu_limit = 8});
  EXPECT_EQ(h.shown(ann, large.id).status, Status::kRunning);
}

TEST(LiveDeployments, WaitForWhatTheyDependOn) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  const Deployment first = h.deploy(ann, cluster, {1, 1, 0});
  const auto second = h.ask<Deployment>(
      ann, CreateDeployment{.name = "b", .required = {1, 1, 0}, .cluster_id = cluster, .dependency_ids = {first.id}});
  EXPECT_EQ(second.reason, "held by dependency");
  h.set_status(ann, first.id, Status::kCompleted);
  EXPECT_EQ(h.shown(ann, second.id).status, Status::kRunning);
}

TEST(LiveDeployments, RefuseAWrongTransition) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  h.deploy(ann, cluster, {4, 1, 0});
  const Deployment waiting = h.deploy(ann, cluster, {4, 1, 0});
  EXPECT_EQ(h.refusal(ann, ChangeDeployment{.id = waiting.id, .status = Status::kCompleted}).message,
            "Invalid status transition from pending to completed");
}

std::int64_t cluster_of_nodes(Harness& h, const Caller& caller, std::int64_t count, double gpus) {
  CreateCluster wish;
  wish.name = "nodes";
  wish.groups = {{.name = "g", .count = count, .per_node = {4, 4, gpus}}};
  return h.ask<ClusterShown>(caller, std::move(wish)).cluster.id;
}

TEST(LiveDeployments, TakeAnyPartOfAClustersGpus) {
  Harness h;
  const Caller ann = h.founder("ann");
  const std::int64_t cluster = h.cluster(ann, {8, 8, 2});
  for (const double part : {1.0 / 3, 0.0001, 1.25}) {
    EXPECT_EQ(h.deploy(ann, cluster, {1, 1, part}).status, Status::kRunning) << part;
  }
}

TEST(LiveDeployments, ShareSingleGpusOfNodes) {
  Harness h;
  const Caller ann = h.founder("ann");
  const std::int64_t cluster = cluster_of_nodes(h, ann, 1, 2);
  for (int i = 0; i < 2; ++i) EXPECT_EQ(h.deploy(ann, cluster, {1, 1, 0.6}).status, Status::kRunning);
  EXPECT_EQ(h.deploy(ann, cluster, {1, 1, 0.6}).reason, "queued") << "0.8 are free, but 0.4 of each";
  EXPECT_EQ(h.deploy(ann, cluster, {1, 1, 0.4}).status, Status::kRunning);
}

TEST(LiveDeployments, TakeMoreThanOneGpuInWholeOnesOfNodes) {
  Harness h;
  const Caller ann = h.founder("ann");
  const std::int64_t cluster = cluster_of_nodes(h, ann, 1, 2);
  const Deployment uneven = h.deploy(ann, cluster, {1, 1, 1.25});
  EXPECT_EQ(uneven.reason, "never fits");
  const auto why = h.ask<Explanation>(ann, ExplainDeployment{uneven.id});
  ASSERT_EQ(why.constraints.size(), 1);
  EXPECT_EQ(why.constraints[0].kind, "whole_gpus");
}

TEST(LiveDeployments, TakeAnyPartOfNodesThatHaveAPartOfAGpu) {
  Harness h;
  const Caller ann = h.founder("ann");
  EXPECT_EQ(h.deploy(ann, cluster_of_nodes(h, ann, 1, 2.5), {1, 1, 1.25}).status, Status::kRunning);
}

// Two share each of two GPUs; one GPU is taken away. One of the pairs leaves, the less important one.
TEST(LiveDeployments, LeaveASharedGpuThatIsTakenAwayTogether) {
  Harness h;
  const Caller ann = h.founder("ann");
  const std::int64_t cluster = cluster_of_nodes(h, ann, 1, 2);
  std::vector<std::int64_t> ids;
  for (const auto& [gpu, priority] : {std::pair{0.6, 1}, {0.6, 9}, {0.4, 0}, {0.4, 0}}) {
    ids.push_back(h.deploy(ann, cluster, {1, 1, gpu}, priority).id);
  }
  const std::set<std::uint32_t> first{h.shown(ann, ids[0]).nodes[0].slot, h.shown(ann, ids[2]).nodes[0].slot};
  ASSERT_EQ(first.size(), 1) << "the third shares with the first";
  ChangeCluster change{.id = cluster};
  change.groups = {{{.name = "g", .count = 1, .per_node = {4, 4, 1}}}};
  h.ask<ClusterShown>(ann, change);
  std::vector<Status> statuses;
  for (const std::int64_t id : ids) statuses.push_back(h.shown(ann, id).status);
  EXPECT_THAT(statuses, testing::ElementsAre(Status::kPending, Status::kRunning, Status::kPending, Status::kRunning));
}

TEST(LiveDeployments, WithoutAClusterGoWhereThereIsRoom) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto full = h.cluster(ann, {4, 8, 0});
  const auto empty = h.cluster(ann, {4, 8, 0});
  h.deploy(ann, full, {4, 1, 0});
  const Deployment anywhere = h.deploy(ann, 0, {4, 1, 0});
  EXPECT_EQ(anywhere.status, Status::kRunning);
  EXPECT_EQ(anywhere.cluster_id, empty);
}

TEST(LiveDeployments, WithoutAClusterMoveToTheFirstThatHasRoom) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto one = h.cluster(ann, {4, 8, 0});
  const auto two = h.cluster(ann, {4, 8, 0});
  const Deployment a = h.deploy(ann, one, {4, 1, 0});
  const Deployment b = h.deploy(ann, two, {4, 1, 0});
  const Deployment anywhere = h.deploy(ann, 0, {4, 1, 0});
  EXPECT_EQ(anywhere.status, Status::kPending);
  h.set_status(ann, anywhere.cluster_id == one ? b.id : a.id, Status::kCompleted);
  EXPECT_EQ(h.shown(ann, anywhere.id).status, Status::kRunning);
}

TEST(LiveDeployments, ADryRunChangesNothing) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {4, 8, 0});
  const Deployment running = h.deploy(ann, cluster, {4, 1, 0});
  CreateDeployment wish{.name = "x", .required = {4, 1, 0}, .priority = 2, .cluster_id = cluster, .dry_run = true};
  const auto forecast = h.ask<Forecast>(ann, wish);
  EXPECT_EQ(forecast.deployment.status, Status::kRunning);
  EXPECT_EQ(forecast.victims, std::vector<std::int64_t>{running.id});
  EXPECT_EQ(h.shown(ann, running.id).status, Status::kRunning);
  EXPECT_EQ(h.service->board().deployments(h.organization_of(ann), {}).size(), 1U);
}

TEST(LiveClusters, ShrinkByPreemptingTheLeastImportant) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  const Deployment important = h.deploy(ann, cluster, {4, 1, 0}, 9);
  const Deployment other = h.deploy(ann, cluster, {4, 1, 0}, 1);
  h.ask<ClusterShown>(ann, ChangeCluster{.id = cluster, .cpu_limit = 4});
  EXPECT_EQ(h.shown(ann, important.id).status, Status::kRunning);
  EXPECT_EQ(h.shown(ann, other.id).status, Status::kPending);
  EXPECT_DOUBLE_EQ(h.cluster_shown(ann, cluster).available.cpu, 0);
}

TEST(LiveClusters, InUseAreDeletedOnlyByForce) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  const Deployment running = h.deploy(ann, cluster, {4, 1, 0});
  EXPECT_EQ(h.refusal(ann, DeleteCluster{.id = cluster}).fault, Fault::kConflict);
  h.ask<Removed>(ann, DeleteCluster{.id = cluster, .force = true});
  EXPECT_EQ(h.shown(ann, running.id).status, Status::kCancelled);
  EXPECT_TRUE(h.service->board().clusters(h.organization_of(ann)).empty());
}

TEST(LiveClusters, CordonedStartNothingUntilTheyAreOpenAgain) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0});
  h.ask<ClusterShown>(ann, ChangeCluster{.id = cluster, .cordoned = true});
  const Deployment waiting = h.deploy(ann, cluster, {4, 1, 0});
  EXPECT_EQ(waiting.status, Status::kPending);
  EXPECT_EQ(h.ask<Explanation>(ann, ExplainDeployment{waiting.id}).reason_class, "policy");
  h.ask<ClusterShown>(ann, ChangeCluster{.id = cluster, .cordoned = false});
  EXPECT_EQ(h.shown(ann, waiting.id).status, Status::kRunning);
}

TEST(LiveClusters, ChangeTheirPolicyLive) {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto cluster = h.cluster(ann, {8, 8, 0}, "order=fcfs,backfill=none");
  h.deploy(ann, cluster, {6, 1, 0});
  h.deploy(ann, cluster, {8, 1, 0});
  const Deployment little = h.deploy(ann, cluster, {2, 1, 0});
  EXPECT_EQ(little.status, Status::kPending);
  h.ask<ClusterShown>(ann, ChangeCluster{.id = cluster, .policy = "backfill=greedy"});
  EXPECT_EQ(h.shown(ann, little.id).status, Status::kRunning);
}

}  // namespace
}  // namespace berth::live
