#include "scenarios/read/timestamp.hpp"

#include <chrono>

namespace berth {
namespace {

// Takes pieces off the front of a text.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  bool ended() const { return rest_.empty(); }
  bool take(char letter) {
    if (!rest_.starts_with(letter)) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Exactly `count` digits.
  std::optional<int> digits(int count) {
    int number = 0;
    for (int i = 0; i < count; ++i) {
      if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return std::nullopt;
      number = number * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    return number;
  }
  // Digits after a point in millionths, further ones cut off.
  std::optional<int> decimals() {
    int micros = 0, count = 0;
    for (; !rest_.empty() && rest_.front() >= '0' && rest_.front() <= '9'; rest_.remove_prefix(1), ++count) {
      if (count < 6) micros = micros * 10 + (rest_.front() - '0');
    }
    if (count == 0) return std::nullopt;
    for (; count < 6; ++count) micros *= 10;
    return micros;
  }

 private:
  std::string_view rest_;
};

std::optional<Time> take_date(Scanner& text) {
  const auto year = text.digits(4);
  if (!year || *year < kFirstYear || *year > kLastYear || !text.take('-')) return std::nullopt;
  const auto month = text.digits(2);
  if (!month || !text.take('-')) return std::nullopt;
  const auto day = text.digits(2);
  if (!day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

std::optional<Duration> take_clock(Scanner& text) {
  const auto hours = text.digits(2);
  if (!hours || *hours > 23 || !text.take(':')) return std::nullopt;
  const auto minutes = text.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  Duration clock = *hours * kHour + *minutes * kMinute;
  if (!text.take(':')) return clock;
  const auto whole = text.digits(2);
  if (!whole || *whole > 60) return std::nullopt;  // 60: a leap second
  clock += *whole * kSecond;
  if (!text.take('.')) return clock;
  const auto micros = text.decimals();
  if (!micros) return std::nullopt;
  return clock + *micros;
}

std::optional<Duration> take_offset(Scanner& text) {
  if (text.ended() || text.take('Z')) return 0;
  const int sign = text.take('-') ? -1 : 1;
  if (sign > 0 && !text.take('+')) return std::nullopt;
  const auto hours = text.digits(2);
  if (!hours || *hours > 23) return std::nullopt;
  text.take(':');
  const auto minutes = text.ended() ? std::optional(0) : text.digits(2);
  if (!minutes || *minutes > 59) return std::nullopt;
  return sign * (*hours * kHour + *minutes * kMinute);
}

}  // namespace

std::optional<Time> parse_timestamp(std::string_view text) {
  Scanner scanner(text);
  const auto date = take_date(scanner);
  if (!date) return std::nullopt;
  if (scanner.ended()) return date;
  if (!scanner.take(' ') && !scanner.take('T')) return std::nullopt;
  const auto clock = take_clock(scanner);
  if (!clock) return std::nullopt;
  const auto offset = take_offset(scanner);
  if (!offset || !scanner.ended()) return std::nullopt;
  return *date + *clock - *offset;
}

}  // namespace berth
