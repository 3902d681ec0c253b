// Time in the engine: whole microseconds since the workload's own zero. No clock is read anywhere in engine/;
// time comes in as an argument.
#pragma once

#include <cstdint>
#include <limits>

namespace berth {

using Time = std::int64_t;      // microseconds since the workload's zero
using Duration = std::int64_t;  // microseconds

inline constexpr Duration kSecond = 1'000'000;
inline constexpr Duration kMinute = 60 * kSecond;
inline constexpr Duration kHour = 60 * kMinute;
inline constexpr Duration kDay = 24 * kHour;

// Later than anything that happens.
inline constexpr Time kNever = std::numeric_limits<Time>::max();

// Largest instant or duration taken from outside (about 3,170 years), so that sums of a few never overflow.
inline constexpr Time kTimeLimit = 100'000'000'000 * kSecond;

// Latest instant anything may be planned for (about 146,000 years): check_setup refuses what, job after job, would take
// longer. Far enough from kNever for a plan's own sums.
inline constexpr Time kHorizonLimit = kNever / 2;

constexpr double seconds(Duration duration) { return static_cast<double>(duration) / static_cast<double>(kSecond); }

}  // namespace berth
