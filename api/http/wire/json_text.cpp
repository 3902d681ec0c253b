#include "api/http/wire/json_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

// Where Python's repr goes over to an exponent.
constexpr double kFixedFrom = 1e-4;
constexpr double kFixedBelow = 1e16;

void append_escape(std::string& text, char32_t code) {
  constexpr std::string_view kHex = "0123456789abcdef";
  text += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) text += kHex[(code >> shift) & 15];
}

// ASCII that needs no escape.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (std::size_t c = 0x20; c < 0x80; ++c) plain[c] = c != '"' && c != '\\';
  return plain;
}();

// What JSON writes for a character that must not stand for itself; 0 when it may.
char short_escape(char32_t code) {
  switch (code) {
    case '"':
      return '"';
    case '\\':
      return '\\';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return 0;
  }
}

}  // namespace

void append_json_number(std::string& text, double value) {
  if (!std::isfinite(value)) {
    text += "null";
    return;
  }
  const double size = std::fabs(value);
  const bool fixed = size == 0 || (size >= kFixedFrom && size < kFixedBelow);
  std::array<char, 40> buffer{};
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value,
                                    fixed ? std::chars_format::fixed : std::chars_format::scientific);
  const std::string_view digits(buffer.data(), static_cast<std::size_t>(result.ptr - buffer.data()));
  text += digits;
  if (fixed && digits.find('.') == std::string_view::npos) text += ".0";
}

void append_json_string(std::string& text, std::string_view value) {
  text += '"';
  while (!value.empty()) {
    // Most of what is written stands for itself.
    std::size_t plain = 0;
    while (plain < value.size() && kPlain[static_cast<unsigned char>(value[plain])]) ++plain;
    text.append(value.substr(0, plain));
    value.remove_prefix(plain);
    if (value.empty()) break;
    const Utf8Character character = first_character(value, true);
    if (character.bytes == 0) {
      text += "\xEF\xBF\xBD";
      value.remove_prefix(1);
      continue;
    }
    if (const char escape = short_escape(character.code)) {
      text += '\\';
      text += escape;
    } else if (character.code < 0x20 || is_surrogate(character.code)) {
      append_escape(text, character.code);
    } else {
      text += value.substr(0, character.bytes);
    }
    value.remove_prefix(character.bytes);
  }
  text += '"';
}

void JsonText::separate() {
  if (!first_) text_ += ',';
  first_ = false;
}

JsonText& JsonText::open(char bracket) {
  separate();
  text_ += bracket;
  first_ = true;
  return *this;
}

JsonText& JsonText::close(char bracket) {
  text_ += bracket;
  first_ = false;
  return *this;
}

JsonText& JsonText::name(std::string_view key) {
  separate();
  append_json_string(text_, key);
  text_ += ':';
  first_ = true;
  return *this;
}

JsonText& JsonText::text(std::string_view value) {
  separate();
  append_json_string(text_, value);
  return *this;
}

JsonText& JsonText::integer(std::int64_t value) {
  separate();
  std::array<char, 24> digits{};
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return *this;
}

JsonText& JsonText::number(double value) {
  separate();
  append_json_number(text_, value);
  return *this;
}

JsonText& JsonText::raw(std::string_view json) {
  separate();
  text_ += json;
  return *this;
}

}  // namespace berth::http
