// The stretch of time that a report's pictures over time show: all that was measured, of all outcomes together. Where
// jobs came during a tiny part of it only (a trace whose jobs never leave, by a run time of years), the pictures end
// soon after the last one came, as nothing could be told apart in them otherwise; the page says so.
#pragma once

#include <span>

#include "engine/metrics/span.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

// Of the whole stretch: below that part of it, submissions are shown alone, and half as long again.
inline constexpr std::int64_t kTinyPart = 1'000;

struct ChartedSpan {
  MeasuredSpan span;
  Time cut_from_us = 0;  // where it ends in truth, where the end was cut off; else 0
};

ChartedSpan charted_span(std::span<const Outcome> outcomes);

}  // namespace berth::web
