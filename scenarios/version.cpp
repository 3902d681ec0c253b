#include "scenarios/version.hpp"

namespace berth {

std::string_view program_version() { return BERTH_VERSION; }

}  // namespace berth
