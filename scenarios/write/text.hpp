// Numbers and names as text in files: exact, locale-free, the same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/model/time.hpp"

namespace berth {

// Seconds as an exact decimal of the microseconds, without trailing zeros: 12, 0.5, -3.000001.
void append_seconds(std::string& text, Duration duration);

// The shortest decimal that reads back as the same number; nothing for a number that is not finite.
void append_number(std::string& text, double value);

void append_integer(std::string& text, std::int64_t value);

// A field of a CSV line (RFC 4180): in quotes where it holds a comma, a quote or a line's end.
void append_csv_field(std::string& text, std::string_view field);

}  // namespace berth
