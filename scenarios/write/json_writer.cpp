#include "scenarios/write/json_writer.hpp"

#include <cmath>

#include "scenarios/write/text.hpp"

namespace berth {
namespace {

// How many bytes the UTF-8 sequence at the start of `text` has; 0 when it is not one (RFC 3629).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t length = lead >= 0xC2 && lead < 0xE0 ? 2 : lead >= 0xE0 && lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (lead < 0xC2 || length == 0 || text.size() < length) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong = (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xF0 && byte(1) < 0x90);
  const bool outside = (lead == 0xED && byte(1) >= 0xA0) || (lead == 0xF4 && byte(1) >= 0x90);
  return overlong || outside ? 0 : length;
}

}  // namespace

JsonWriter& JsonWriter::begin(std::string_view key, char bracket) {
  start_value(key);
  text_ += bracket;
  ++depth_;
  empty_ = true;
  return *this;
}

JsonWriter& JsonWriter::end(char bracket) {
  --depth_;
  if (!empty_) {
    text_ += '\n';
    text_.append(static_cast<std::size_t>(depth_) * 2, ' ');
  }
  text_ += bracket;
  if (depth_ == 0) text_ += '\n';
  empty_ = false;
  return *this;
}

void JsonWriter::start_value(std::string_view key) {
  if (depth_ > 0) {
    text_ += empty_ ? "\n" : ",\n";
    text_.append(static_cast<std::size_t>(depth_) * 2, ' ');
  }
  empty_ = false;
  if (key.empty()) return;
  append_string(key);
  text_ += ": ";
}

void JsonWriter::text(std::string_view key, std::string_view value) {
  start_value(key);
  append_string(value);
}

void JsonWriter::number(std::string_view key, double value) {
  start_value(key);
  if (std::isfinite(value)) {
    append_number(text_, value);
  } else {
    text_ += "null";
  }
}

void JsonWriter::integer(std::string_view key, std::int64_t value) {
  start_value(key);
  append_integer(text_, value);
}

void JsonWriter::boolean(std::string_view key, bool value) {
  start_value(key);
  text_ += value ? "true" : "false";
}

void JsonWriter::append_string(std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  text_ += '"';
  while (!value.empty()) {
    const auto byte = static_cast<unsigned char>(value[0]);
    const std::size_t length = utf8_length(value);
    if (length == 0) {
      text_ += "\xEF\xBF\xBD";
    } else if (byte == '"' || byte == '\\') {
      text_ += '\\';
      text_ += value[0];
    } else if (byte == '\n') {
      text_ += "\\n";
    } else if (byte == '\t') {
      text_ += "\\t";
    } else if (byte < 0x20) {
      text_ += "\\u00";
      text_ += kHex[byte >> 4];
      text_ += kHex[byte & 15];
    } else {
      text_ += value.substr(0, length);
    }
    value.remove_prefix(length == 0 ? 1 : length);
  }
  text_ += '"';
}

}  // namespace berth
