// Whole numbers of many jobs as compact binary columns inside the page, which reads them into typed arrays.
//
// A column is stored as raw = (value − offset) / unit, where unit is the greatest common divisor of all differences,
// in the narrowest of 8, 16 or 32 bits that holds it (little-endian), as a double where none does, and as nothing
// where all values are equal. A log in whole seconds thus takes 4 bytes a time. Values are exact up to 2^53.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace berth::web {

enum class ColumnType : std::uint8_t { kConstant, kBits8, kBits16, kBits32, kDouble };

// What the page calls the type: "constant", "u8", "u16", "u32", "f64".
std::string_view name_of(ColumnType type);

struct ColumnLayout {
  ColumnType type = ColumnType::kConstant;
  std::int64_t offset = 0;
  std::int64_t unit = 1;

  std::size_t bytes_per_value() const;
};

// The narrowest layout of these values.
ColumnLayout layout_of(std::span<const std::int64_t> values);

// The values in that layout, as base64.
std::string encode(std::span<const std::int64_t> values, const ColumnLayout& layout);

}  // namespace berth::web
