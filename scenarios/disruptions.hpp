// What befalls the nodes of a scenario's clusters: outages listed or drawn, maintenance windows and reservations made
// in advance, and what interrupted jobs keep. As the scenario says it; add_listed and add_failures make it the
// clusters'.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/node_choice.hpp"

namespace berth {

struct OutageLine {
  NodeChoice nodes;
  Time down_us = 0;
  Time up_us = 0;
};

// Each node is up for a time drawn from the exponential distribution with mean `mtbf_us`, then down for one with mean
// `mttr_us`, and so on. Nodes are independent, each drawn from a stream of the seed that is its own.
struct FailureModel {
  std::string cluster = {};  // empty: all of them
  std::string group = {};    // empty: all of them
  Duration mtbf_us = 0;
  Duration mttr_us = 0;
  std::optional<std::uint64_t> seed = {};  // else that of the run
  Time until_us = 0;                       // no node goes down after this; 0: failures_until
  std::string place = {};
};

// Which nodes are closed, still to be found, and the jobs it is for, still named.
struct ClosureLine {
  NodeChoice nodes;
  Closure closure;
  std::vector<std::string> jobs = {};
};

struct Disruptions {
  std::vector<OutageLine> outages;
  std::string outages_path;  // a CSV of more of them; empty: none
  std::vector<FailureModel> failures;
  std::vector<ClosureLine> closures;
  Recovery recovery;
};

// Outages and closures that are listed, onto the clusters they name. `folder` is where relative paths start.
Result<void> add_listed(const Disruptions& disruptions, const std::string& folder, const Workload& workload,
                        std::vector<ClusterSpec>& clusters);

// Outages as the models draw them.
Result<void> add_failures(const Disruptions& disruptions, const Workload& workload, std::uint64_t seed,
                          std::vector<ClusterSpec>& clusters);

// The instant up to which failures are drawn: the last submission, and the longest run, and twice the time that all
// nodes together would need for all work. Jobs that repair and failure never let through end after it.
Time failures_until(const Workload& workload, std::span<const ClusterSpec> clusters);

}  // namespace berth
