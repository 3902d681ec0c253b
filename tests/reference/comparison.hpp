// What engine and reference say differently of the same case.
#pragma once

#include <string>

#include "tests/reference/case.hpp"

namespace berth::reference {

// Empty where they agree: every record, who is refused, and the nodes of every job placed per node.
std::string difference(const Case& one);

// The failing case cut down, as code, with what differs.
std::string explain_difference(const Case& failing);

}  // namespace berth::reference
