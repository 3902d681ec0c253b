// Who does not fit a lane's new shape: all on nodes that are gone, down, or have GPUs of another kind, and on each node
// that became too small its least important and youngest until the rest fits.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "engine/live/lane.hpp"

namespace berth::live {

// `nodes` as in Lane::change. Least important and youngest first.
std::vector<JobId> misfits(const Lane& lane, std::span<const Job> jobs, const std::vector<Standing>& standings,
                           const LaneSpec& spec, const std::vector<std::uint32_t>& nodes);

}  // namespace berth::live
