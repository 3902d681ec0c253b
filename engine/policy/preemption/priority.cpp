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

// Those less important, who leave the rooms.
Victims empty_out(const Job& wanted, std::span<const Running> running, Rooms& rooms) {
  Victims candidates;
  for (const Running& one : running) {
    if (one.priority >= wanted.priority) continue;
    candidates.push_back(&one);
    preemption::give(rooms, one);
  }
  return candidates;
}

std::vector<JobId> jobs_of(const Victims& victims) {
  std::vector<JobId> jobs;
  jobs.reserve(victims.size());
  for (const Running* victim : victims) jobs.push_back(victim->job);
  return jobs;
}

std::optional<std::vector<JobId>> choose(const Job& wanted, std::span<const Room> free,
                                         std::span<const Running> running) {
  if (fits(wanted, free)) return std::vector<JobId>{};
  Rooms emptied(free.begin(), free.end());
  const Victims candidates = empty_out(wanted, running, emptied);
  if (!fits(wanted, emptied)) return std::nullopt;
  const bool shared = preemption::any_shared(emptied, wanted.per_replica) ||
                      preemption::any_shared({free.begin(), free.end()}, wanted.per_replica);
  const bool on_one_node = !shared && (wanted.replicas == 1 || free.size() == 1);
  return jobs_of(on_one_node ? OnOneNode(wanted.per_replica * wanted.replicas, free, emptied, candidates).choose()
                             : AcrossNodes(wanted, free, emptied, candidates).choose());
}

}  // namespace

std::vector<JobId> choose_victims_of(const Job& wanted, std::span<const Room> free, std::span<const Running> running,
                                     const std::function<bool(const std::vector<JobId>&)>& may_leave,
                                     std::int64_t& work) {
  Rooms emptied(free.begin(), free.end());
  const Victims candidates = empty_out(wanted, running, emptied);
  if (!fits(wanted, emptied)) return {};
  return jobs_of(AcrossNodes(wanted, free, emptied, candidates)
                     .choose_of([&](const Victims& victims) { return may_leave(jobs_of(victims)); }, work));
}

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
