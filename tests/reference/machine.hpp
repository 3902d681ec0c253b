// One cluster of the reference simulator: a list of nodes, or, where any units will do, a single node of that many
// units. Free capacity is recomputed from who holds what at every question.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"

namespace berth::reference {

using Taken = std::vector<std::int64_t>;  // replicas by node
using Free = std::vector<Resources>;      // by node

// A running job (until its expected end) or a reservation (until start + requested).
struct Hold {
  JobId job = kNoJob;
  ClusterId cluster = kNoCluster;
  Time from = 0;
  Time until = 0;
  Taken taken;
};

// Whether any unit will do: all nodes of all clusters alike, and none that can host two replicas of any job.
bool made_of_units(std::span<const ClusterSpec> clusters, const Workload& workload);

class Machine {
 public:
  Machine(const ClusterSpec& spec, bool in_units, bool best_fit);

  const Free& empty() const { return nodes_; }

  // Where the job's replicas go within `free`; nothing where they do not all fit.
  std::optional<Taken> place(const Free& free, const Job& job) const;
  void take(Free& free, const Job& job, const Taken& taken) const;
  bool fits(const Free& free, const Job& job, const Taken& taken) const;

  // "Units left free": units of a machine of like units, else the sum over resources of free ÷ capacity.
  double units_left(const Free& free) const;

 private:
  Resources of_one_replica(const Job& job) const;

  bool in_units_;
  bool best_fit_;
  Resources unit_;  // what one of the units is
  Free nodes_;
  Resources most_;  // any node has
  Resources capacity_;
};

}  // namespace berth::reference
