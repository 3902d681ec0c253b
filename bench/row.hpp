// One line of a benchmark's table: what was measured, the figure, the target, and whether it was reached.
#pragma once

#include <string>

namespace berth::bench {

void print_row(const std::string& what, const std::string& figure, const std::string& target, bool reached);
// A figure that has no target of its own, for reading the others.
void print_row(const std::string& what, const std::string& figure);

}  // namespace berth::bench
