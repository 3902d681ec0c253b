// How the GPUs of an outcome were used over time, as the page draws it: shares of all GPUs that were allocated, and
// that were idle but fragmented (engine/metrics/gpu_curve.hpp).
#pragma once

#include <boost/json/fwd.hpp>

#include "engine/metrics/span.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

// Null where there are no GPUs, or where their use was not recorded.
boost::json::value gpu_use_json(const Outcome& outcome, const MeasuredSpan& span);

}  // namespace berth::web
