// A JSON value as it was read: members in order, integers exact however long, floats apart from integers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace berth::http {

class Json;
struct JsonMember;
using JsonArray = std::vector<Json>;
using JsonObject = std::vector<JsonMember>;  // keys are unique

// An integer beyond 64 bits, as its digits, with a minus sign where it had one.
struct LongInteger {
  std::string digits;
  bool operator==(const LongInteger&) const = default;
};

class Json {
 public:
  Json();  // null
  Json(const Json&);
  Json(Json&&) noexcept;
  Json& operator=(const Json&);
  Json& operator=(Json&&) noexcept;
  ~Json();

  Json(std::nullptr_t);          // NOLINT: values are values
  Json(bool value);              // NOLINT
  Json(LongInteger value);       // NOLINT
  Json(double value);            // NOLINT
  Json(std::string value);       // NOLINT
  Json(std::string_view value);  // NOLINT
  Json(const char* value);       // NOLINT
  Json(JsonArray value);         // NOLINT
  Json(JsonObject value);        // NOLINT
  template <class Integer, class = std::enable_if_t<std::is_integral_v<Integer> && !std::is_same_v<Integer, bool>>>
  Json(Integer value);  // NOLINT

  bool is_null() const { return value_.index() == 0; }
  const bool* boolean() const { return std::get_if<bool>(&value_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&value_); }
  const LongInteger* long_integer() const { return std::get_if<LongInteger>(&value_); }
  const double* number() const { return std::get_if<double>(&value_); }
  const std::string* text() const { return std::get_if<std::string>(&value_); }
  const JsonArray* array() const { return std::get_if<JsonArray>(&value_); }
  const JsonObject* object() const { return std::get_if<JsonObject>(&value_); }

  // The member of that name; null pointer where there is none, or this is no object.
  const Json* find(std::string_view key) const;

 private:
  std::variant<std::nullptr_t, bool, std::int64_t, LongInteger, double, std::string, JsonArray, JsonObject> value_;
};

struct JsonMember {
  std::string key;
  Json value;
};

// Here, because a compiler may want to see a member whole before it makes or ends a value.
inline Json::Json() = default;
inline Json::Json(const Json&) = default;
inline Json::Json(Json&&) noexcept = default;
inline Json& Json::operator=(const Json&) = default;
inline Json& Json::operator=(Json&&) noexcept = default;
inline Json::~Json() = default;
inline Json::Json(std::nullptr_t) {}
inline Json::Json(bool value) : value_(value) {}
inline Json::Json(LongInteger value) : value_(std::move(value)) {}
inline Json::Json(double value) : value_(value) {}
inline Json::Json(std::string value) : value_(std::move(value)) {}
inline Json::Json(std::string_view value) : value_(std::string(value)) {}
inline Json::Json(const char* value) : value_(std::string(value)) {}
inline Json::Json(JsonArray value) : value_(std::move(value)) {}
inline Json::Json(JsonObject value) : value_(std::move(value)) {}
template <class Integer, class>
Json::Json(Integer value) : value_(static_cast<std::int64_t>(value)) {}

void append_json(std::string& text, const Json& value);
std::string to_text(const Json& value);

}  // namespace berth::http
