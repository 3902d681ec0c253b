// Finds the id of a job's traits in a workload quickly, however many different ones there are, where Workload::intern
// would search among thousands for every job: for readers of logs, and for the live service.
#pragma once

#include <string>
#include <unordered_map>

#include "engine/model/workload.hpp"

namespace berth {

class TraitsTable {
 public:
  // The id of these traits in `workload`, the same one at every call; new ones are added to it.
  TraitsId intern(Workload& workload, const Traits& wanted);

 private:
  std::unordered_map<std::string, TraitsId> ids_;
};

}  // namespace berth
