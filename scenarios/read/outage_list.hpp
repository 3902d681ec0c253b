// A list of outages as CSV: which node, group or rack is down from when until when.
//
//   cluster,node,down,up
//   machine,17,3600,7200
//
// Columns by name, in any order: `down` and `up` in seconds; one of `node`, `group` and `rack` in each row; `cluster`
// where there are several. A row that is wrong is an error, with its line.
#pragma once

#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "scenarios/disruptions.hpp"

namespace berth {

Result<std::vector<OutageLine>> read_outage_list(const std::string& path);

}  // namespace berth
