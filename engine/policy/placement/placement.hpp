// Placement: which nodes a job's replicas go to. An algorithm orders the nodes; each in turn takes as many replicas as
// it can until all are placed. One file an algorithm, registered in engine/policy/registry.cpp.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// Nodes with how many replicas each takes, in ascending order of nodes.
using Placement = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

struct PlacementAlgorithm {
  AlgorithmInfo info;
  // Orders the nodes' indexes, which come ascending, by where to place first. `free` is what each node has.
  void (*order_nodes)(std::span<const Resources> free, std::vector<std::uint32_t>& nodes);
};

// Places all replicas or none.
std::optional<Placement> place(const PlacementAlgorithm& algorithm, std::span<const Resources> free, const Job& job);

// The algorithms (one file each).
const PlacementAlgorithm& first_fit();
const PlacementAlgorithm& best_fit();

}  // namespace berth
