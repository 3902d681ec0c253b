// Reads a Batsim workload (JSON: nb_res, jobs, profiles). Delay profiles only: others need a platform model. Jobs are
// killed at their walltime, as Batsim does.
#pragma once

#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

Result<Workload> read_batsim(const std::string& path, ReadReport& report);
Result<Workload> parse_batsim(std::string_view text, const std::string& place, ReadReport& report);

}  // namespace berth
