// Cumulative distributions of how jobs fared, of several outcomes on one axis, as the page draws them.
#pragma once

#include <span>

#include <boost/json/fwd.hpp>

#include "scenarios/outcome.hpp"

namespace berth::web {

enum class Fared : std::uint8_t { kWait, kSlowdown };

// Over the jobs that ended: {at, shares by outcome}.
boost::json::object distribution_json(std::span<const Outcome> outcomes, Fared fared);

// Waits until the first start, by class of job (api/web/job_classes.hpp): {at, classes: [{name, jobs, shares}]}. Over
// all jobs of a class that were not refused; those that never started keep the curve below 1. Classes without jobs are
// left out.
boost::json::object waits_by_class_json(std::span<const Outcome> outcomes);

}  // namespace berth::web
