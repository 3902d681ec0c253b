// Elastic jobs as people describe them: so many replicas, for so long, but as few as, and as many as. The engine knows
// them by their fewest: that is what is scheduled, and the work is the same.
#pragma once

#include <cstdint>

#include "engine/model/workload.hpp"

namespace berth {

// Makes a job, described with the replicas it has, one that must have only `fewest` and runs as long as it takes with
// these. False where that is longer than times may be; then it is as it was. REQUIRES: 1 ≤ fewest ≤ its replicas.
bool have_fewest(Job& job, std::uint32_t fewest);

}  // namespace berth
