// The fields of a request after validation: coerced, bounded, defaults filled in.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/wire/json_value.hpp"

namespace berth::http {

class Values {
 public:
  Values() : object_(JsonObject{}) {}
  explicit Values(Json object) : object_(std::move(object)) {}

  // Whether the field was given, null included, or has a default.
  bool given(std::string_view name) const { return object_.find(name) != nullptr; }
  bool is_null(std::string_view name) const;

  // REQUIRES: the schema makes the field required or gives it a default, not null, of that type.
  const std::string& text(std::string_view name) const;
  std::int64_t integer(std::string_view name) const;
  double number(std::string_view name) const;
  bool boolean(std::string_view name) const;

  // Nothing where the field was left out or is null.
  std::optional<std::string> optional_text(std::string_view name) const;
  std::optional<std::int64_t> optional_integer(std::string_view name) const;
  std::optional<double> optional_number(std::string_view name) const;
  std::optional<bool> optional_boolean(std::string_view name) const;
  std::optional<Values> optional_object(std::string_view name) const;

  // Lists and maps; empty where the field was left out or is null.
  std::vector<std::int64_t> integers(std::string_view name) const;
  std::vector<std::string> texts(std::string_view name) const;
  std::vector<Values> objects(std::string_view name) const;
  std::vector<std::pair<std::string, std::string>> text_map(std::string_view name) const;
  std::vector<std::pair<std::string, double>> number_map(std::string_view name) const;

  const Json& json() const { return object_; }

 private:
  Json object_;
};

}  // namespace berth::http
