// What a cluster is made of: groups of identical nodes. A machine of the Standard Workload Format, known only by
// its number of processors, is one group of one-core nodes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/closure.hpp"
#include "engine/model/outage.hpp"
#include "engine/model/resources.hpp"
#include "engine/model/traits.hpp"

namespace berth {

using ClusterId = std::uint16_t;  // position among a scenario's clusters
inline constexpr ClusterId kNoCluster = 0xFFFF;

// How a group of nodes follows the queue: nodes are switched on when waiting jobs need them, and off again once nobody
// has used them for a while. Never fewer than `least` are on; never more than there are.
struct Autoscaling {
  std::int64_t least = 0;
  Duration boot_us = 0;  // from being switched on until a node may be used
  Duration idle_us = 0;  // unused for so long, it is switched off

  friend bool operator==(const Autoscaling&, const Autoscaling&) = default;
};

inline constexpr std::int64_t kCostMicroLimit = 1'000'000'000'000;  // of a node an hour

// Nodes alike in everything but where they stand: `count` of them, numbered on from the groups before.
struct NodeGroup {
  std::string name;
  std::int64_t count = 0;
  Resources per_node;                    // gpu_milli: 1000 for each GPU
  bool gpus_pooled = false;              // gpu_milli is an amount of which any part may be taken, not single GPUs
  std::string gpu_model = {};            // as jobs ask for it; empty: not said
  std::int64_t gpu_memory_mib = 0;       // of each GPU; 0: not said
  std::vector<Label> labels = {};        // sorted
  std::vector<std::string> taints = {};  // sorted; only jobs that tolerate all of them come here
  std::string rack = {};                 // the rack they stand in, or what its numbers follow
  std::string zone = {};
  std::int64_t cost_micro_per_hour = 0;  // of each node that is on, in millionths of a currency
  std::optional<Autoscaling> autoscaling = {};
  std::int64_t nodes_per_rack = 0;  // so many fill a rack, then the next one is begun: rack-1, rack-2 …; 0: one rack

  // The GPUs of a node.
  std::int64_t gpus() const { return per_node.gpu_milli / kWholeGpu; }
};

struct ClusterSpec {
  std::string name;
  std::vector<NodeGroup> groups;
  std::vector<Outage> outages = {};    // joined (engine/model/outage.hpp)
  std::vector<Closure> closures = {};  // by beginning
  Recovery recovery = {};              // of jobs an outage or a closure interrupts

  std::int64_t node_count() const {
    std::int64_t count = 0;
    for (const NodeGroup& group : groups) count += group.count;
    return count;
  }
  // The group of a node. REQUIRES: there is such a node.
  const NodeGroup& group_of(std::uint32_t node) const {
    std::size_t group = 0;
    for (std::int64_t left = node; left >= groups[group].count; ++group) left -= groups[group].count;
    return groups[group];
  }
  Resources capacity() const {
    Resources sum;
    for (const NodeGroup& group : groups) sum += group.per_node * group.count;
    return sum;
  }
};

// One core: what a "processor" of a plain log is here, for a node and for a replica alike.
inline constexpr Resources kOneProcessor{1000, 0, 0};

inline ClusterSpec processors(std::int64_t count, std::string name = "machine") {
  return {std::move(name), {{"processors", count, kOneProcessor}}};
}

}  // namespace berth
