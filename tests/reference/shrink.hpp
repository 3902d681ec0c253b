// Cuts a failing case down: fewer jobs, clusters, units and dependencies, shorter times, plainer choices, as long as
// it still fails. Greedy, and bounded, so that the end is a case from which no single cut can be made.
#pragma once

#include <functional>

#include "tests/reference/case.hpp"

namespace berth::reference {

Case shrunk(Case failing, const std::function<bool(const Case&)>& fails);

}  // namespace berth::reference
