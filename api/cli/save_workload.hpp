// Writes a workload in the format its name's ending says: .swf, .swf.gz, or .json (Batsim).
#pragma once

#include <string>

#include "engine/model/workload.hpp"

namespace berth::cli {

// An error when the name ends in none of them; to be asked before long work.
Result<void> check_ending(const std::string& flag, const std::string& path);

// REQUIRES: check_ending. What the format has no words for is said on stderr.
Result<void> save_workload(const std::string& path, const Workload& workload);

}  // namespace berth::cli
