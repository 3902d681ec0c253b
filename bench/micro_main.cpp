// Single operations: the timeline, the queue's index, placement, a message's round trip.
#include <benchmark/benchmark.h>
#include <random>

#include <caf/all.hpp>

#include "engine/cluster/placer.hpp"
#include "engine/cluster/timeline.hpp"
#include "engine/scheduler/waiting_queue.hpp"

namespace berth {
namespace {

void hold_and_give_back(benchmark::State& state) {
  std::mt19937_64 random(1);
  Timeline timeline(1'000'000);
  const auto points = static_cast<std::uint64_t>(state.range(0));
  for (std::uint64_t i = 0; i < points; ++i) timeline.hold(static_cast<Time>(random() % 1'000'000), 1'000'001, 1);
  for (auto _ : state) {
    const auto until = static_cast<Time>(1 + random() % 1'000'000);
    timeline.hold(0, until, 3);
    timeline.give_back(0, until, 3);
  }
}
BENCHMARK(hold_and_give_back)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void earliest(benchmark::State& state) {
  std::mt19937_64 random(1);
  const auto points = state.range(0);
  Timeline timeline(points);
  for (std::int64_t i = 0; i < points; ++i) timeline.hold(0, static_cast<Time>(1 + random() % 1'000'000), 1);
  for (auto _ : state) {
    benchmark::DoNotOptimize(timeline.earliest(static_cast<std::int64_t>(random() % points), 1, 0));
  }
}
BENCHMARK(earliest)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void next_that_fits(benchmark::State& state) {
  std::mt19937_64 random(1);
  const auto queue = make_queue({Scores::kFixed}, true);
  const auto waiting = static_cast<JobId>(state.range(0));
  for (JobId job = 0; job < waiting; ++job) {
    queue->insert({0, job, static_cast<Duration>(100 + random() % 10'000) * kSecond, job,
                   static_cast<std::uint32_t>(2 + random() % 250)});
  }
  // One far back fits, or none.
  queue->insert({0, waiting, 50 * kSecond, waiting, 1});
  const Waiting first = queue->first();
  for (auto _ : state) {
    Waiting found;
    benchmark::DoNotOptimize(queue->next(first, {1, 60 * kSecond, 0}, found));
  }
}
BENCHMARK(next_that_fits)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void insert_and_erase(benchmark::State& state) {
  std::mt19937_64 random(1);
  const auto queue = make_queue({Scores::kFixed}, true);
  const auto waiting = static_cast<JobId>(state.range(0));
  for (JobId job = 0; job < waiting; ++job)
    queue->insert({static_cast<double>(random() % 1'000'000), 0, kSecond, job, 1});
  for (auto _ : state) {
    const Waiting one{static_cast<double>(random() % 1'000'000), 1, kSecond, waiting, 1};
    queue->insert(one);
    queue->erase(one);
  }
}
BENCHMARK(insert_and_erase)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);

// Four replicas on nodes some of which are in use, and given back.
void place_four_replicas(benchmark::State& state) {
  std::mt19937_64 random(1);
  ClusterSpec cluster;
  cluster.groups = {{"nodes", state.range(0), {8000, 64'000, 0}}};
  NodePool pool(cluster, false);
  for (std::uint32_t node = 0; node < pool.node_count(); ++node) {
    pool.take({node, 1}, {static_cast<std::int64_t>(random() % 8) * 1000, 1000, 0});
  }
  Workload workload;
  Placer placer(cluster, workload, best_fit(), {"best-fit", {}});
  Job job;
  job.replicas = 4;
  job.per_replica = {7000, 1000, 0};
  for (auto _ : state) benchmark::DoNotOptimize(placer.place(pool, {}, 0, job, Placer::Then::kLeave));
}
BENCHMARK(place_four_replicas)->Arg(100)->Arg(1'000)->Arg(10'000)->Arg(100'000);

void message_round_trip(benchmark::State& state) {
  caf::actor_system_config config;
  config.set("scheduler.max-threads", std::size_t{1});
  config.set("scheduler.policy", caf::atom("sharing"));
  caf::actor_system system(config);
  const caf::actor echo =
      system.spawn([](caf::event_based_actor*) -> caf::behavior { return {[](int x) { return x; }}; });
  // A thousand round trips between two actors for every one timed from outside.
  const caf::actor caller = system.spawn([echo](caf::event_based_actor* self) -> caf::behavior {
    auto left = std::make_shared<int>(0);
    auto done = std::make_shared<caf::response_promise>();
    return {[=](caf::atom_constant<caf::atom("go")>) {
              *left = 1000;
              *done = self->make_response_promise();
              self->send(echo, 1);
              return *done;
            },
            [=](int x) {
              if (--*left > 0) {
                self->send(echo, x);
              } else {
                done->deliver(x);
              }
            }};
  });
  caf::scoped_actor self(system);
  for (auto _ : state) {
    self->request(caller, caf::infinite, caf::atom_constant<caf::atom("go")>::value)
        .receive([](int x) { benchmark::DoNotOptimize(x); }, [](const caf::error&) {});
  }
  state.SetItemsProcessed(state.iterations() * 1000);
  self->send_exit(caller, caf::exit_reason::user_shutdown);
  self->send_exit(echo, caf::exit_reason::user_shutdown);
}
BENCHMARK(message_round_trip);

}  // namespace
}  // namespace berth

BENCHMARK_MAIN();
