// The clock that never jumps, in microseconds: for measuring how long something takes, never for what is stored.
#pragma once

#include <chrono>

#include "engine/model/time.hpp"

namespace berth::live {

inline Time steady_now() {
  return std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace berth::live
