// What a request's body is to a route that wants JSON, before its fields are looked at: the contract answers malformed
// JSON before it asks who is there, and wrong fields after.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/http/wire/json_value.hpp"
#include "api/http/wire/problem.hpp"
#include "api/http/wire/urlencoded.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

inline constexpr std::size_t kBodyBytesLimit = std::size_t{1} << 20;

// application/json, application/…+json in any case and with any parameters; and none at all.
bool is_json_content_type(std::optional<std::string_view> content_type);
bool is_form_content_type(std::optional<std::string_view> content_type);  // application/x-www-form-urlencoded

struct Body {
  bool present = false;  // not empty, and not the JSON null
  Json value;            // of another content type: the bytes, as a string
};

// 422 for what is not JSON; else 400 for what cannot be read at all, 413 for what is too large.
using BodyRefusal = std::variant<Violation, Problem>;

std::variant<Body, BodyRefusal> read_body(std::optional<std::string_view> content_type, std::string_view bytes);
void answer(Response& response, const BodyRefusal& refusal);

// A form, or a query, as an object of strings: the last of repeated keys wins, those of `lists` become arrays.
JsonObject to_object(const FormPairs& pairs, const std::vector<std::string>& lists = {});

}  // namespace berth::http
