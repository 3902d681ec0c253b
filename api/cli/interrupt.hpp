// Ctrl-C (SIGINT) and SIGTERM while something long runs: the first asks it to end with what is done so far, a second
// ends the program at once. Where no guard is, a signal ends the program as it always does.
#pragma once

namespace berth::cli {

class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

// Whether a signal came since the program began.
bool interrupted();

}  // namespace berth::cli
