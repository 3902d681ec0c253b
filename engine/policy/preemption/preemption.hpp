// Preemption: which running jobs make room for a more important one that does not fit. An algorithm chooses; whoever
// asked ends the victims, puts them back in their old places and starts the job. One file an algorithm, registered in
// engine/policy/registry.cpp.
//
// What every choice keeps to:
// * Only strictly less important jobs are taken (priority < wanted's), so that no two jobs can preempt each other.
// * The victims suffice: without them the job fits. Each of them is needed: with any one of them left, it does not.
// * The same cluster and the same jobs, in whatever order they are given, give the same victims.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/room.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// A running job, as preemption sees it.
struct Running {
  JobId job = kNoJob;
  std::int32_t priority = 0;
  Time started_us = 0;
  Resources per_replica;
  const Placement* nodes = nullptr;  // never null
};

// Whose leaving lets `wanted` start, in the order in which jobs leave: the least important, then the youngest, then the
// highest JobId. Empty when it fits as it is; nothing when it would not fit even if everybody less important left.
// `free` is what each node has. REQUIRES: every node of `running` is one of `free`; free amounts and what runs stay
// together within kCapacityLimit.
using ChooseVictims = std::optional<std::vector<JobId>> (*)(const Job& wanted, std::span<const Room> free,
                                                            std::span<const Running> running);

// The same by priority, of sets of which not every one may leave; `may_leave` is given them in that order. Empty, too,
// when there is none, or `work` (smallest_cover.hpp) falls below 0 looking for it. REQUIRES: it does not fit as it is.
std::vector<JobId> choose_victims_of(const Job& wanted, std::span<const Room> free, std::span<const Running> running,
                                     const std::function<bool(const std::vector<JobId>&)>& may_leave,
                                     std::int64_t& work);

// Whether victims can be told for such a job: room is looked at node by node, not how near or far replicas are.
inline bool may_preempt(const Traits& traits, std::uint32_t replicas) {
  if (!traits.apart.empty()) return false;
  if (replicas == 1) return true;
  return traits.spread == Spread::kAnywhere && traits.pack != Pack::kRack && traits.pack != Pack::kZone;
}

// By what a waiting job may take the place of a running one.
enum class Claim : std::uint8_t {
  kNone,        // nobody is preempted
  kPriority,    // by being more important
  kService,     // by having attained less service (engine/scheduler/attained_service.hpp)
  kQuota,       // by its tenant's holding less than its quota, where the other's holds more (engine/model/tenants.hpp)
  kThroughput,  // by having had less of its share of the time there (engine/scheduler/throughput_preemptor.hpp)
};

struct PreemptionAlgorithm {
  AlgorithmInfo info;
  Claim claim = Claim::kNone;
  ChooseVictims choose = nullptr;  // by priority alone; null for other claims
};

// The algorithms (one file each).
const PreemptionAlgorithm& no_preemption();
const PreemptionAlgorithm& by_priority();
const PreemptionAlgorithm& by_service();
const PreemptionAlgorithm& reclaim();
const PreemptionAlgorithm& gavel();

}  // namespace berth
