// Reads JSON as Python's json module does, whose words for what is wrong the API's clients know: RFC 8259, and NaN,
// Infinity and -Infinity (for the field's validation to refuse). The last of duplicate keys wins, in the place of the
// first.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>

#include "api/http/wire/json_value.hpp"

namespace berth::http {

inline constexpr int kJsonDepthLimit = 200;  // arrays and objects within each other

struct JsonFault {
  bool readable = true;    // false: not UTF-8, nested too deep, an integer of too many digits: no more is known
  std::string message;     // "Expecting value"; empty when not readable
  std::size_t offset = 0;  // in characters from the start
};

std::variant<Json, JsonFault> parse_json(std::string_view text);

}  // namespace berth::http
