// Why jobs waited over time, as the page draws it.
#pragma once

#include <string_view>

#include <boost/json/fwd.hpp>

#include "engine/metrics/span.hpp"
#include "engine/metrics/wait_reasons.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

// What the page calls a reason: "gpu", "policy" …
std::string_view key_of(WaitReason reason);

// At how many instants all that wait are looked at: fewer where there are many nodes and many distinct requests.
inline constexpr std::size_t kMostLooks = 400;
inline constexpr std::size_t kFewestLooks = 24;
std::size_t looks_within_bounds(std::uint64_t looks_at_nodes);

// {parts, jobs: {reason: [count …] …}}: jobs waiting in the middle of each of `parts` equal parts of the time, by
// reason; reasons that do not occur are left out.
boost::json::object waiting_json(const Outcome& outcome, const MeasuredSpan& span);

}  // namespace berth::web
