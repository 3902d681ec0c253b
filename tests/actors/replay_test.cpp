#include "actors/replay.hpp"

#include <gtest/gtest.h>
#include <random>

#include "actors/cells.hpp"
#include "actors/cluster_actor.hpp"
#include "actors/conductor_actor.hpp"
#include "actors/scheduler_actor.hpp"
#include "engine/simulation/setup.hpp"
#include "tests/support/recorded_decisions.hpp"

namespace berth {
namespace {

Workload random_workload(std::uint32_t seed, int jobs, std::uint32_t widest) {
  std::mt19937 random(seed);
  Workload workload;
  workload.name = "random";
  Time submit = 0;
  for (int i = 0; i < jobs; ++i) {
    Job job;
    submit += random() % 3 == 0 ? 0 : static_cast<Time>(random() % 20) * kSecond;
    job.submit_us = submit;
    job.run_us = static_cast<Duration>(random() % 40) * kSecond;
    job.requested_us = (1 + static_cast<Duration>(random() % 60)) * kSecond;
    job.replicas = 1 + static_cast<std::uint32_t>(random() % widest);
    job.per_replica = kOneProcessor;
    job.user = static_cast<std::int32_t>(random() % 4);
    job.priority = static_cast<std::int32_t>(random() % 3);
    job.number = i;
    workload.jobs.push_back(job);
    if (i > 3 && random() % 10 == 0)
      workload.dependencies.push_back({static_cast<JobId>(i), static_cast<JobId>(i - 3), kSecond});
  }
  EXPECT_TRUE(link_dependencies(workload).ok());
  return workload;
}

// One machine, two, and one whose nodes differ and host several replicas.
std::vector<std::vector<ClusterSpec>> machines() {
  const ClusterSpec mixed{"mixed", {{"small", 3, {1000, 0, 0}}, {"large", 2, {4000, 0, 0}}}};
  return {{processors(8)}, {processors(8, "a"), processors(5, "b")}, {mixed, processors(3)}};
}

void expect_same_decisions(const Workload& workload, const std::vector<ClusterSpec>& clusters,
                           const std::string& policy_text, Semantics semantics, unsigned workers) {
  SCOPED_TRACE(policy_text);
  const PolicySpec policy = *parse_policy(policy_text);
  test::RecordedDecisions direct_log, actor_log;
  ReplayOptions options;
  options.semantics = semantics;
  options.check_invariants = true;
  options.decisions = &direct_log;
  const auto direct = replay(workload, clusters, policy, options);
  options.decisions = &actor_log;
  const auto through_actors = replay_through_actors(workload, clusters, policy, options, workers);
  ASSERT_TRUE(direct.ok() && through_actors.ok());
  EXPECT_EQ(direct->records, through_actors->records);
  EXPECT_EQ(direct->refusals, through_actors->refusals);
  EXPECT_EQ(direct->placements, through_actors->placements);
  EXPECT_EQ(direct_log.all(), actor_log.all());
}

TEST(ReplayThroughActors, DecidesAsTheDirectReplayWhereJobsArePreempted) {
  for (const char* parameters : {"", "(grace=2,checkpoint=1)", "(min_run=3,budget=2)"}) {
    for (std::uint32_t seed = 1; seed <= 10; ++seed) {
      Workload workload = random_workload(seed, 80, 6);
      for (JobId job = 0; job < workload.jobs.size(); ++job) {
        workload.jobs[job].priority = static_cast<std::int32_t>(job * 7 % 5);
      }
      for (const auto& clusters : machines()) {
        expect_same_decisions(workload, clusters, std::string("priority,greedy,preemption=priority") + parameters,
                              Semantics::kBatch, 2);
      }
    }
  }
}

TEST(ReplayThroughActors, DecidesAsTheDirectReplayWhereJobsMoveBetweenClusters) {
  const auto gpus = [](const char* model) {
    return ClusterSpec{model, {{.name = model, .count = 3, .per_node = {4000, 0, 2 * kWholeGpu}, .gpu_model = model}}};
  };
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    Workload workload = random_workload(seed, 80, 4);
    for (JobId job = 0; job < workload.jobs.size(); ++job) {
      workload.jobs[job].per_replica.gpu_milli = job % 5 == 0 ? 0 : kWholeGpu;
      workload.jobs[job].traits = workload.intern({.speeds = {{"new", 1000 + 500 * (job % 4)}}});
    }
    expect_same_decisions(workload, {gpus("new"), gpus("old")}, "fcfs,greedy,preemption=gavel(round=7,restart=1)",
                          Semantics::kBatch, 2);
  }
}

TEST(ReplayThroughActors, DecidesAsTheDirectReplayUnderEveryPolicy) {
  for (const AlgorithmInfo& order : algorithms()) {
    if (order.kind != "order") continue;
    for (const AlgorithmInfo& backfill : algorithms()) {
      if (backfill.kind != "backfill") continue;
      std::uint32_t seed = 1;
      for (const auto& clusters : machines()) {
        for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
          const Workload workload = random_workload(seed++, 60, 9);
          const std::string policy = "order=" + std::string(order.name) + ",backfill=" + std::string(backfill.name);
          if (check_setup(workload, clusters, *parse_policy(policy)).ok()) {
            expect_same_decisions(workload, clusters, policy, semantics, 1);
          } else {
            EXPECT_EQ(order.name, "drf") << policy;
          }
        }
      }
    }
  }
}

