// Numbers written as text, read as the API's clients know it from pydantic 2 (its lax mode): white space around them
// is fine, so are a plus sign, leading zeros and single underscores between digits.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace berth::http {

// Python reads no integer with more digits than this.
inline constexpr std::size_t kIntegerDigitsLimit = 4300;

enum class IntegerText : std::uint8_t { kRead, kNotAnInteger, kTooLarge };

// "8", " -8 ", "8.0", "1_000"; not "1e2". Too large beyond 64 bits.
IntegerText integer_of_text(std::string_view text, std::int64_t& value);

// "8", ".5", "5.", "1e2", "1_000.5", and "inf", "nan" in any case: what is finite is for the caller to ask. Beyond the
// range of a double: an infinity, or zero.
std::optional<double> float_of_text(std::string_view text);

// The value of digits with a point or an exponent, which the caller has checked.
double float_of_digits(std::string_view digits);

}  // namespace berth::http
