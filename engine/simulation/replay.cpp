#include "engine/simulation/replay.hpp"

#include "engine/scheduler/scheduler.hpp"
#include "engine/simulation/conductor.hpp"
#include "engine/simulation/invariants.hpp"
#include "engine/simulation/setup.hpp"

namespace berth {

Result<Replay> replay(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                      const ReplayOptions& asked) {
  if (Result<void> fine = check_setup(workload, clusters, policy); !fine) return fine.error();
  ReplayOptions options = asked;
  Invariants invariants(workload, clusters, policy, asked.decisions);
  if (asked.check_invariants) options.decisions = &invariants;

  Scheduler scheduler(workload, clusters, policy, options.decisions);
  const auto books = make_books(clusters, workload, scheduler.foresight(), policy);
  std::vector<Book*> drafts;
  drafts.reserve(books.size());
  for (const auto& book : books) drafts.push_back(book.get());

  Conductor conductor(workload, clusters, options);
  Round round;
  while (conductor.next(round)) {
    scheduler.decide(round, drafts);
    conductor.apply(round);
  }
  Replay replay = std::move(conductor).finish(scheduler.passes(), scheduler.decisions());
  if (asked.check_invariants) invariants.check_end(replay);
  return replay;
}

}  // namespace berth
