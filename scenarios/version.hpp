// The program's version, as the build sets it: results say what made them.
#pragma once

#include <string_view>

namespace berth {

std::string_view program_version();  // "0.1.0"

}  // namespace berth
