// The requests that are typical of a workload: its most frequent ones, that together make up 95 % of all, with how
// frequent each is among them. What fragmentation is measured against (fragmentation.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/workload.hpp"

namespace berth {

struct TypicalRequest {
  std::int64_t cpu_milli = 0;
  std::int64_t gpu_milli = 0;           // of all its GPUs
  std::vector<std::string> gpu_models;  // as in Traits
  double share = 0;                     // of all typical requests; they add up to 1
};

// Ascending by cpu_milli. Replicas count one each; nothing for an empty workload.
std::vector<TypicalRequest> typical_requests(const Workload& workload);

}  // namespace berth
