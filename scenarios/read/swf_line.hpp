// One line of the Standard Workload Format as numbers: what the fields are called, and a scanner that only knows
// digits. What the numbers mean is decided in swf_parser.cpp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace berth {

inline constexpr std::size_t kSwfFields = 18;

// The standard's fields, by position.
enum class SwfField : std::uint8_t {
  kNumber,
  kSubmit,
  kWait,
  kRun,
  kAllocated,
  kCpuTime,
  kUsedMemory,
  kProcessors,
  kRequested,
  kMemory,
  kStatus,
  kUser,
  kGroup,
  kExecutable,
  kQueue,
  kPartition,
  kPreceding,
  kThink,
};

// "4 (run time)", as errors call it.
std::string describe(SwfField field);

// Whole numbers larger than this are not told apart: they stand for "absurdly large".
inline constexpr std::int64_t kSwfNumberLimit = 999'999'999'999'999'999;

struct SwfLine {
  std::array<std::int64_t, kSwfFields> whole;   // towards zero; -0.5 is 0 here and -500,000 below
  std::array<std::int32_t, kSwfFields> micros;  // the decimals, rounded to millionths, with the number's sign;
                                                // only valid where `decimals` has the field's bit
  std::uint32_t decimals = 0;                   // one bit a field
  std::size_t fields = 0;                       // found; at most kSwfFields
  bool extra_columns = false;                   // more than kSwfFields
  const char* bad_token = nullptr;              // where a field that is not a number begins, else null

  std::int64_t operator[](SwfField field) const { return whole[static_cast<std::size_t>(field)]; }
  std::int32_t micros_of(SwfField field) const {
    const auto index = static_cast<std::size_t>(field);
    return (decimals >> index & 1) != 0 ? micros[index] : 0;
  }
};

// Scans the line that begins at `at` and ends with the first '\n' before `end`, which must be there. Returns the '\n'.
const char* scan_swf_line(const char* at, const char* end, SwfLine& line);

// The token that begins at `token`, cut to a length people can read, unprintable characters shown as '?'.
std::string printable_token(const char* token, const char* line_end);

}  // namespace berth
