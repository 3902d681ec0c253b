// Writes JSON as text, indented, keys in the order they are given: objects and arrays are opened and closed by hand.
// Numbers are exact decimals; strings are escaped, and bytes that are not UTF-8 become U+FFFD.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace berth {

class JsonWriter {
 public:
  JsonWriter& begin_object(std::string_view key = {}) { return begin(key, '{'); }
  JsonWriter& end_object() { return end('}'); }
  JsonWriter& begin_array(std::string_view key = {}) { return begin(key, '['); }
  JsonWriter& end_array() { return end(']'); }

  // A member of an object; with an empty key, an element of an array.
  void text(std::string_view key, std::string_view value);
  void number(std::string_view key, double value);  // null where it is not finite
  void integer(std::string_view key, std::int64_t value);
  void count(std::string_view key, std::uint64_t value) { integer(key, static_cast<std::int64_t>(value)); }
  void boolean(std::string_view key, bool value);

  // What has been written so far; with a line's end when the outermost value is closed.
  const std::string& str() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonWriter& begin(std::string_view key, char bracket);
  JsonWriter& end(char bracket);
  void start_value(std::string_view key);
  void append_string(std::string_view value);

  std::string text_;
  int depth_ = 0;
  bool empty_ = true;  // nothing yet in what was opened last
};

}  // namespace berth
