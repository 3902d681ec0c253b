// What an object of the API looks like, said once: by this its fields are validated (validate.hpp) and described in the
// OpenAPI document (openapi.hpp). A field is written as a sentence:
//   Field::number("cpu_limit").at_least(0).says("Cores in total").like(16.0)
// and is required unless `optional` or `otherwise` says so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/wire/json_value.hpp"

namespace berth::http {

struct Schema;

enum class FieldType : std::uint8_t {
  kText,
  kInteger,
  kNumber,
  kBoolean,
  kEmail,
  kChoice,     // one of `choices`
  kObject,     // as `object` says
  kTextMap,    // any keys, text values
  kNumberMap,  // any keys, numbers
  kAny,        // anything, for answers only
};

struct Field {
  std::string name;
  FieldType type = FieldType::kText;
  bool list = false;  // an array of these
  bool required = true;
  bool nullable = false;
  bool secret = false;                // never echoed
  std::optional<Json> default_value;  // of a field that may be left out

  std::optional<double> ge, gt, le, lt;
  std::optional<std::size_t> min_length, max_length;  // of text, in characters
  std::optional<std::size_t> max_items;               // of a list or a map
  std::vector<std::string> choices;
  std::string choices_name;        // of the component that lists them; empty: listed in place
  const Schema* object = nullptr;  // lives as long as the program
  std::string format;              // "date-time"; described, not checked
  // Says what is wrong with a text, as a sentence; nothing when it is fine. Asked last.
  std::function<std::optional<std::string>(std::string_view)> check;

  std::string description;
  std::optional<Json> example;

  static Field text(std::string name) { return of(FieldType::kText, std::move(name)); }
  static Field integer(std::string name) { return of(FieldType::kInteger, std::move(name)); }
  static Field number(std::string name) { return of(FieldType::kNumber, std::move(name)); }
  static Field boolean(std::string name) { return of(FieldType::kBoolean, std::move(name)); }
  static Field email(std::string name) { return of(FieldType::kEmail, std::move(name)); }
  static Field text_map(std::string name) { return of(FieldType::kTextMap, std::move(name)); }
  static Field number_map(std::string name) { return of(FieldType::kNumberMap, std::move(name)); }
  static Field any(std::string name) { return of(FieldType::kAny, std::move(name)); }
  static Field choice(std::string name, std::string component, std::vector<std::string> choices) {
    Field field = of(FieldType::kChoice, std::move(name));
    field.choices_name = std::move(component);
    field.choices = std::move(choices);
    return field;
  }
  static Field nested(std::string name, const Schema& object) {
    Field field = of(FieldType::kObject, std::move(name));
    field.object = &object;
    return field;
  }

  Field& list_of_at_most(std::size_t items) { return list = true, max_items = items, *this; }
  Field& items_at_most(std::size_t items) { return max_items = items, *this; }
  Field& optional() { return required = false, *this; }
  Field& otherwise(Json value) { return required = false, default_value = std::move(value), *this; }
  Field& or_null() { return nullable = true, *this; }
  Field& kept_secret() { return secret = true, *this; }
  Field& at_least(double bound) { return ge = bound, *this; }
  Field& more_than(double bound) { return gt = bound, *this; }
  Field& at_most(double bound) { return le = bound, *this; }
  Field& less_than(double bound) { return lt = bound, *this; }
  Field& shortest(std::size_t characters) { return min_length = characters, *this; }
  Field& longest(std::size_t characters) { return max_length = characters, *this; }
  Field& formatted(std::string name_of_format) { return format = std::move(name_of_format), *this; }
  Field& checked(std::function<std::optional<std::string>(std::string_view)> by) {
    return check = std::move(by), *this;
  }
  Field& says(std::string words) { return description = std::move(words), *this; }
  Field& like(Json value) { return example = std::move(value), *this; }

 private:
  static Field of(FieldType type, std::string name) {
    Field field;
    field.type = type;
    field.name = std::move(name);
    return field;
  }
};

struct Schema {
  std::string name;
  std::vector<Field> fields;  // in the order of the wire
  std::string description;
  // Fields that mean something elsewhere and nothing here, each with why and what would be right: refused, where others
  // that nobody knows are passed over.
  std::vector<std::pair<std::string, std::string>> refused = {};

  bool holds_secret() const;
};

}  // namespace berth::http
