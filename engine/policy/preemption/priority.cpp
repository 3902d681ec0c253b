// Preemption by priority: the fewest less important jobs leave. Among sets of as many victims, each written down in the
// order in which jobs leave (least important, youngest, highest JobId), the one whose last victim leaves first is
// chosen, then the one whose last but one does, and so on: the most important victim is as unimportant as can be.
//
// This is exact as long as kWorkLimit steps (leavers.hpp) find the set. Beyond, everybody less important leaves and
// then returns where that is no hindrance, those who make least room first: of the victims nobody can be spared, though
// another set may be smaller, or come first.
#include "engine/policy/preemption/across_nodes.hpp"
#include "engine/policy/preemption/on_one_node.hpp"
#include "engine/policy/preemption/preemption.hpp"

namespace berth {
namespace {

using preemption::AcrossNodes;
using preemption::OnOneNode;
using preemption::Rooms;
using preemption::Victims;

// Whether all replicas find a node. Every placement lets each node take as many as it can: it is the same for all.
bool fits(const Job& job, std::span<const Room> rooms) {
  std::int64_t missing = job.replicas;
  for (const Room& room : rooms) {
    missing -= room.times(job.per_replica, missing);
    if (missing == 0) return true;
  }
  return false;
}

std::optional<std::vector<JobId>> choose(const Job& wanted, std::span<const Room> free,
                                         std::span<const Running> running) {
  if (fits(wanted, free)) return std::vector<JobId>{};
  Victims candidates;
  Rooms emptied(free.begin(), free.end());
  for (const Running& one : running) {
    if (one.priority >= wanted.priority) continue;
    candidates.push_back(&one);
    preemption::give(emptied, one);
  }
  if (!fits(wanted, emptied)) return std::nullopt;
  const bool shared = preemption::any_shared(emptied, wanted.per_replica) ||
                      preemption::any_shared({free.begin(), free.end()}, wanted.per_replica);
  const bool on_one_node = !shared && (wanted.replicas == 1 || free.size() == 1);
  const Victims victims = on_one_node
                              ? OnOneNode(wanted.per_replica * wanted.replicas, free, emptied, candidates).choose()
                              : AcrossNodes(wanted, free, emptied, std::move(candidates)).choose();
  std::vector<JobId> jobs;
  jobs.reserve(victims.size());
  for (const Running* victim : victims) jobs.push_back(victim->job);
  return jobs;
}

}  // namespace

const PreemptionAlgorithm& by_priority() {
  static const PreemptionAlgorithm algorithm{
      {"preemption",
       "priority",
       "the fewest less important running jobs leave for one that does not fit",
       "victims: priority < the job's; fewest, then least important, then youngest, then highest id",
       "as Kubernetes' pod preemption, with the smallest set in place of a greedy one",
       "when important work must not wait for unimportant work; needs backfill=greedy",
       {{"grace", 0, "seconds a victim runs on, its place being taken already"},
        {"checkpoint", 0, "seconds between its savings of its work, and one at the end of a grace; 0: all is lost"},
        {"restart", 0, "seconds more it runs when it starts again"},
        {"min_run", 0, "seconds a job runs before it may be preempted"},
        {"budget", 0, "how often a job may be preempted; 0: without limit"}}},
      Claim::kPriority,
      choose};
  return algorithm;
}

}  // namespace berth
