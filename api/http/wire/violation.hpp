// What is wrong with one field of a request, as clients of FastAPI 0.115 and pydantic 2 know it: a machine's word for
// it, where it stands, a sentence, what was given, and the bounds it broke.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/http/wire/json_value.hpp"

namespace berth::http {

using Place = std::vector<std::variant<std::string, std::int64_t>>;  // {"body", "dependency_ids", 3}

struct Violation {
  std::string type;  // "int_parsing"
  Place loc;
  std::string msg;
  Json input;
  JsonObject ctx;  // not shown when empty
};

// {"type":…,"loc":[…],"msg":…,"input":…} with "ctx" last.
void append_violation(std::string& text, const Violation& violation);
// All of them, as the `detail` of a 422.
std::string to_text(const std::vector<Violation>& violations);

// The body is not JSON: what, in the words of Python's json module, and at which character.
Violation malformed_json(std::string_view what, std::size_t offset);

}  // namespace berth::http
