// What makes nodes and requests of random cases differ in more than amounts: shared GPUs, and constraints.
#pragma once

#include "tests/reference/random_case.hpp"

namespace berth::reference {

// Gives most nodes GPUs, single ones or pooled, and most jobs whole GPUs or shares of one.
void add_gpus(Case& one, Random& random);

// Gives nodes models, memory, labels, taints, racks and zones, and jobs what asks for them.
void add_constraints(Case& one, Random& random);

// GPU models of which some are faster for some jobs.
void add_speeds(Case& one, Random& random);

}  // namespace berth::reference
