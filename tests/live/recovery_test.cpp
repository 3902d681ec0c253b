#include <atomic>

#include "tests/live/harness.hpp"
#include "tests/support/temporary_folder.hpp"

namespace berth::live {
namespace {

std::string deployments(const Service& service) {
  std::string text;
  for (const std::int64_t organization : service.board().organizations()) {
    for (const DeploymentPtr& deployment : service.board().deployments(organization, {})) {
      text += to_document(*deployment) + "\n";
    }
  }
  return text;
}

// Everything that is published, as text.
std::string everything(const Service& service) {
  std::string text;
  const Board& board = service.board();
  for (const std::int64_t organization : board.organizations()) {
    text += to_document(*board.organization(organization)) + "\n";
    for (const Membership& member : board.members(organization)) text += to_document(member) + "\n";
    for (const ClusterShown& shown : board.clusters(organization)) {
      text += to_document(shown.cluster) + " " + std::to_string(shown.available.cpu) + "\n";
    }
  }
  return text + deployments(service);
}

TEST(LiveRecovery, BringsEverythingBack) {
  const test::TemporaryFolder folder;
  const std::string file = folder.path() + "/berth.db";
  std::string before;
  Caller ann;
  {
    Harness h(make_sqlite_journal(file));
    ann = h.founder("ann");
    const auto cluster = h.cluster(ann, {8, 8, 0});
    const auto gone = h.cluster(ann, {1, 1, 0});
    h.cluster(ann, {4, 4, 0}, "fcfs,easy");
    for (int i = 0; i < 20; ++i) h.deploy(ann, i % 3 == 0 ? 0 : cluster, {static_cast<double>(1 + i % 4), 1, 0}, i % 5);
    h.set_status(ann, 1, h.shown(ann, 1).status == Status::kRunning ? Status::kCompleted : Status::kCancelled);
    h.ask<Removed>(ann, DeleteCluster{.id = gone, .force = true});
    before = everything(*h.service);
  }
  Harness again(make_sqlite_journal(file));
  EXPECT_EQ(everything(*again.service), before);
  EXPECT_NE(again.service->sessions().find(ann.session), nullptr) << "sessions survive a restart";
}

// What has had its share before a restart has had it after: it makes way at once.
TEST(LiveRecovery, KeepsHowLongJobsHaveHeldTheirPlaces) {
  const test::TemporaryFolder folder;
  const auto clock = std::make_shared<std::atomic<Time>>(kSecond);
  ServiceSettings settings;
  settings.clock = [clock] { return clock->load(); };
  Caller ann;
  std::int64_t cluster = 0;
  {
    Harness h(make_sqlite_journal(folder / "berth.db"), settings);
    ann = h.founder("ann");
    cluster = h.cluster(ann, {1, 8, 0}, "order=las(threshold=20),greedy,preemption=las(min_run=1)");
    h.deploy(ann, cluster, {1, 1, 0});
    *clock += 30 * kSecond;
    h.deploy(ann, cluster, {1, 1, 0});
    EXPECT_EQ(h.shown(ann, 1).status, Status::kPending);
    EXPECT_EQ(h.shown(ann, 1).preemptions, 1);
  }
  Harness again(make_sqlite_journal(folder / "berth.db"), settings);
  again.set_status(ann, 2, Status::kCompleted);
  EXPECT_EQ(again.shown(ann, 1).status, Status::kRunning);
  *clock += 2 * kSecond;
  again.deploy(ann, cluster, {1, 1, 0});
  EXPECT_EQ(again.shown(ann, 1).status, Status::kPending);
  EXPECT_EQ(again.shown(ann, 1).preemptions, 2);
}

// Who has lent, and to whom, is known after a restart as before.
TEST(LiveRecovery, KeepsQueuesAndWhatTheyHold) {
  const test::TemporaryFolder folder;
  Caller ann;
  std::int64_t cluster = 0;
  const auto deploy = [&](Harness& h, const std::string& queue) {
    return h.ask<Deployment>(
        ann, CreateDeployment{
                 .name = "job", .docker_image = "image", .required = {1, 1, 0}, .cluster_id = cluster, .queue = queue});
  };
  {
    Harness h(make_sqlite_journal(folder / "berth.db"));
    ann = h.founder("ann");
    cluster = h.cluster(ann, {4, 8, 0}, "order=drf,greedy,preemption=reclaim");
    Queue limited{.name = "limited"};
    limited.limit.cpu = 3;
    h.ask<Organization>(ann,
                        ChangeOrganization{.queues = std::vector{Queue{.name = "own", .quota = {2, 0, 0}}, limited}});
    for (int i = 0; i < 4; ++i) deploy(h, "limited");
    EXPECT_EQ(h.shown(ann, 4).status, Status::kPending) << "beyond its limit";
    EXPECT_EQ(deploy(h, "own").status, Status::kRunning);
  }
  Harness again(make_sqlite_journal(folder / "berth.db"));
  EXPECT_EQ(deploy(again, "own").status, Status::kRunning);
  EXPECT_EQ(again.shown(ann, 3).reason, "reclaimed");
  EXPECT_EQ(again.shown(ann, 3).by, 6);
  EXPECT_EQ(deploy(again, "own").status, Status::kPending) << "its quota is in use";
  const auto uses = again.ask<QueuesShown>(ann, MeasureQueues{}).queues;
  ASSERT_EQ(uses.size(), 2U);
  EXPECT_EQ(uses[0].held.cpu, 2);
  EXPECT_EQ(uses[1].held.cpu, 2);
}

TEST(LiveRecovery, DecidesOnAsIfNothingHadHappened) {
  const test::TemporaryFolder folder;
  const auto clock = std::make_shared<std::atomic<Time>>(kSecond);
  ServiceSettings settings;
  settings.clock = [clock] { return clock->load(); };
  const auto first_half = [&](Harness& h, const Caller& ann) {
    const auto cluster = h.cluster(ann, {8, 8, 0});
    for (int i = 0; i < 15; ++i) {
      *clock += kSecond;
      h.deploy(ann, cluster, {static_cast<double>(1 + i % 5), 1, 0}, i % 4);
    }
  };
  const auto second_half = [&](Harness& h, const Caller& ann) {
    for (std::int64_t id = 1; id <= 15; ++id) {
      *clock += kSecond;
      if (h.shown(ann, id).status == Status::kRunning) h.set_status(ann, id, Status::kCompleted);
    }
    std::string text;
    for (const DeploymentPtr& one : h.service->board().deployments(h.organization_of(ann), {})) {
      text += std::to_string(one->id) + " " + std::string(name_of(one->status)) + " " +
              std::to_string(one->started_us) + " " + std::to_string(one->by) + "\n";
    }
    return text;
  };
  std::string through;
  {
    Harness h(make_memory_journal(), settings);
    const Caller ann = h.founder("ann");
    first_half(h, ann);
    through = second_half(h, ann);
  }
  *clock = kSecond;
  Caller ann;
  {
    Harness h(make_sqlite_journal(folder.path() + "/berth.db"), settings);
    ann = h.founder("ann");
    first_half(h, ann);
  }
  Harness again(make_sqlite_journal(folder.path() + "/berth.db"), settings);
  EXPECT_EQ(second_half(again, ann), through);
}

TEST(LiveRecovery, BringsPartsOfGpusBackToTheirNodes) {
  const test::TemporaryFolder folder;
  ServiceSettings settings;
  settings.clock = [] { return kSecond; };
  const auto nodes = CreateCluster{.name = "nodes",
                                   .limit = {},
                                   .groups = {{.name = "g", .count = 2, .per_node = {16, 16, 3}}},
                                   .organization_id = std::nullopt,
                                   .policy = std::nullopt};
  const auto before = [&](Harness& h, const Caller& ann) {
    const auto cluster = h.ask<ClusterShown>(ann, nodes).cluster.id;
    for (const double share : {0.75, 0.5, 1.0 / 3, 0.0005, 0.5, 0.75, 1.5, 0.25}) h.deploy(ann, cluster, {1, 1, share});
    h.set_status(ann, 4, Status::kCompleted);
    return cluster;
  };
  const auto after = [](Harness& h, const Caller& ann, std::int64_t cluster) {
    for (const double share : {0.25, 0.25, 1.0, 0.5, 0.75}) h.deploy(ann, cluster, {1, 1, share});
    h.set_status(ann, 1, Status::kCompleted);
    return deployments(*h.service);
  };
  std::string through;
  {
    Harness h(make_memory_journal(), settings);
    const Caller ann = h.founder("ann");
    through = after(h, ann, before(h, ann));
  }
  Caller ann;
  std::int64_t cluster = 0;
  std::string left;
  {
    Harness h(make_sqlite_journal(folder / "berth.db"), settings);
    ann = h.founder("ann");
    cluster = before(h, ann);
    left = everything(*h.service);
  }
  Harness again(make_sqlite_journal(folder / "berth.db"), settings);
  EXPECT_EQ(everything(*again.service), left);
  EXPECT_EQ(after(again, ann, cluster), through);
}

}  // namespace
}  // namespace berth::live
