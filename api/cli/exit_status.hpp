// What the program's exit status says.
#pragma once

#include "engine/model/result.hpp"

namespace berth::cli {

enum ExitStatus : int {
  kOk = 0,
  kFailed = 1,  // the work could not be done, or was interrupted
  kUsage = 2,   // wrong flags, or input that is wrong
};

inline ExitStatus status_of(const Error& error) { return error.kind == Error::Kind::kInput ? kUsage : kFailed; }

}  // namespace berth::cli
