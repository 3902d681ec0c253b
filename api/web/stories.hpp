// The stories of the worst-served jobs: submitted, kept waiting by what, started where and in whose place, interrupted
// by whom, ended how.
#pragma once

#include <boost/json/fwd.hpp>

#include "engine/metrics/metrics.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

// Bounds of a story. What is left out is counted.
inline constexpr std::size_t kStoryStretches = 40;  // times that it ran
inline constexpr std::size_t kStoryLooks = 48;      // instants at which it is asked why the job waits
inline constexpr std::size_t kStoryNames = 5;       // jobs it depended on, or whose place it took at one time
inline constexpr std::size_t kStoryRanges = 12;     // of nodes, at one time

// A list of jobs, the longest wait first, each with its facts, {wait, slowdown, waits, runs, …}.
boost::json::array stories_json(const Outcome& outcome, std::span<const Step> utilization, std::size_t count);

}  // namespace berth::web
