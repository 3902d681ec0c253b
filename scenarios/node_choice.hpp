// Some nodes of a scenario's clusters, as people name them: one by number, a group, a rack, or the last few of either.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"

namespace berth {

struct NodeChoice {
  std::string cluster = {};                      // empty: the only one there is
  std::optional<std::int64_t> node = {};         // numbered through the cluster's groups, from 0
  std::string group = {};                        // its name
  std::string rack = {};                         // its name
  std::optional<std::int64_t> rack_number = {};  // of the cluster's racks in the order of their first nodes, from 1
  std::optional<std::int64_t> last = {};         // only so many, those with the highest numbers
  std::string place = {};                        // where this is said, for errors
};

// A cluster by its name; the only one where that is empty.
Result<ClusterId> find_cluster(std::span<const ClusterSpec> clusters, const std::string& name,
                               const std::string& place);

struct ChosenNodes {
  ClusterId cluster = kNoCluster;
  std::vector<std::uint32_t> nodes;  // ascending
};
// A choice that names nothing but a cluster is all of it. The error names what there is not.
Result<ChosenNodes> choose_nodes(std::span<const ClusterSpec> clusters, const NodeChoice& choice);

}  // namespace berth
