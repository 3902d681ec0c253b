// Schemas as JSON Schema 2020-12, in the words and the order that FastAPI's OpenAPI documents have.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/wire/json_text.hpp"
#include "api/http/wire/schema.hpp"

namespace berth::http {

// "Docker Image" of "docker_image".
std::string title_of(std::string_view name);

// The object of one field: its type, its bounds, its title. With `as_parameter`, what is said of it is left to the
// parameter around it.
void describe_field(JsonText& json, const Field& field, bool as_parameter = false);
void describe_schema(JsonText& json, const Schema& schema);

// What stands under components/schemas for this schema and for all that its fields refer to, by name.
using Components = std::map<std::string, std::string>;
void add_components(Components& components, const Schema& schema);
void add_components(Components& components, const Field& field);

// An object made of the examples of its fields; nothing when none has any.
std::optional<Json> example_of(const Schema& schema);

}  // namespace berth::http
