// Writes JSON as the API's answers carry it: no white space, members in the order they are written, strings as Python's
// json.dumps(ensure_ascii=False) escapes them, floats as Python's repr shows them. Bytes that are not UTF-8 become
// U+FFFD, a lone surrogate its escape: what is written is always JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace berth::http {

// The shortest decimal that reads back as the same double, always with a fraction or an exponent: 16.0, 0.1, 1e-07,
// 1e+16. NaN and the infinities, which JSON has no form for, are null.
void append_json_number(std::string& text, double value);
void append_json_string(std::string& text, std::string_view value);

class JsonText {
 public:
  JsonText() { text_.reserve(512); }

  JsonText& begin_object() { return open('{'); }
  JsonText& begin_object(std::string_view key) { return name(key).open('{'); }
  JsonText& end_object() { return close('}'); }
  JsonText& begin_array() { return open('['); }
  JsonText& begin_array(std::string_view key) { return name(key).open('['); }
  JsonText& end_array() { return close(']'); }

  // Elements of an array, or the whole text.
  JsonText& text(std::string_view value);
  JsonText& integer(std::int64_t value);
  JsonText& number(double value);
  JsonText& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonText& null() { return raw("null"); }
  JsonText& raw(std::string_view json);  // a value that is JSON already

  // Members of an object.
  JsonText& text(std::string_view key, std::string_view value) { return name(key).text(value); }
  JsonText& integer(std::string_view key, std::int64_t value) { return name(key).integer(value); }
  JsonText& number(std::string_view key, double value) { return name(key).number(value); }
  JsonText& boolean(std::string_view key, bool value) { return name(key).boolean(value); }
  JsonText& null(std::string_view key) { return name(key).null(); }
  JsonText& raw(std::string_view key, std::string_view json) { return name(key).raw(json); }

  // The key of the member whose value is written next.
  JsonText& name(std::string_view key);

  const std::string& str() const { return text_; }
  std::string take() { return std::move(text_); }

 private:
  JsonText& open(char bracket);
  JsonText& close(char bracket);
  void separate();

  std::string text_;
  bool first_ = true;  // nothing yet in what was opened last, or a key was just written
};

}  // namespace berth::http
