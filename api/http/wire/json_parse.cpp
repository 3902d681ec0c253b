#include "api/http/wire/json_parse.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>

#include "api/http/wire/number_text.hpp"
#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Leaves each key once, where it stood first, with the value it had last.
void merge_duplicates(JsonObject& members) {
  std::vector<std::size_t> order(members.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return members[a].key < members[b].key; });
  std::vector<bool> superseded(members.size());
  bool any = false;
  for (std::size_t i = 0; i < order.size();) {
    std::size_t end = i + 1;
    while (end < order.size() && members[order[end]].key == members[order[i]].key) superseded[order[end++]] = true;
    if (end > i + 1) {
      members[order[i]].value = std::move(members[order[end - 1]].value);
      any = true;
    }
    i = end;
  }
  if (!any) return;
  JsonObject kept;
  for (std::size_t i = 0; i < members.size(); ++i) {
    if (!superseded[i]) kept.push_back(std::move(members[i]));
  }
  members = std::move(kept);
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::variant<Json, JsonFault> parse() {
    Json result;
    skip_space();
    if (value(result, 0)) {
      skip_space();
      if (at_ < text_.size()) fail("Extra data", at_);
    }
    if (fault_) return *std::move(fault_);
    return result;
  }

 private:
  bool fail(std::string_view message, std::size_t at) {
    fault_ = JsonFault{true, std::string(message), count_characters(text_.substr(0, at))};
    return false;
  }
  bool unreadable() {
    fault_ = JsonFault{false, {}, 0};
    return false;
  }

  void skip_space() {
    while (at_ < text_.size() && std::string_view(" \t\n\r").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool next_is(char c) const { return at_ < text_.size() && text_[at_] == c; }
  bool digit_at(std::size_t at) const { return at < text_.size() && is_digit(text_[at]); }

  bool literal(std::string_view word, Json value, Json& result) {
    if (text_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    result = std::move(value);
    return true;
  }

  bool value(Json& result, int depth) {
    if (depth > kJsonDepthLimit) return unreadable();
    if (next_is('"')) {
      std::string text;
      if (!string(text)) return false;
      result = Json(std::move(text));
      return true;
    }
    if (next_is('{')) return object(result, depth);
    if (next_is('[')) return array(result, depth);
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (literal("null", nullptr, result) || literal("true", true, result) || literal("false", false, result) ||
        literal("NaN", std::numeric_limits<double>::quiet_NaN(), result) || literal("Infinity", kInfinity, result) ||
        literal("-Infinity", -kInfinity, result)) {
      return true;
    }
    return number(result);
  }

  bool object(Json& result, int depth) {
    ++at_;
    JsonObject members;
    skip_space();
    while (!next_is('}')) {
      if (!next_is('"')) return fail("Expecting property name enclosed in double quotes", at_);
      JsonMember& member = members.emplace_back();
      if (!string(member.key)) return false;
      skip_space();
      if (!next_is(':')) return fail("Expecting ':' delimiter", at_);
      ++at_;
      skip_space();
      if (!value(member.value, depth + 1)) return false;
      skip_space();
      if (next_is('}')) break;
      if (!next_is(',')) return fail("Expecting ',' delimiter", at_);
      ++at_;
      skip_space();
      if (next_is('}')) return fail("Expecting property name enclosed in double quotes", at_);
    }
    ++at_;
    merge_duplicates(members);
    result = Json(std::move(members));
    return true;
  }

  bool array(Json& result, int depth) {
    ++at_;
    JsonArray elements;
    skip_space();
    while (!next_is(']')) {
      if (!value(elements.emplace_back(), depth + 1)) return false;
      skip_space();
      if (next_is(']')) break;
      if (!next_is(',')) return fail("Expecting ',' delimiter", at_);
      ++at_;
      skip_space();
      if (next_is(']')) return fail("Expecting value", at_);
    }
    ++at_;
    result = Json(std::move(elements));
    return true;
  }

  // A number ends where it stops being one: "01" is a 0 with something after it, "1." a 1.
  bool number(Json& result) {
    const std::size_t begin = at_;
    std::size_t at = at_;
    if (at < text_.size() && text_[at] == '-') ++at;
    if (!digit_at(at)) return fail("Expecting value", begin);
    if (text_[at] == '0') {
      ++at;
    } else {
      while (digit_at(at)) ++at;
    }
    bool is_float = false;
    if (at < text_.size() && text_[at] == '.' && digit_at(at + 1)) {
      is_float = true;
      for (++at; digit_at(at);) ++at;
    }
    if (at < text_.size() && (text_[at] == 'e' || text_[at] == 'E')) {
      std::size_t power = at + 1;
      if (power < text_.size() && (text_[power] == '-' || text_[power] == '+')) ++power;
      if (digit_at(power)) {
        is_float = true;
        for (at = power; digit_at(at);) ++at;
      }
    }
    at_ = at;
    return is_float ? (result = Json(float_of_digits(text_.substr(begin, at - begin))), true)
                    : integer(text_.substr(begin, at - begin), result);
  }

  bool integer(std::string_view digits, Json& result) {
    if (digits.size() - (digits.front() == '-' ? 1 : 0) > kIntegerDigitsLimit) return unreadable();
    std::int64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    result = read.ec == std::errc() ? Json(value) : Json(LongInteger{std::string(digits)});
    return true;
  }

  bool string(std::string& result) {
    const std::size_t begin = at_++;
    while (true) {
      const std::size_t plain = at_;
      while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\') {
        if (static_cast<unsigned char>(text_[at_]) < 0x20) return fail("Invalid control character at", at_);
        ++at_;
      }
      result += text_.substr(plain, at_ - plain);
      if (at_ == text_.size()) return fail("Unterminated string starting at", begin);
      if (text_[at_++] == '"') return true;
      if (at_ == text_.size()) return fail("Unterminated string starting at", begin);
      if (!escape(result)) return false;
    }
  }

  // What follows a backslash.
  bool escape(std::string& result) {
    const std::size_t backslash = at_ - 1;
    if (text_[at_] == 'u') {
      char32_t code = 0;
      if (!hex(at_ + 1, code)) return fail("Invalid \\uXXXX escape", at_);
      at_ += 5;
      char32_t low = 0;
      if (code >= 0xD800 && code <= 0xDBFF && text_.substr(at_, 2) == "\\u" && text_.size() > at_ + 6) {
        if (!hex(at_ + 2, low)) return fail("Invalid \\uXXXX escape", at_ + 1);
        if (low >= 0xDC00 && low <= 0xDFFF) {
          code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
          at_ += 6;
        }
      }
      append_character(result, code);
      return true;
    }
    constexpr std::string_view kEscapes = "\"\\/bfnrt";
    const std::size_t which = kEscapes.find(text_[at_]);
    if (which == std::string_view::npos) return fail("Invalid \\escape", backslash);
    result += std::string_view("\"\\/\b\f\n\r\t")[which];
    ++at_;
    return true;
  }

  // Four hexadecimal digits with something after them, for the string must end some time.
  bool hex(std::size_t at, char32_t& code) const {
    if (at + 4 >= text_.size()) return false;
    code = 0;
    for (const char c : text_.substr(at, 4)) {
      const int digit = is_digit(c)            ? c - '0'
                        : c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                               : -1;
      if (digit < 0) return false;
      code = code * 16 + static_cast<char32_t>(digit);
    }
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::optional<JsonFault> fault_;
};

}  // namespace

std::variant<Json, JsonFault> parse_json(std::string_view text) {
  if (text.substr(0, kByteOrderMark.size()) == kByteOrderMark) text.remove_prefix(kByteOrderMark.size());
  if (!is_utf8(text)) return JsonFault{false, {}, 0};
  return Parser(text).parse();
}

}  // namespace berth::http
