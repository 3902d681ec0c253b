#include <cstddef>
#include <cstdint>
#include <string_view>

#include "scenarios/read/scenario_json.hpp"
#include "tests/fuzz/properties.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t count) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), count);
  const berth::Result<berth::Scenario> scenario = berth::parse_scenario(text, "input");
  if (!scenario) berth::fuzz::require(!scenario.error().message.empty() && !scenario.error().place.empty());
  return 0;
}
