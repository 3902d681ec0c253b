// What a benchmark's table says of where it was made.
#pragma once

#include <string>

namespace berth::bench {

// The processor and how many there are.
std::string machine_name();

}  // namespace berth::bench
