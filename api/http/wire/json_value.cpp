#include "api/http/wire/json_value.hpp"

#include "api/http/wire/json_text.hpp"

namespace berth::http {

const Json* Json::find(std::string_view key) const {
  const JsonObject* members = object();
  if (!members) return nullptr;
  for (const JsonMember& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

void append_json(std::string& text, const Json& value) {
  if (value.is_null()) {
    text += "null";
  } else if (const bool* boolean = value.boolean()) {
    text += *boolean ? "true" : "false";
  } else if (const std::int64_t* integer = value.integer()) {
    text += std::to_string(*integer);
  } else if (const LongInteger* digits = value.long_integer()) {
    text += digits->digits;
  } else if (const double* number = value.number()) {
    append_json_number(text, *number);
  } else if (const std::string* string = value.text()) {
    append_json_string(text, *string);
  } else if (const JsonArray* array = value.array()) {
    char before = '[';
    for (const Json& element : *array) {
      text += before;
      append_json(text, element);
      before = ',';
    }
    text += array->empty() ? "[]" : "]";
  } else if (const JsonObject* object = value.object()) {
    char before = '{';
    for (const JsonMember& member : *object) {
      text += before;
      append_json_string(text, member.key);
      text += ':';
      append_json(text, member.value);
      before = ',';
    }
    text += object->empty() ? "{}" : "}";
  }
}

std::string to_text(const Json& value) {
  std::string text;
  append_json(text, value);
  return text;
}

}  // namespace berth::http
