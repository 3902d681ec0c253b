// One cluster of the reference simulator: a list of nodes, or, where any units will do, a single node of that many
// units. Free capacity is recomputed from who holds what at every question.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "tests/reference/node_room.hpp"

namespace berth::reference {

using Free = std::vector<NodeRoom>;  // by node
using Nodes = std::set<std::uint32_t>;

// Where replicas are.
struct Taken {
  Placement seats;
  std::int64_t operator[](std::size_t node) const {
    std::int64_t replicas = 0;
    for (const Seat& seat : seats) replicas += seat.node == node ? seat.replicas : 0;
    return replicas;
  }
};

// A running job (until its expected end) or a reservation (until start + requested).
struct Hold {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time from = 0;
  Time until = 0;
  Taken taken;
  std::vector<std::uint32_t> units = {};  // which ones, where units go down
  Time since = 0;                         // it holds its place; it runs from `from` on
};

// Whether any unit will do: all nodes of all clusters alike, none that can host two replicas of any job, and no job
// that asks for more than amounts.
bool made_of_units(std::span<const ClusterSpec> clusters, const Workload& workload);

class Machine {
 public:
  Machine(const ClusterSpec& spec, const Workload& workload, bool in_units, std::string placement);

  const Free& empty() const { return nodes_; }

  // Where the job's replicas go within `free`, not on the nodes to avoid; nothing where they do not all fit.
  std::optional<Taken> place(const Free& free, const Job& job, const Nodes& avoid) const;
  void take(Free& free, const Job& job, const Taken& taken) const;
  bool fits(Free free, const Job& job, const Taken& taken) const;
  // Whether the job's traits let it onto a node.
  bool allows(const Job& job, std::uint32_t node) const;

  const std::string& model_of(std::uint32_t node) const { return sites_[node].group->gpu_model; }

  // "Units left free": units of a machine of like units, else the sum over resources of free ÷ capacity.
  double units_left(const Free& free) const;

 private:
  struct Site {
    const NodeGroup* group;
    std::size_t rack, zone;
  };

  Resources of_one_replica(const Job& job) const;
  double score(const NodeRoom& room, const Resources& one) const;
  std::optional<Taken> place_among(Free free, const Job& job, const Nodes& nodes) const;
  // In the rack, or zone, that has room for the fewest of its replicas and still for all.
  std::optional<Taken> place_in_one(const Free& free, const Job& job, const Nodes& nodes,
                                    std::size_t Site::*place) const;

  const Workload& workload_;
  bool in_units_;
  std::string placement_;
  Resources unit_;  // what one of the units is
  Free nodes_;
  std::vector<Site> sites_;  // by node
  Resources most_{1, 1, 1};  // any node has
  Resources capacity_;
};

}  // namespace berth::reference
