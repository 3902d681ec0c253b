// Outcomes as tables for people and as CSV for machines.
#pragma once

#include <string>
#include <vector>

#include "api/cli/terminal.hpp"
#include "scenarios/outcome.hpp"

namespace berth::cli {

// The policy without the names of its choices, which reads back as the same: "fcfs,easy".
std::string short_text(const PolicySpec& policy);

// One replay in full.
std::string outcome_table(const Outcome& outcome, const Terminal& terminal);

// Replays side by side, the best value of each column marked. Columns for killed, refused and unfinished jobs only
// where there are any.
std::string comparison_table(const std::vector<Outcome>& outcomes, const Terminal& terminal);

// One line per outcome, times in seconds.
std::string outcomes_csv(const std::vector<Outcome>& outcomes);

}  // namespace berth::cli
