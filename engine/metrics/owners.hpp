// Whose each job of a workload is: its tenants (engine/model/tenants.hpp; every user alone where a scenario names
// none), those of them who submit anything, and the part of the clusters each is entitled to: level by level of the
// tree its weight against those of its siblings with jobs. Quotas are a promise beside that, and do not count here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/workload.hpp"

namespace berth {

struct Owner {
  std::string name;
  double entitlement = 0;  // of everything there is; above 0, up to 1, and 1 in sum
};

struct Owners {
  std::vector<Owner> list;        // in the order in which they first submit something
  std::vector<std::uint32_t> of;  // by JobId: position in `list`
};

Owners owners_of(const Workload& workload);

}  // namespace berth
