// The floor: what the event queue alone would cost. A bare binary heap of plain structs that does the same number of
// push and pop pairs at the same sizes as a replay did, and nothing else.
#pragma once

#include <vector>

#include "engine/simulation/record.hpp"

namespace berth::bench {

// Seconds for one push at every start and one pop at every end, in the order of the replay.
double floor_seconds(const Replay& replay);

}  // namespace berth::bench
