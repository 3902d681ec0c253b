#include "actors/live/document_text.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace berth::live {
namespace {

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

}  // namespace

std::string& DocumentText::name(std::string_view key) {
  text_ += text_.empty() ? '{' : ',';
  text_ += '"';
  text_ += key;
  text_ += "\":";
  return text_;
}

void DocumentText::append(std::int64_t value) {
  std::array<char, 24> digits{};
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

DocumentText& DocumentText::text(std::string_view key, std::string_view value) {
  name(key) += '"';
  while (!value.empty()) {
    std::size_t plain = 0;
    while (plain < value.size() && is_plain(value[plain])) ++plain;
    text_ += value.substr(0, plain);
    value.remove_prefix(plain);
    if (value.empty()) break;
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto code = static_cast<unsigned char>(value.front());
    text_ += "\\u00";
    text_ += kHex[code >> 4U];
    text_ += kHex[code & 15U];
    value.remove_prefix(1);
  }
  text_ += '"';
  return *this;
}

DocumentText& DocumentText::integer(std::string_view key, std::int64_t value) {
  name(key);
  append(value);
  return *this;
}

DocumentText& DocumentText::number(std::string_view key, double value) {
  name(key);
  if (!std::isfinite(value)) {
    text_ += "null";
    return *this;
  }
  std::array<char, 40> digits{};
  text_.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
  return *this;
}

DocumentText& DocumentText::raw(std::string_view key, std::string_view json) {
  name(key) += json;
  return *this;
}

DocumentText& DocumentText::truth(std::string_view key, bool value) {
  name(key) += value ? "true" : "false";
  return *this;
}

std::string DocumentText::take() {
  if (text_.empty()) text_ = "{";
  text_ += '}';
  return std::move(text_);
}

}  // namespace berth::live
