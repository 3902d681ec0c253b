// A curve over time as the page reads it: exact steps where they are few, else buckets (api/web/curves.hpp).
#pragma once

#include <span>

#include <boost/json/fwd.hpp>

#include "engine/metrics/metrics.hpp"
#include "engine/metrics/span.hpp"

namespace berth::web {

boost::json::object curve_json(std::span<const Step> steps, const MeasuredSpan& span);

}  // namespace berth::web
