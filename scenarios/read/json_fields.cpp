#include "scenarios/read/json_fields.hpp"

#include <algorithm>
#include <charconv>
#include <span>

#include "scenarios/nearest.hpp"
#include "scenarios/read/decimal.hpp"
#include "scenarios/read/wording.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

std::string quoted(std::string_view text) { return "\"" + std::string(text) + "\""; }

// "a", "b" or "c"
std::string alternatives(std::span<const std::string_view> words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += quoted(words[i]);
  }
  return text;
}

}  // namespace

std::string JsonField::text(std::size_t limit) const {
  if (is(JsonValue::Kind::kString) && !value_->text.empty() && value_->text.size() <= limit) return value_->text;
  must_be("a string of 1 to " + std::to_string(limit) + " bytes");
  return {};
}

std::int64_t JsonField::whole(std::int64_t least, std::int64_t most) const {
  if (is(JsonValue::Kind::kNumber)) {
    const auto decimal = parse_decimal(value_->text, 0);
    if (decimal && decimal->exact && decimal->scaled >= least && decimal->scaled <= most) return decimal->scaled;
  }
  must_be("a whole number " + from_to(least, most));
  return least;
}

double JsonField::real(double least, double most) const {
  if (is(JsonValue::Kind::kNumber)) {
    double number = 0;
    const char* end = value_->text.data() + value_->text.size();
    const auto [read, error] = std::from_chars(value_->text.data(), end, number);
    if (error == std::errc() && read == end && number >= least && number <= most) return number;
  }
  std::string range = "a number from ";
  append_number(range, least);
  append_number(range += " to ", most);
  must_be(range);
  return least;
}

std::int64_t JsonField::scaled(int places, std::int64_t least, std::int64_t most, const std::string& unit) const {
  std::int64_t factor = 1;
  for (int i = 0; i < places; ++i) factor *= 10;
  if (is(JsonValue::Kind::kNumber)) {
    const auto decimal = parse_decimal(value_->text, places);
    const bool within = decimal && decimal->scaled >= least * factor && decimal->scaled <= most * factor;
    if (within && decimal->exact) return decimal->scaled;
    if (within) {
      must_be("a number of " + unit + " with at most " + std::to_string(places) + " decimals");
      return least * factor;
    }
  }
  must_be("a number of " + unit + " " + from_to(least, most));
  return least * factor;
}

bool JsonField::truth() const {
  if (!is(JsonValue::Kind::kTrue) && !is(JsonValue::Kind::kFalse)) must_be("true or false");
  return is(JsonValue::Kind::kTrue);
}

std::size_t JsonField::one_of(std::initializer_list<std::string_view> words) const {
  const auto found = std::find(words.begin(), words.end(), value_->text);
  if (is(JsonValue::Kind::kString) && found != words.end()) return found - words.begin();
  must_be(alternatives({words.begin(), words.size()}));
  return 0;
}

std::optional<JsonField> JsonField::member(std::string_view key) const {
  if (!is(JsonValue::Kind::kObject)) return std::nullopt;
  for (const JsonMember& member : value_->members) {
    if (member.key == key) return JsonField(member.value, path_ + pointer_step(key), *problems_);
  }
  return std::nullopt;
}

std::vector<JsonField> JsonField::items(std::size_t most) const {
  std::vector<JsonField> fields;
  const std::vector<JsonMember>& members = value_->members;
  if (!is(JsonValue::Kind::kArray) || members.empty() || members.size() > most) {
    must_be("an array of 1 to " + std::to_string(most) + " elements");
    return fields;
  }
  fields.reserve(members.size());
  for (std::size_t i = 0; i < members.size(); ++i) {
    fields.emplace_back(members[i].value, path_ + "/" + std::to_string(i), *problems_);
  }
  return fields;
}

std::vector<std::pair<std::string, JsonField>> JsonField::entries(std::size_t most) const {
  std::vector<std::pair<std::string, JsonField>> fields;
  const std::vector<JsonMember>& members = value_->members;
  if (!is(JsonValue::Kind::kObject) || members.empty() || members.size() > most) {
    must_be("an object of 1 to " + std::to_string(most) + " keys");
    return fields;
  }
  for (const JsonMember& member : members) {
    fields.emplace_back(member.key, JsonField(member.value, path_ + pointer_step(member.key), *problems_));
  }
  return fields;
}

JsonFields::JsonFields(const JsonField& object, std::initializer_list<std::string_view> known) : object_(object) {
  if (!object.is(JsonValue::Kind::kObject)) {
    object.must_be("an object with the keys " + alternatives({known.begin(), known.size()}));
    return;
  }
  for (const JsonMember& member : object.value_->members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const std::string_view meant = nearest_of(member.key, {known.begin(), known.size()});
    object.problems_->add(object.path_ + pointer_step(member.key),
                          meant.empty() ? "is no known key; there are " + alternatives({known.begin(), known.size()})
                                        : "is no known key; did you mean " + quoted(meant) + "?");
  }
}

bool JsonFields::has(std::string_view key) const { return find(key).has_value(); }

std::optional<JsonField> JsonFields::find(std::string_view key) const { return object_.member(key); }

std::optional<JsonField> JsonFields::require(std::string_view key) const {
  const auto field = find(key);
  if (!field) object_.problems_->add(object_.path_ + pointer_step(key), "is missing");
  return field;
}

std::optional<std::size_t> JsonFields::require_one_of(std::initializer_list<std::string_view> keys) const {
  std::optional<std::size_t> found;
  std::size_t position = 0, count = 0;
  for (const std::string_view key : keys) {
    if (has(key)) {
      found = position;
      ++count;
    }
    ++position;
  }
  if (count == 1) return found;
  const std::string names = alternatives({keys.begin(), keys.size()});
  object_.problem(count == 0 ? "must have " + names : "must have only one of " + names);
  return std::nullopt;
}

}  // namespace berth
