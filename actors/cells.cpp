#include "actors/cells.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/cluster_actor.hpp"
#include "actors/conductor_actor.hpp"
#include "actors/replay.hpp"
#include "actors/scheduler_actor.hpp"
#include "engine/simulation/invariants.hpp"
#include "engine/simulation/setup.hpp"

namespace berth {
namespace {

// A cell being run: what its actors share, and its result.
struct Run {
  const Cell* cell = nullptr;
  std::unique_ptr<Invariants> invariants;
  std::optional<Result<Replay>> result;
};

// Spawns the conductor, the scheduler and the clusters of a cell, and starts them. The conductor ends with the replay.
caf::actor spawn_negotiation(caf::actor_system& system, Run& run) {
  const Cell& cell = *run.cell;
  ReplayOptions options = cell.options;
  if (options.check_invariants) {
    run.invariants = std::make_unique<Invariants>(*cell.workload, cell.clusters, cell.policy, options.decisions);
    options.decisions = run.invariants.get();
  }
  auto scheduler = std::make_shared<Scheduler>(*cell.workload, cell.clusters, cell.policy, options.decisions);
  auto books = make_books(cell.clusters, *cell.workload, scheduler->foresight(), cell.policy);

  auto corridor = std::make_shared<Corridor>();
  for (ClusterId id = 0; id < books.size(); ++id) {
    corridor->clusters.push_back(
        system.spawn<ClusterActor>(id, std::shared_ptr<Book>(std::move(books[id])), *cell.workload));
  }
  corridor->scheduler = system.spawn<SchedulerActor>(std::move(scheduler), corridor->clusters.size());
  const auto take_replay = [&run](Replay replay) {
    if (run.invariants) run.invariants->check_end(replay);
    run.result = std::move(replay);
  };
  corridor->conductor =
      system.spawn<ConductorActor>(std::make_shared<Conductor>(*cell.workload, cell.clusters, options), take_replay);

  const CorridorPtr ready = corridor;
  for (const caf::actor& cluster : ready->clusters) caf::anon_send(cluster, ready);
  caf::anon_send(ready->scheduler, ready);
  caf::anon_send(ready->conductor, ready);
  return ready->conductor;
}

// One cell as one actor, replayed by plain calls.
class DirectReplayActor final : public caf::event_based_actor {
 public:
  DirectReplayActor(caf::actor_config& config, Run& run) : caf::event_based_actor(config), run_(run) {}

  caf::behavior make_behavior() override {
    return {[this](StartAtom) {
      const Cell& cell = *run_.cell;
      run_.result = replay(*cell.workload, cell.clusters, cell.policy, cell.options);
      quit();
    }};
  }

 private:
  Run& run_;
};

}  // namespace

std::vector<Result<Replay>> replay_cells(const std::vector<Cell>& cells, unsigned workers) {
  caf::actor_system_config config;
  const unsigned threads = workers > 0 ? workers : std::max(1U, std::thread::hardware_concurrency());
  config.set("scheduler.max-threads", static_cast<std::size_t>(threads));
  // Among several workers, whoever is free should wake at once, not poll for work to steal. One worker is the calling
  // thread itself: CAF's stepping coordinator runs the actors there, without locks and without a thread to wake.
  config.set("scheduler.policy", threads == 1 ? caf::atom("testing") : caf::atom("sharing"));
  caf::actor_system system(config);
  caf::scoped_actor self(system);

  std::vector<Run> runs(cells.size());
  std::size_t running = 0;
  for (std::size_t index = 0; index < cells.size(); ++index) {
    Run& run = runs[index];
    run.cell = &cells[index];
    if (Result<void> fine = check_setup(*run.cell->workload, run.cell->clusters, run.cell->policy); !fine) {
      run.result = fine.error();
      continue;
    }
    const bool direct = run.cell->through == Through::kDirect;
    const caf::actor root = direct ? system.spawn<DirectReplayActor>(std::ref(run)) : spawn_negotiation(system, run);
    self->monitor(root);
    caf::anon_send(root, StartAtom::value);
    ++running;
  }
  if (threads == 1) dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler()).run();
  for (; running > 0; --running) self->receive([](const caf::down_msg&) {});

  std::vector<Result<Replay>> results;
  for (Run& run : runs) {
    if (run.result) {
      results.push_back(std::move(*run.result));
    } else {
      results.push_back(Error::failed(run.cell->workload->name, "an actor of its replay failed"));
    }
  }
  return results;
}

Result<Replay> replay_through_actors(const Workload& workload, std::span<const ClusterSpec> clusters,
                                     const PolicySpec& policy, const ReplayOptions& options, unsigned workers) {
  const Cell cell{&workload, {clusters.begin(), clusters.end()}, policy, options, Through::kActors};
  return std::move(replay_cells({cell}, workers).front());
}

}  // namespace berth
