// JSON text as a tree that forgets nothing a strict reader asks for: numbers stay as they were written, so that
// decimals become exact integers, and a key that appears twice is an error instead of a silent choice.
//
// Errors: what is not JSON (RFC 8259), with its line and column; nesting deeper than kJsonTreeDepthLimit; a string or
// key longer than its limit; a key given twice in one object, with its path.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/result.hpp"

namespace berth {

inline constexpr std::size_t kJsonTreeDepthLimit = 32;
inline constexpr std::size_t kJsonStringLimit = 65'536;  // bytes
inline constexpr std::size_t kJsonKeyLimit = 256;        // bytes

struct JsonMember;

struct JsonValue {
  enum class Kind : std::uint8_t { kNull, kFalse, kTrue, kNumber, kString, kArray, kObject } kind = Kind::kNull;
  std::string text;                 // of a string; a number as it was written
  std::vector<JsonMember> members;  // of an object in the order given; of an array, without keys
};

struct JsonMember {
  std::string key;
  JsonValue value;
};

// `place` names the text in errors.
Result<JsonValue> parse_json_tree(std::string_view text, const std::string& place);

// A value as errors quote it: "ten", 12.5, null, an object; long ones cut.
std::string describe(const JsonValue& value);

// One step of a JSON pointer (RFC 6901): "/clusters".
std::string pointer_step(std::string_view key);

}  // namespace berth
