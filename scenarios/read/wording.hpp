// What readers say in the same words.
#pragma once

#include <cstdint>
#include <string>

namespace berth {

inline std::string from_to(std::int64_t least, std::int64_t most) {
  return "from " + std::to_string(least) + " to " + std::to_string(most);
}

}  // namespace berth
