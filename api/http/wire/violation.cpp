#include "api/http/wire/violation.hpp"

#include "api/http/wire/json_text.hpp"

namespace berth::http {

void append_violation(std::string& text, const Violation& violation) {
  JsonText json;
  json.begin_object().text("type", violation.type).begin_array("loc");
  for (const auto& item : violation.loc) {
    if (const auto* index = std::get_if<std::int64_t>(&item)) {
      json.integer(*index);
    } else {
      json.text(std::get<std::string>(item));
    }
  }
  json.end_array().text("msg", violation.msg).raw("input", to_text(violation.input));
  if (!violation.ctx.empty()) json.raw("ctx", to_text(Json(violation.ctx)));
  json.end_object();
  text += json.str();
}

std::string to_text(const std::vector<Violation>& violations) {
  std::string text = "[";
  for (const Violation& violation : violations) {
    if (text.size() > 1) text += ',';
    append_violation(text, violation);
  }
  return text + "]";
}

Violation malformed_json(std::string_view what, std::size_t offset) {
  return {"json_invalid",
          {"body", static_cast<std::int64_t>(offset)},
          "JSON decode error",
          Json(JsonObject{}),
          {{"error", Json(what)}}};
}

}  // namespace berth::http
