// Decimal numbers as exact integers: 12.5 seconds are 12,500,000 microseconds, not nearly so.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace berth {

struct Decimal {
  // The number × 10^places; where it has more decimals than that, cut towards zero.
  std::int64_t scaled = 0;
  bool exact = true;  // no decimals were cut
};

// Whether text is a number of JSON's grammar, leading zeros allowed.
bool is_decimal(std::string_view text);

// Reads a number of JSON's grammar ("-1.25e3"). Nothing when it is larger than 10^18 after scaling.
// REQUIRES: `text` is such a number, 0 ≤ places ≤ 9.
std::optional<Decimal> parse_decimal(std::string_view text, int places);

}  // namespace berth
