// A replay over time in a few lines of a terminal: utilization, waiting jobs, and GPUs where there are any.
#pragma once

#include <span>
#include <string>

#include "api/cli/terminal.hpp"
#include "scenarios/outcome.hpp"

namespace berth::cli {

// A block for each value, as high as its part of `top`, a blank for nothing; values above `top` are cut off. Whatever
// is above 0 shows.
std::string sparkline(std::span<const double> values, double top);

// A line for each curve: its name, the curve, what it comes to. The curves span the time of the replay (of a tiny part
// of it, see api/web/charted_span.hpp, where jobs stay for years) and are as wide as the terminal, up to
// kWidestSparkline. Nothing where the terminal cannot show it: it is none, narrower than kNarrowestSparklines, or not
// of UTF-8; and nothing of a replay in which nothing ran.
inline constexpr std::size_t kNarrowestSparklines = 60;
inline constexpr std::size_t kWidestSparkline = 100;
std::string sparklines(const Outcome& outcome, const Terminal& terminal);

}  // namespace berth::cli
