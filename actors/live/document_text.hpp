// Writes the members of one JSON object, for the documents that are written with every command.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace berth::live {

class DocumentText {
 public:
  DocumentText() { text_.reserve(kUsual); }

  // REQUIRES: keys and raw values need no escape. A text that is not UTF-8 goes through unchanged: the journal has the
  // last word on it.
  DocumentText& text(std::string_view key, std::string_view value);
  DocumentText& integer(std::string_view key, std::int64_t value);
  DocumentText& number(std::string_view key, double value);
  DocumentText& truth(std::string_view key, bool value);
  DocumentText& raw(std::string_view key, std::string_view json);  // a value that is JSON already
  // An array of integers, from whatever has them.
  template <class Range, class Number>
  DocumentText& integers(std::string_view key, const Range& range, const Number& number_of) {
    name(key) += '[';
    bool first = true;
    for (const auto& one : range) {
      if (!first) text_ += ',';
      first = false;
      append(number_of(one));
    }
    text_ += ']';
    return *this;
  }

  bool is_empty() const { return text_.empty(); }
  std::string take();  // "{}" where there are no members

 private:
  static constexpr std::size_t kUsual = 512;
  std::string& name(std::string_view key);
  void append(std::int64_t value);

  std::string text_;
};

}  // namespace berth::live
