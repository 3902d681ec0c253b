// Reads a Batsim workload (JSON: nb_res, jobs, profiles). Delay profiles only: others need a platform model. Jobs are
// killed at their walltime, as Batsim does.
//
//   { "nb_res": 4,                                       processors of the machine
//     "jobs": [ { "id": "w0!1", "subtime": 0,            a text or a number; seconds
//                 "res": 2, "walltime": 100,             processors; seconds, -1 or missing where there is no limit
//                 "profile": "ten", "dependencies": ["w0!0"] } ],
//     "profiles": { "ten": { "type": "delay", "delay": 10 } } }
//
// A job without a walltime asks for its delay (one second where that is 0), which is counted in the report, as are keys
// that are not read and jobs out of submission order. Profiles that no job uses may be of any type.
//
// Errors say where, by line and column for text that is not JSON and by JSON path for the rest: nesting deeper than
// kJsonDepthLimit (json_text.hpp), what is missing or of the wrong type, negative or absurd amounts (kTimeLimit,
// kCountLimit), an id used twice, an unknown profile, type of profile or dependency, a circle, no jobs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Bytes of a file: it is held in memory while it is read.
inline constexpr std::size_t kBatsimFileLimit = std::size_t{2} << 30;

Result<Workload> read_batsim(const std::string& path, ReadReport& report);
Result<Workload> parse_batsim(std::string_view text, const std::string& place, ReadReport& report);

}  // namespace berth
