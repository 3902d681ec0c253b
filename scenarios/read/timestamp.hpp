// Dates and times as logs write them (ISO 8601): "2017-10-09 07:01:55", with a 'T' between, with decimals of the
// second, with "Z" or an offset such as "+08:00" behind; a date alone is its midnight. Without an offset it is taken as
// UTC.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/model/time.hpp"

namespace berth {

// How a log writes its times: numbers of a unit, or dates.
enum class TimeFormat : std::uint8_t { kSeconds, kMilliseconds, kMicroseconds, kIso };

// Years that are read: any two of them lie less than kTimeLimit apart.
inline constexpr int kFirstYear = 1900, kLastYear = 2999;

// Microseconds since 1970. Nothing where the text is no date of the calendar.
std::optional<Time> parse_timestamp(std::string_view text);

}  // namespace berth
