// Reading a JSON tree strictly, field by field: every wrong type, number out of range, unknown or missing key becomes
// an error with the file and the JSON path of the field, saying what would be right.
//
// The first error of a reading is kept in a JsonProblems; after it, reading goes on with stand-in values and the
// caller asks once at the end.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/model/result.hpp"
#include "scenarios/read/json_tree.hpp"

namespace berth {

class JsonProblems {
 public:
  // `place` names the file.
  explicit JsonProblems(std::string place) : place_(std::move(place)) {}

  void add(const std::string& path, std::string message) {
    if (!first_) first_ = Error::input(place_ + ":" + (path.empty() ? "/" : path), std::move(message));
  }
  const std::optional<Error>& first() const { return first_; }

 private:
  std::string place_;
  std::optional<Error> first_;
};

// A value and where it stands.
class JsonField {
 public:
  JsonField(const JsonValue& value, std::string path, JsonProblems& problems)
      : value_(&value), path_(std::move(path)), problems_(&problems) {}

  bool is(JsonValue::Kind kind) const { return value_->kind == kind; }
  const std::string& path() const { return path_; }
  // "is <the value>, must be <what>"
  void must_be(const std::string& what) const {
    problems_->add(path_, "is " + describe(*value_) + ", must be " + what);
  }
  void problem(std::string message) const { problems_->add(path_, std::move(message)); }

  std::string text(std::size_t limit) const;  // not empty, at most `limit` bytes
  std::int64_t whole(std::int64_t least, std::int64_t most) const;
  double real(double least, double most) const;
  // A number with at most `places` decimals, times 10^places; the bounds are of the number itself.
  std::int64_t scaled(int places, std::int64_t least, std::int64_t most, const std::string& unit) const;
  bool truth() const;
  // The position of a string among `words`.
  std::size_t one_of(std::initializer_list<std::string_view> words) const;

  // Of an object; nothing where it is not there.
  std::optional<JsonField> member(std::string_view key) const;
  std::vector<JsonField> items(std::size_t most) const;  // of an array of 1 to `most`
  // Keys and values of an object of 1 to `most`.
  std::vector<std::pair<std::string, JsonField>> entries(std::size_t most) const;

 private:
  friend class JsonFields;

  const JsonValue* value_;
  std::string path_;
  JsonProblems* problems_;
};

// The members of an object, of which only `known` keys may be there.
class JsonFields {
 public:
  JsonFields(const JsonField& object, std::initializer_list<std::string_view> known);

  bool has(std::string_view key) const;
  std::optional<JsonField> find(std::string_view key) const;
  std::optional<JsonField> require(std::string_view key) const;  // nothing after an error only
  // Exactly one of `keys` must be there: its position, or nothing after an error.
  std::optional<std::size_t> require_one_of(std::initializer_list<std::string_view> keys) const;
  void problem(std::string message) const { object_.problem(std::move(message)); }

 private:
  JsonField object_;
};

}  // namespace berth