TEST(ReplayThroughActors, SlowDecidesTheSameOnManyWorkers) {
  for (std::uint32_t seed = 100; seed < 102; ++seed) {
    const Workload workload = random_workload(seed, 300, 9);
    for (const auto& clusters : machines()) {
      expect_same_decisions(workload, clusters, "fcfs,easy", Semantics::kBatch, 4);
      expect_same_decisions(workload, clusters, "hrrn,conservative", Semantics::kEvent, 4);
    }
  }
}

TEST(ReplayThroughActors, NeedsAtMostFiveMessagesAnInstantHoweverLongTheQueue) {
  Workload workload = random_workload(7, 3000, 8);
  for (Job& job : workload.jobs) job.submit_us /= 50;
  const std::vector<ClusterSpec> clusters{processors(8)};
  const auto result = replay_through_actors(workload, clusters, *parse_policy("easy"), {}, 1);
  ASSERT_TRUE(result.ok());
  EXPECT_GT(result->counters.max_waiting, 1000U);
  EXPECT_LE(result->counters.messages, 5 * result->counters.instants);
}

TEST(ReplayThroughActors, RefusesAPolicyNobodyKnows) {
  PolicySpec policy;
  policy.order.name = "alphabetical";
  const std::vector<ClusterSpec> clusters{processors(8)};
  EXPECT_FALSE(replay_through_actors(random_workload(1, 5, 3), clusters, policy, {}, 1).ok());
}

TEST(Cells, ComeBackInOrderWithTheResultsOfSingleReplays) {
  std::vector<Workload> workloads;
  for (std::uint32_t seed = 0; seed < 4; ++seed) workloads.push_back(random_workload(seed, 200, 8));
  std::vector<Cell> cells;
  for (const Workload& workload : workloads) {
    for (const char* policy : {"fcfs", "easy", "sjf,conservative"}) {
      for (const Through through : {Through::kDirect, Through::kActors}) {
        cells.push_back({&workload, {processors(8)}, *parse_policy(policy), {}, through});
      }
    }
  }
  const auto results = replay_cells(cells, 3);
  ASSERT_EQ(results.size(), cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    ASSERT_TRUE(results[i].ok());
    EXPECT_EQ(results[i]->records, replay(*cells[i].workload, cells[i].clusters, cells[i].policy, {})->records);
  }
}

// A cluster that moves on declines what was awarded on its old bid; the scheduler asks again and nothing is lost.
TEST(Negotiation, SurvivesClustersThatMoveOn) {
  for (const char* policy_text : {"fcfs", "easy", "easy-sjbf", "conservative", "fairshare,easy"}) {
    SCOPED_TRACE(policy_text);
    const Workload workload = random_workload(3, 400, 8);
    const std::vector<ClusterSpec> clusters{processors(8, "a"), processors(6, "b")};
    const PolicySpec policy = *parse_policy(policy_text);

    caf::actor_system_config config;
    config.set("scheduler.max-threads", std::size_t{2});
    config.set("scheduler.policy", caf::atom("sharing"));  // as replays have it
    caf::actor_system system(config);
    auto scheduler = std::make_shared<Scheduler>(workload, clusters, policy, nullptr);
    auto books = make_books(clusters, workload, scheduler->foresight(), policy);
    auto corridor = std::make_shared<Corridor>();
    for (ClusterId id = 0; id < books.size(); ++id) {
      corridor->clusters.push_back(
          system.spawn<ClusterActor>(id, std::shared_ptr<Book>(std::move(books[id])), workload));
    }
    corridor->scheduler = system.spawn<SchedulerActor>(scheduler, clusters.size());
    Replay result;
    corridor->conductor = system.spawn<ConductorActor>(std::make_shared<Conductor>(workload, clusters, ReplayOptions{}),
                                                       [&](Replay replay) { result = std::move(replay); });
    const CorridorPtr ready = corridor;
    for (const auto& cluster : ready->clusters) caf::anon_send(cluster, ready);
    caf::anon_send(ready->scheduler, ready);
    caf::anon_send(ready->conductor, ready);
    caf::scoped_actor self(system);
    self->monitor(ready->conductor);
    caf::anon_send(ready->conductor, StartAtom::value);
    for (int i = 0; i < 200; ++i) caf::anon_send(ready->clusters[static_cast<std::size_t>(i) % 2], MovedAtom::value);
    self->receive([](const caf::down_msg&) {});

    ASSERT_EQ(result.records.size(), workload.jobs.size());
    std::int64_t ended = 0;
    for (const Record& record : result.records) {
      ended += record.state == JobState::kCompleted || record.state == JobState::kRefused ? 1 : 0;
    }
    EXPECT_EQ(ended, static_cast<std::int64_t>(workload.jobs.size()));
  }
}

}  // namespace
}  // namespace berth
