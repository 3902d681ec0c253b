#include "scenarios/read/batsim.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  berth::ReadReport report;
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  berth::fuzz::check_result(berth::parse_batsim(text, "input", report), report);
  return 0;
}
