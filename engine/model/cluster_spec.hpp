// What a cluster is made of: groups of identical nodes. A machine of the Standard Workload Format, known only by
// its number of processors, is one group of one-core nodes.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/resources.hpp"

namespace berth {

using ClusterId = std::uint16_t;  // position among a scenario's clusters
inline constexpr ClusterId kNoCluster = 0xFFFF;

// Nodes indistinguishable to placement: one class, `count` times.
struct NodeGroup {
  std::string name;
  std::int64_t count = 0;
  Resources per_node;
};

struct ClusterSpec {
  std::string name;
  std::vector<NodeGroup> groups;

  std::int64_t node_count() const {
    std::int64_t count = 0;
    for (const NodeGroup& group : groups) count += group.count;
    return count;
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
