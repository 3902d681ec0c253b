#include "api/http/wire/number_text.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool only_digits(std::string_view text) {
  for (const char c : text) {
    if (!is_digit(c)) return false;
  }
  return !text.empty();
}

// Underscores between digits taken out; nothing when one stands at an end or beside another.
std::optional<std::string> without_underscores(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      result += text[i];
    } else if (i == 0 || i + 1 == text.size() || text[i + 1] == '_') {
      return std::nullopt;
    }
  }
  return result;
}

// [sign] digits [. digits] [e [sign] digits], with digits on at least one side of the point.
bool is_decimal(std::string_view text) {
  const auto skip_digits = [&] {
    std::size_t count = 0;
    while (!text.empty() && is_digit(text.front())) text.remove_prefix(1), ++count;
    return count;
  };
  const auto skip_sign = [&] {
    if (!text.empty() && (text.front() == '+' || text.front() == '-')) text.remove_prefix(1);
  };
  skip_sign();
  std::size_t digits = skip_digits();
  if (!text.empty() && text.front() == '.') {
    text.remove_prefix(1);
    digits += skip_digits();
  }
  if (digits == 0) return false;
  if (!text.empty() && (text.front() == 'e' || text.front() == 'E')) {
    text.remove_prefix(1);
    skip_sign();
    if (skip_digits() == 0) return false;
  }
  return text.empty();
}

// The double nearest to a decimal that from_chars finds out of range: its order of magnitude says on which side.
double beyond_range(std::string_view text, bool negative) {
  const std::size_t e = text.find_first_of("eE");
  std::int64_t exponent = 0;
  if (e != std::string_view::npos) {
    std::string_view power = text.substr(e + 1);
    if (power.front() == '+') power.remove_prefix(1);
    const auto read = std::from_chars(power.data(), power.data() + power.size(), exponent);
    if (read.ec != std::errc()) exponent = power.front() == '-' ? -1'000'000'000 : 1'000'000'000;
    text = text.substr(0, e);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::size_t first = text.find_first_of("123456789");
  const bool huge = static_cast<std::int64_t>(point) - static_cast<std::int64_t>(first) + exponent > 0;
  const double size = huge ? std::numeric_limits<double>::infinity() : 0.0;
  return negative ? -size : size;
}

std::optional<double> read_float(std::string_view text) {
  const bool negative = !text.empty() && text.front() == '-';
  if (is_decimal(text)) return float_of_digits(text);
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  const double sign = negative ? -1.0 : 1.0;
  if (equal_ignoring_case(text, "inf") || equal_ignoring_case(text, "infinity")) {
    return sign * std::numeric_limits<double>::infinity();
  }
  if (equal_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

}  // namespace

IntegerText integer_of_text(std::string_view text, std::int64_t& value) {
  if (text.size() > kIntegerDigitsLimit) return IntegerText::kTooLarge;
  text = trim_white_space(text);
  const bool negative = !text.empty() && text.front() == '-';
  if (!text.empty() && (negative || text.front() == '+')) text.remove_prefix(1);
  if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
    const std::string_view fraction = text.substr(point + 1);
    if (fraction.empty() || fraction.find_first_not_of('0') != std::string_view::npos) {
      return IntegerText::kNotAnInteger;
    }
    text = text.substr(0, point);
  }
  const std::optional<std::string> digits = without_underscores(text);
  if (!digits || !only_digits(*digits)) return IntegerText::kNotAnInteger;
  const std::string number = (negative ? "-" : "") + *digits;
  const auto read = std::from_chars(number.data(), number.data() + number.size(), value);
  return read.ec == std::errc() ? IntegerText::kRead : IntegerText::kTooLarge;
}

std::optional<double> float_of_text(std::string_view text) {
  if (const std::optional<double> value = read_float(trim_white_space(text))) return value;
  if (text.find('_') == std::string_view::npos) return std::nullopt;
  const std::optional<std::string> plain = without_underscores(text);
  return plain ? read_float(*plain) : std::nullopt;
}

double float_of_digits(std::string_view digits) {
  const bool negative = digits.front() == '-';
  if (digits.front() == '+') digits.remove_prefix(1);
  double value = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return read.ec == std::errc::result_out_of_range ? beyond_range(digits, negative) : value;
}

}  // namespace berth::http
