#include "api/cli/units.hpp"

#include <cmath>
#include <fmt/core.h>

namespace berth::cli {

std::string duration_text(double seconds) {
  if (seconds < 0) return "-" + duration_text(-seconds);
  if (seconds == 0) return "0s";
  if (seconds < 9.95) return fmt::format("{:.{}f}s", seconds, seconds < 0.995 ? 2 : 1);
  const auto whole = static_cast<std::uint64_t>(std::llround(seconds));
  constexpr std::uint64_t kMinute_s = 60, kHour_s = 3600, kDay_s = 86'400, kYear_s = 365 * kDay_s;
  if (whole < kMinute_s) return fmt::format("{}s", whole);
  if (whole < kHour_s) return fmt::format("{}m {:02}s", whole / kMinute_s, whole % kMinute_s);
  if (whole < kDay_s) return fmt::format("{}h {:02}m", whole / kHour_s, whole % kHour_s / kMinute_s);
  if (whole < kYear_s) return fmt::format("{}d {:02}h", whole / kDay_s, whole % kDay_s / kHour_s);
  return fmt::format("{}y {:03}d", whole / kYear_s, whole % kYear_s / kDay_s);
}

std::string count_text(std::uint64_t count) {
  std::string text = std::to_string(count);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string rate_text(double per_second) {
  const char* letters[] = {"", "k", "M", "G"};
  std::size_t letter = 0;
  while (per_second >= 999.5 && letter < 3) {
    per_second /= 1000;
    ++letter;
  }
  const int decimals = letter == 0 || per_second >= 99.95 ? 0 : per_second >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f}{}", per_second, decimals, letters[letter]);
}

std::string percent_text(double share) { return fmt::format("{:.1f} %", share * 100); }

std::string decimal_text(double value, int decimals) { return fmt::format("{:.{}f}", value, decimals); }

std::string plural(std::uint64_t count, const std::string& one) {
  return count_text(count) + " " + one + (count == 1 ? "" : "s");
}

}  // namespace berth::cli
