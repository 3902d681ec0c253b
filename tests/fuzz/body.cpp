#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "api/http/wire/email.hpp"
#include "api/http/wire/json_parse.hpp"
#include "api/http/wire/validate.hpp"
#include "tests/fuzz/properties.hpp"

namespace berth::fuzz {
namespace {

using namespace http;  // NOLINT: all of it is under test

const Schema& request() {
  static const Schema kGroup{
      "Group", {Field::text("name").longest(8), Field::integer("count").at_least(1).at_most(99)}, ""};
  static const Schema kRequest{
      "Request",
      {Field::email("email").otherwise(nullptr).or_null(), Field::text("name").shortest(1).longest(8),
       Field::text("password").kept_secret(), Field::number("cpu").at_least(0), Field::integer("priority").otherwise(0),
       Field::boolean("dry_run").otherwise(false), Field::choice("status", "Status", {"pending", "running"}).optional(),
       Field::integer("ids").list_of_at_most(4).optional(),
       Field::text_map("labels").longest(8).items_at_most(3).optional(),
       Field::nested("groups", kGroup).list_of_at_most(3).optional()},
      ""};
  return kRequest;
}

bool is_json(const std::string& text) { return std::holds_alternative<Json>(parse_json(text)); }

void check(const Validated& validated) {
  require(is_json(to_text(validated.violations)));
  for (const Violation& violation : validated.violations) {
    require(!violation.type.empty() && !violation.msg.empty() && !violation.loc.empty());
  }
  if (!validated.ok()) return;
  const Values& values = validated.values;
  require(!values.text("name").empty() && values.text("name").size() <= 4 * 8);
  require(values.number("cpu") >= 0 && std::isfinite(values.number("cpu")));
  require(values.integers("ids").size() <= 4 && values.text_map("labels").size() <= 3);
  for (const Values& group : values.objects("groups"))
    require(group.integer("count") >= 1 && group.integer("count") <= 99);
}

// What was read and written once reads and writes the same ever after.
void check_text(const Json& value) {
  const std::string text = to_text(value);
  const std::variant<Json, JsonFault> again = parse_json(text);
  require(std::holds_alternative<Json>(again) && to_text(std::get<Json>(again)) == text);
}

void check_email(std::string_view text) {
  const EmailAddress address = parse_email(text);
  require(address.reason.empty() != address.normalized.empty());
  if (!address.reason.empty()) return;
  require(address.normalized.size() <= kEmailLimit);
  require(parse_email(address.normalized).normalized == address.normalized);
}

void check_request(std::string_view text) {
  for (const char* type : {"application/json", "text/plain"}) {
    const std::variant<Body, BodyRefusal> body = read_body(type, text);
    if (const Body* read = std::get_if<Body>(&body)) {
      check_text(read->value);
      check(validate_body(request(), *read));
    } else if (const auto* violation = std::get_if<Violation>(&std::get<BodyRefusal>(body))) {
      require(is_json(to_text(std::vector<Violation>{*violation})));
    }
  }
  if (const std::optional<FormPairs> query = parse_urlencoded(text)) check(validate_query(request(), *query));
  require(percent_decode(percent_encode(text)) == text);
  check_email(text);
}

}  // namespace
}  // namespace berth::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  berth::fuzz::check_request({reinterpret_cast<const char*>(bytes), count});
  return 0;
}
