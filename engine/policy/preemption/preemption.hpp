// Preemption: who that runs makes room for a more important job that does not fit. One file an algorithm, registered in
// engine/policy/registry.cpp.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/policy/placement/placement.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// A running job that might be preempted.
struct Running {
  JobId job = kNoJob;
  std::int32_t priority = 0;
  Time started_us = 0;
  Resources per_replica;
  const Placement* nodes = nullptr;
};

// The smallest set of running jobs, all strictly less important than `wanted`, without which it fits; nothing when even
// all of them would not do. Every one of them is needed: without it the rest would not do.
using ChooseVictims = std::optional<std::vector<JobId>> (*)(const Job& wanted, std::span<const Resources> free,
                                                            std::span<const Running> running,
                                                            const PlacementAlgorithm& placement);

struct PreemptionAlgorithm {
  AlgorithmInfo info;
  ChooseVictims choose = nullptr;  // null: nobody is preempted
};

// The algorithms (one file each).
const PreemptionAlgorithm& no_preemption();
const PreemptionAlgorithm& by_priority();

}  // namespace berth
