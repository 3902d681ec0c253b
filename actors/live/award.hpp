// What a scheduler awards on a cluster by one command, against the version of the cluster it was decided on: who
// leaves, what the cluster's nodes are from now on, who runs there. The cluster commits all of it or declines.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/job.hpp"
#include "engine/policy/placement/placement.hpp"

namespace berth::live {

struct Grant {
  JobId job = kNoJob;
  Resources per_replica;
  Placement nodes;
};

struct Shape {
  std::vector<Resources> nodes;      // what each has
  std::vector<std::uint32_t> moved;  // where each old node is now (Lane::kGone: nowhere); empty: where it was
};

struct Award {
  std::int64_t cluster_id = 0;
  std::uint64_t version = 0;  // the cluster's, before it
  std::vector<JobId> released;
  std::optional<Shape> shape;
  std::vector<Grant> granted;
  bool removed = false;  // the cluster is no more
};

}  // namespace berth::live
