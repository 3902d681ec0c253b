#include "scenarios/read/swf_line.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace berth {
namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }
constexpr bool is_digit(char c) { return static_cast<unsigned char>(c - '0') < 10; }

// Eight characters as one number, the first in the lowest byte: where the next blank or digit ends is then found, and
// up to seven digits are read, without a branch a character (lengths vary, and a branch guessed wrong costs more than
// all of this).
constexpr std::ptrdiff_t kWord = 8;
constexpr std::uint64_t each_byte(std::uint64_t byte) { return byte * 0x0101'0101'0101'0101; }
constexpr bool kLittleEndian = std::endian::native == std::endian::little;

std::uint64_t load(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

const char* skip_blanks(const char* at, const char* end) {
  if (kLittleEndian && end - at >= kWord) {
    const std::uint64_t others = load(at) ^ each_byte(' ');
    if (others != 0) at += std::countr_zero(others) / 8;
  }
  while (is_blank(*at)) ++at;
  return at;
}

// Reads one to seven digits; returns how many, 0 where there are none or more.
int scan_short_number(const char* at, std::uint64_t& value) {
  const std::uint64_t digits = load(at) ^ each_byte('0');
  const std::uint64_t others = (digits | (digits + each_byte(0x80 - 10))) & each_byte(0x80);
  const int count = std::countr_zero(others) / 8;  // 8 where all are digits
  if (count == 0 || count == kWord) return 0;
  const std::uint64_t ones = digits << (kWord - count) * 8;  // leading zeros where there were too few
  const std::uint64_t pairs = ones * (1 + (10 << 8)) >> 8 & 0x00ff'00ff'00ff'00ff;
  const std::uint64_t fours = pairs * (1 + (100 << 16)) >> 16 & 0x0000'ffff'0000'ffff;
  value = fours * (1 + (std::uint64_t{10'000} << 32)) >> 32;
  return count;
}

// Digits after a point, rounded to millionths (half away from zero). May return 1,000,000.
const char* scan_decimals(const char* at, std::int32_t& micros) {
  constexpr int kDigits = 6;
  std::int32_t value = 0;
  int digits = 0;
  bool round_up = false;
  for (; is_digit(*at); ++at, ++digits) {
    if (digits < kDigits) value = value * 10 + (*at - '0');
    if (digits == kDigits) round_up = *at >= '5';
  }
  for (; digits < kDigits; ++digits) value *= 10;
  micros = value + (round_up ? 1 : 0);
  return at;
}

// A number too long for the quick way: leading zeros do not count, the rest is cut off at the limit.
const char* scan_long_number(const char* at, std::int64_t& value) {
  value = 0;
  for (; is_digit(*at); ++at) {
    if (value > kSwfNumberLimit / 10) value = kSwfNumberLimit;
    if (value != kSwfNumberLimit) value = value * 10 + (*at - '0');
  }
  value = std::min(value, kSwfNumberLimit);
  return at;
}

}  // namespace

std::string describe(SwfField field) {
  static constexpr std::array<std::string_view, kSwfFields> kNames = {"job number",
                                                                      "submit time",
                                                                      "wait time",
                                                                      "run time",
                                                                      "allocated processors",
                                                                      "CPU time used",
                                                                      "memory used",
                                                                      "requested processors",
                                                                      "requested time",
                                                                      "requested memory",
                                                                      "status",
                                                                      "user",
                                                                      "group",
                                                                      "executable",
                                                                      "queue",
                                                                      "partition",
                                                                      "preceding job",
                                                                      "think time"};
  const auto index = static_cast<std::size_t>(field);
  return std::to_string(index + 1) + " (" + std::string(kNames[index]) + ")";
}

const char* scan_swf_line(const char* at, const char* end, SwfLine& line) {
  constexpr std::ptrdiff_t kSafeDigits = 18;
  line.decimals = 0;
  line.extra_columns = false;
  line.bad_token = nullptr;
  std::size_t field = 0;
  for (; field < kSwfFields; ++field) {
    at = skip_blanks(at, end);
    if (*at == '\n') break;
    const char* token = at;
    const bool negative = *at == '-';
    if (negative) ++at;
    const char* digits = at;
    std::uint64_t value = 0;
    if (kLittleEndian && end - at >= kWord) at += scan_short_number(at, value);
    if (at == digits) {
      for (; is_digit(*at); ++at) value = value * 10 + static_cast<std::uint64_t>(*at - '0');
    }
    std::int64_t whole = static_cast<std::int64_t>(value);
    if (at - digits > kSafeDigits) at = scan_long_number(digits, whole);
    bool any_digit = at != digits;
    if (*at == '.') {
      std::int32_t micros = 0;
      const char* point = at;
      at = scan_decimals(at + 1, micros);
      any_digit |= at != point + 1;
      constexpr std::int32_t kMillion = 1'000'000;
      if (micros == kMillion) {
        whole = std::min(whole + 1, kSwfNumberLimit);
        micros = 0;
      }
      line.micros[field] = negative ? -micros : micros;
      line.decimals |= std::uint32_t{1} << field;
    }
    if (!any_digit || (!is_blank(*at) && *at != '\n')) {
      line.bad_token = token;
      break;
    }
    line.whole[field] = negative ? -whole : whole;
  }
  line.fields = field;
  while (is_blank(*at)) ++at;
  if (*at == '\n') return at;
  line.extra_columns = true;
  return static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
}

std::string printable_token(const char* token, const char* line_end) {
  constexpr std::size_t kShown = 40;
  std::string text;
  for (; token != line_end && !is_blank(*token); ++token) {
    if (text.size() == kShown) return text + "…";
    text += *token > ' ' && *token < '\x7f' ? *token : '?';
  }
  return text;
}

}  // namespace berth
