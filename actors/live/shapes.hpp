// Clusters in the engine's terms.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "actors/live/views.hpp"
#include "engine/live/lane.hpp"

namespace berth::live {

ClusterSpec spec_of(const Cluster& cluster);
// What a cluster is to its scheduler.
LaneSpec lane_of(const Cluster& cluster);
// The default one where the text is none.
PolicySpec policy_of(const std::string& text);
// Node by node.
std::vector<Resources> nodes_of(const ClusterSpec& spec);
// What all nodes of all groups have.
Amounts total(const std::vector<NodeGroupView>& groups);
// Where each old node is after the groups changed (Lane::change): by group name and place within it.
std::vector<std::uint32_t> moved_nodes(const Cluster& from, const Cluster& to);

}  // namespace berth::live
