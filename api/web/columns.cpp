#include "api/web/columns.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace berth::web {
namespace {

std::string base64(std::string_view bytes) {
  static constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t taken = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      group = group << 8 | (k < taken ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      text.push_back(k <= taken ? kDigits[group >> (18 - 6 * k) & 63] : '=');
    }
  }
  return text;
}

void append_little_endian(std::string& bytes, std::uint64_t value, std::size_t width) {
  for (std::size_t k = 0; k < width; ++k) bytes.push_back(static_cast<char>(value >> (8 * k) & 0xFF));
}

// Differences of any two times fit: they are within ±kTimeLimit, far from the ends of 64 bits.
std::uint64_t difference(std::int64_t value, std::int64_t from) {
  return static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(from);
}

}  // namespace

std::string_view name_of(ColumnType type) {
  static constexpr std::string_view kNames[] = {"constant", "u8", "u16", "u32", "f64"};
  return kNames[static_cast<std::size_t>(type)];
}

std::size_t ColumnLayout::bytes_per_value() const {
  static constexpr std::size_t kBytes[] = {0, 1, 2, 4, 8};
  return kBytes[static_cast<std::size_t>(type)];
}

ColumnLayout layout_of(std::span<const std::int64_t> values) {
  if (values.empty()) return {};
  const auto [least, largest] = std::minmax_element(values.begin(), values.end());
  std::uint64_t unit = 0;
  for (const std::int64_t value : values) {
    if (unit == 1) break;
    unit = std::gcd(unit, difference(value, *least));
  }
  if (unit == 0) return {ColumnType::kConstant, *least, 1};
  const std::uint64_t range = difference(*largest, *least) / unit;
  const ColumnType type = range <= 0xFF         ? ColumnType::kBits8
                          : range <= 0xFFFF     ? ColumnType::kBits16
                          : range <= 0xFFFFFFFF ? ColumnType::kBits32
                                                : ColumnType::kDouble;
  return {type, *least, static_cast<std::int64_t>(unit)};
}

std::string encode(std::span<const std::int64_t> values, const ColumnLayout& layout) {
  const std::size_t width = layout.bytes_per_value();
  std::string bytes;
  bytes.reserve(values.size() * width);
  for (const std::int64_t value : values) {
    const std::uint64_t raw = difference(value, layout.offset) / static_cast<std::uint64_t>(layout.unit);
    const bool as_double = layout.type == ColumnType::kDouble;
    append_little_endian(bytes, as_double ? std::bit_cast<std::uint64_t>(static_cast<double>(raw)) : raw, width);
  }
  return base64(bytes);
}

}  // namespace berth::web
