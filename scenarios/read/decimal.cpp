#include "scenarios/read/decimal.hpp"

#include <algorithm>

namespace berth {
namespace {

constexpr int kDigitsLimit = 18;
constexpr std::int64_t kExponentLimit = 1'000'000'000;  // farther ones are as good as this

// Takes the exponent off the end of `text`.
std::int64_t take_exponent(std::string_view& text) {
  const std::size_t at = text.find_first_of("eE");
  if (at == std::string_view::npos) return 0;
  std::string_view digits = text.substr(at + 1);
  text = text.substr(0, at);
  const bool negative = digits.starts_with('-');
  std::int64_t exponent = 0;
  for (const char digit : digits) {
    if (digit >= '0' && digit <= '9') exponent = std::min(kExponentLimit, exponent * 10 + (digit - '0'));
  }
  return negative ? -exponent : exponent;
}

}  // namespace

bool is_decimal(std::string_view text) {
  const auto take_digits = [&] {
    const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
    text.remove_prefix(count);
    return count > 0;
  };
  const auto take_any = [&](std::string_view letters) {
    if (text.empty() || letters.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
  };
  take_any("-");
  if (!take_digits()) return false;
  if (take_any(".") && !take_digits()) return false;
  if (take_any("eE")) {
    take_any("+-");
    if (!take_digits()) return false;
  }
  return text.empty();
}

std::optional<Decimal> parse_decimal(std::string_view text, int places) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  std::int64_t wanted = take_exponent(text) + places;  // digits to keep behind the point
  const std::size_t point = std::min(text.find('.'), text.size());
  wanted += static_cast<std::int64_t>(point);  // digits to keep, counted from the first

  Decimal decimal;
  int significant = 0;
  std::int64_t seen = 0;
  for (const char digit : text) {
    if (digit == '.') continue;
    if (seen++ >= wanted) {
      decimal.exact = decimal.exact && digit == '0';
      continue;
    }
    if (digit != '0' || significant > 0) ++significant;
    if (significant > kDigitsLimit) return std::nullopt;
    decimal.scaled = decimal.scaled * 10 + (digit - '0');
  }
  for (; seen < wanted && decimal.scaled != 0; ++seen) {
    if (++significant > kDigitsLimit) return std::nullopt;
    decimal.scaled *= 10;
  }
  if (negative) decimal.scaled = -decimal.scaled;
  return decimal;
}

}  // namespace berth
