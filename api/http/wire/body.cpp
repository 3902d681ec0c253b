#include "api/http/wire/body.hpp"

#include <algorithm>

#include "api/http/wire/json_parse.hpp"
#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

// "application/json" of "Application/JSON; charset=utf-8".
std::string media_type(std::string_view content_type) {
  return ascii_lower(trim_blanks(content_type.substr(0, content_type.find(';'))));
}

}  // namespace

bool is_json_content_type(std::optional<std::string_view> content_type) {
  if (!content_type || content_type->empty()) return true;
  constexpr std::string_view kApplication = "application/";
  const std::string type = media_type(*content_type);
  if (!std::string_view(type).starts_with(kApplication) || std::count(type.begin(), type.end(), '/') != 1) return false;
  const std::string_view subtype = std::string_view(type).substr(kApplication.size());
  return subtype == "json" || subtype.ends_with("+json");
}

bool is_form_content_type(std::optional<std::string_view> content_type) {
  return content_type && media_type(*content_type) == "application/x-www-form-urlencoded";
}

std::variant<Body, BodyRefusal> read_body(std::optional<std::string_view> content_type, std::string_view bytes) {
  if (bytes.size() > kBodyBytesLimit) {
    return BodyRefusal(
        Problem{"body_too_large", "The body is larger than " + std::to_string(kBodyBytesLimit) + " bytes", 0, {}});
  }
  if (bytes.empty()) return Body{};
  if (!is_json_content_type(content_type)) return Body{true, Json(bytes)};
  std::variant<Json, JsonFault> parsed = parse_json(bytes);
  if (Json* value = std::get_if<Json>(&parsed)) return Body{!value->is_null(), std::move(*value)};
  const JsonFault& fault = std::get<JsonFault>(parsed);
  if (fault.readable) return BodyRefusal(malformed_json(fault.message, fault.offset));
  return BodyRefusal(Problem{"unreadable_body", "There was an error parsing the body", 0, {}});
}

void answer(Response& response, const BodyRefusal& refusal) {
  if (const auto* violation = std::get_if<Violation>(&refusal)) return answer_invalid(response, {*violation});
  answer(response, std::get<Problem>(refusal));
}

JsonObject to_object(const FormPairs& pairs, const std::vector<std::string>& lists) {
  JsonObject object;
  for (const auto& pair : pairs) {
    const std::string& key = pair.first;
    const std::string& value = pair.second;
    const bool listed = std::find(lists.begin(), lists.end(), key) != lists.end();
    const auto same = std::find_if(object.begin(), object.end(), [&](const JsonMember& m) { return m.key == key; });
    if (same == object.end()) {
      object.push_back({key, listed ? Json(JsonArray{Json(value)}) : Json(value)});
    } else if (listed) {
      JsonArray values = *same->value.array();
      values.emplace_back(value);
      same->value = Json(std::move(values));
    } else {
      same->value = Json(value);
    }
  }
  return object;
}

}  // namespace berth::http
