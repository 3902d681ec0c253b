// The order of keys: numbers by value and before other texts, texts by their bytes. The SQL schemas say the same.
#pragma once

#include <charconv>
#include <cstdint>
#include <limits>
#include <string_view>

namespace berth {

inline constexpr std::size_t kKeyDigitsMax = 18;  // longer runs of digits are texts: they might not fit 64 bits

// The value of a key that is a number, and the largest one for all others.
inline std::int64_t key_number(std::string_view key) {
  std::int64_t value = 0;
  if (!key.empty() && key.size() <= kKeyDigitsMax && key.find_first_not_of("0123456789") == std::string_view::npos) {
    std::from_chars(key.data(), key.data() + key.size(), value);
    return value;
  }
  return std::numeric_limits<std::int64_t>::max();
}

}  // namespace berth
