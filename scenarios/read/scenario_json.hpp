// Reads a scenario's JSON (docs/scenario-format.md has every key), strictly: what is unknown, missing, of a wrong type,
// out of range, twice there or in contradiction is an error naming the file and the JSON path. Policies are checked
// too, and the dependencies of jobs listed in the scenario.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "scenarios/scenario.hpp"

namespace berth {

inline constexpr std::int64_t kScenarioVersion = 1;  // the newest this program reads

// Larger scenarios are refused: long workloads belong in a log, which the scenario names.
inline constexpr std::size_t kScenarioBytesLimit = 16 << 20;
inline constexpr std::size_t kScenarioNameLimit = 200;          // bytes, of any name
inline constexpr std::size_t kScenarioDescriptionLimit = 4000;  // bytes
inline constexpr std::size_t kScenarioPathLimit = 4096;         // bytes
inline constexpr std::size_t kScenarioClustersLimit = 1000;
inline constexpr std::size_t kScenarioGroupsLimit = 10'000;    // of one cluster
inline constexpr std::size_t kScenarioTenantsLimit = 100'000;  // and of numbers one tenant owns
inline constexpr std::size_t kScenarioWishesLimit = 100;       // labels, taints or GPU models of one group or job
inline constexpr std::size_t kScenarioPoliciesLimit = 1000;
inline constexpr std::size_t kScenarioSeedsLimit = 10'000;
inline constexpr std::int64_t kScenarioIntegerLimit =
    9'007'199'254'740'991;  // of seeds and ids: what all JSON readers keep
// Sum of one resource (in its smallest unit) over all clusters, and over a job's replicas: sums stay within 64 bits.
inline constexpr std::int64_t kScenarioSumLimit = kCapacityLimit;

// Reads a node list a scenario names, as a cluster of that name.
using NodeListReader = std::function<Result<ClusterSpec>(const std::string& path, const std::string& name)>;

// `place` names the text in errors. The folder is left empty. Without a reader, a node list is an error.
Result<Scenario> parse_scenario(std::string_view text, const std::string& place, const NodeListReader& node_lists = {});

}  // namespace berth
