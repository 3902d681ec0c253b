#include "scenarios/write/text.hpp"

#include <charconv>
#include <cmath>

namespace berth {

void append_integer(std::string& text, std::int64_t value) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void append_seconds(std::string& text, Duration duration) {
  if (duration < 0) {
    text += '-';
    duration = -duration;
  }
  append_integer(text, duration / kSecond);
  Duration rest = duration % kSecond;
  if (rest == 0) return;
  text += '.';
  for (Duration place = kSecond / 10; rest > 0; place /= 10) {
    text += static_cast<char>('0' + rest / place);
    rest %= place;
  }
}

void append_number(std::string& text, double value) {
  if (!std::isfinite(value)) return;
  if (value == 0) value = 0;  // never "-0"
  char digits[400];           // the longest double in fixed notation
  text.append(digits, std::to_chars(digits, digits + sizeof digits, value, std::chars_format::fixed).ptr);
}

void append_csv_field(std::string& text, std::string_view field) {
  if (field.find_first_of(",\"\r\n") == std::string_view::npos) {
    text += field;
    return;
  }
  text += '"';
  for (const char letter : field) {
    if (letter == '"') text += '"';
    text += letter;
  }
  text += '"';
}

}  // namespace berth
