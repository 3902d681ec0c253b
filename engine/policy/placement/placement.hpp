// Placement: which node, and which of its GPUs, a replica goes to. An algorithm scores states of nodes, not nodes:
// nodes in the same state score the same. Replicas are placed one after the other, each where the score is highest. One
// file an algorithm, registered in engine/policy/registry.cpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/room.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// What placement can tell of a node. Nodes in one state are one node class.
struct NodeState {
  std::uint32_t group = 0;  // position among the cluster's groups
  bool blocked = false;     // nothing new starts here
  // Which kinds of GPU requests run here, a bit each: see kind_of. Kept where the algorithm asks for it.
  std::uint32_t kinds = 0;
  Room room;  // slots: only of GPUs in shared use with something left, ascending

  bool operator==(const NodeState& other) const;
};

// The bit of a request's kind: a share of a GPU, or how many whole ones; 0 when it asks for none.
std::uint32_t kind_of(std::int64_t gpu_milli);

struct Fit {
  static constexpr std::int32_t kWhole = -1;

  double value = 0;           // higher is better
  std::int32_t gpu = kWhole;  // of a share: the position in room.slots of the GPU it goes to, or a whole one
};

class Scorer {
 public:
  virtual ~Scorer() = default;
  // One that scores the same; what was computed ahead may be shared, nothing that changes is.
  virtual std::unique_ptr<Scorer> clone() const = 0;
  // REQUIRES: state.room fits one.
  virtual Fit score(const NodeState& state, const Resources& one) = 0;
};

// What an algorithm may know when it is made. All given outlive it.
struct PlacementSetup {
  const ClusterSpec& cluster;
  const Workload& workload;
  const Choice& choice;
};

struct PlacementAlgorithm {
  AlgorithmInfo info;
  std::unique_ptr<Scorer> (*make)(const PlacementSetup& setup);
  bool by_kinds = false;   // NodeState::kinds is to be kept
  bool at_random = false;  // any node with room, and any GPU, by the seed
};

// The GPU a share fits best into: the one with the least left that suffices.
std::int32_t tightest_gpu(const Room& room, std::int64_t gpu_milli);

// The largest amounts any node of the cluster has, at least 1 each: what scores are relative to.
Resources largest_node(const ClusterSpec& cluster);

// The algorithms (one file each).
const PlacementAlgorithm& first_fit();
const PlacementAlgorithm& best_fit();
const PlacementAlgorithm& worst_fit();
const PlacementAlgorithm& dot_product();
const PlacementAlgorithm& cosine();
const PlacementAlgorithm& tetris();
const PlacementAlgorithm& gpu_packing();
const PlacementAlgorithm& gpu_clustering();
const PlacementAlgorithm& random_fit();
const PlacementAlgorithm& fgd();

}  // namespace berth
