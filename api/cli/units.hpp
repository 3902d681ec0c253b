// Amounts as people read them. Machines get plain seconds and numbers instead.
#pragma once

#include <cstdint>
#include <string>

namespace berth::cli {

// The two largest units: 0 s, 0.35 s, 42 s, 3m 20s, 3h 12m, 12d 4h, 1y 35d.
std::string duration_text(double seconds);

// With a comma at the thousands: 28,490.
std::string count_text(std::uint64_t count);

// Three digits and a letter: 950, 1.24k, 570k, 2.31M.
std::string rate_text(double per_second);

std::string percent_text(double share);                           // 68.7 %
std::string decimal_text(double value, int decimals);             // 12.34
std::string plural(std::uint64_t count, const std::string& one);  // 1 job, 2 jobs

}  // namespace berth::cli
