// What a job weighs by whose it is: siblings of the tree of tenants (engine/model/tenants.hpp) of whom somebody is
// there share their parent's part by their weights, and the jobs of a leaf share its part evenly. On average a job
// weighs 1. As the entities of Gavel's hierarchical policies do (Narayanan et al., OSDI 2020, section 4.3).
#pragma once

#include <cstddef>
#include <map>
#include <vector>

#include "engine/model/tenants.hpp"

namespace berth {

class TenantWeights {
 public:
  explicit TenantWeights(const Tenants& tenants);

  // The job's leaf, made on first sight where nobody speaks of its user. Without tenants all jobs are of one.
  std::size_t leaf_of(const Job& job);

  // By leaf, what each of its jobs weighs. `jobs`: how many each leaf has there, missing ones none.
  std::vector<double> per_job(const std::vector<std::size_t>& jobs) const;

 private:
  struct Node {
    std::int32_t parent = -1;
    double weight = 1;
  };

  TenantBy by_;
  std::vector<Node> nodes_;  // parents before children
  bool any_;
  std::map<std::int32_t, std::size_t> leaf_of_;  // by number of user, group or queue
};

}  // namespace berth
