// Where a file is that a scenario names.
#pragma once

#include <string>

#include "engine/model/result.hpp"

namespace berth {

// Looks for it in `folder` (empty: the working directory), then in the folder that the environment's BERTH_DATA names.
// Where it is in neither, the error says which places were looked in. An absolute path is itself.
Result<std::string> find_input(const std::string& folder, const std::string& path);

}  // namespace berth
