#include "api/http/wire/values.hpp"

#include <cassert>

namespace berth::http {
namespace {

// The elements of a list; none where it was left out or is null.
const JsonArray& elements(const Json& object, std::string_view name) {
  static const JsonArray kNone;
  const Json* value = object.find(name);
  return value && value->array() ? *value->array() : kNone;
}

}  // namespace

bool Values::is_null(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->is_null();
}

const std::string& Values::text(std::string_view name) const {
  static const std::string kNone;
  const Json* value = object_.find(name);
  assert(value && value->text());
  return value && value->text() ? *value->text() : kNone;
}

std::int64_t Values::integer(std::string_view name) const {
  const std::optional<std::int64_t> value = optional_integer(name);
  assert(value);
  return value.value_or(0);
}

double Values::number(std::string_view name) const {
  const std::optional<double> value = optional_number(name);
  assert(value);
  return value.value_or(0);
}

bool Values::boolean(std::string_view name) const {
  const std::optional<bool> value = optional_boolean(name);
  assert(value);
  return value.value_or(false);
}

std::optional<std::string> Values::optional_text(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->text() ? std::optional(*value->text()) : std::nullopt;
}

std::optional<std::int64_t> Values::optional_integer(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->integer() ? std::optional(*value->integer()) : std::nullopt;
}

std::optional<double> Values::optional_number(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->number() ? std::optional(*value->number()) : std::nullopt;
}

std::optional<bool> Values::optional_boolean(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->boolean() ? std::optional(*value->boolean()) : std::nullopt;
}

std::optional<Values> Values::optional_object(std::string_view name) const {
  const Json* value = object_.find(name);
  return value && value->object() ? std::optional(Values(*value)) : std::nullopt;
}

std::vector<std::int64_t> Values::integers(std::string_view name) const {
  std::vector<std::int64_t> result;
  for (const Json& element : elements(object_, name)) {
    if (element.integer()) result.push_back(*element.integer());
  }
  return result;
}

std::vector<std::string> Values::texts(std::string_view name) const {
  std::vector<std::string> result;
  for (const Json& element : elements(object_, name)) {
    if (element.text()) result.push_back(*element.text());
  }
  return result;
}

std::vector<Values> Values::objects(std::string_view name) const {
  std::vector<Values> result;
  for (const Json& element : elements(object_, name)) {
    if (element.object()) result.emplace_back(element);
  }
  return result;
}

std::vector<std::pair<std::string, std::string>> Values::text_map(std::string_view name) const {
  std::vector<std::pair<std::string, std::string>> result;
  const Json* value = object_.find(name);
  if (!value || !value->object()) return result;
  for (const JsonMember& member : *value->object()) {
    if (member.value.text()) result.emplace_back(member.key, *member.value.text());
  }
  return result;
}

std::vector<std::pair<std::string, double>> Values::number_map(std::string_view name) const {
  std::vector<std::pair<std::string, double>> result;
  const Json* value = object_.find(name);
  if (!value || !value->object()) return result;
  for (const JsonMember& member : *value->object()) {
    if (member.value.number()) result.emplace_back(member.key, *member.value.number());
  }
  return result;
}

}  // namespace berth::http
