// "What if": a scenario's clusters, changed. Nodes added, taken away, or all groups made larger or smaller.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"
#include "scenarios/node_choice.hpp"

namespace berth {

// More nodes like those of a group there is, which it then has; or a group of its own.
struct Addition {
  std::string cluster = {};
  std::string group = {};  // empty: `fresh`, or the last group where that has no nodes either
  std::int64_t count = 0;  // of the group there is
  std::optional<NodeGroup> fresh = {};
  std::string place = {};
};

struct Variant {
  std::string name;  // empty: the clusters as they are
  std::vector<Addition> add;
  std::vector<NodeChoice> remove;
  std::int64_t scale_milli = 1000;  // every group has so many thousandths of its nodes, rounded, half a node up
  std::string place;

  bool changes_nothing() const { return add.empty() && remove.empty() && scale_milli == 1000; }
};

inline constexpr std::size_t kVariantsLimit = 100;
inline constexpr std::int64_t kScaleMilliLimit = 1'000'000;

// A variant as the command line says it:
//   +20         20 more nodes like the last group's       +20:GROUP   like those of that group
//   -20         without the last 20                        -20:GROUP   of that group
//   x1.5        half as many again of every group          -rack:3     without the third rack
Result<Variant> parse_variant(const std::string& text);

// Taking away comes first, then scaling, then adding. Outages and closures stay with their nodes, and go with them.
// Clusters that are left without nodes, or more nodes than can be counted, are an error.
Result<std::vector<ClusterSpec>> varied(std::vector<ClusterSpec> clusters, const Variant& variant);

}  // namespace berth
