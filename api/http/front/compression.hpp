// gzip (RFC 1952) for bodies that are text and long enough to be worth the time.
#pragma once

#include <string>
#include <string_view>

namespace berth::http {

inline constexpr std::size_t kWorthCompressing = 4096;  // bytes; what is shorter goes out in a few packets anyway

bool is_worth_compressing(std::string_view body, std::string_view content_type);

// Whether an Accept-Encoding names gzip, or anything, and does not rule it out (RFC 9110, 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Empty where it fails.
std::string gzip(std::string_view body);

}  // namespace berth::http
