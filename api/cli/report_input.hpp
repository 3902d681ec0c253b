// Says on stderr what was odd: in the log that was read, and the jobs that could never run.
#pragma once

#include "scenarios/outcome.hpp"

namespace berth::cli {

// Nothing is said of a log that is as its format wants it.
void report_input(const ReadReport& report);

// The count of a replay's refused jobs, the first few with their reasons, and where all of them are listed.
void report_refusals(const Outcome& outcome, const std::string& out);

}  // namespace berth::cli
