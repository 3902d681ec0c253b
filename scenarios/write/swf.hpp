// Writes a workload in the Standard Workload Format, version 2.2: what read_swf reads back as the same workload.
//
// With a replay, the waits and outcomes are what it says of each job, as of a log of that machine: field 3, the run
// time cut where a job was killed, status 0 for killed and 5 for refused; else field 3 is -1 and every job is
// completed. What the format has no words for is left out and counted in `losses`: more than one dependency of a job
// (the first is kept), names that are not numbers, priorities, memory, GPUs and parts of cores, unfinished jobs of a
// replay.
#pragma once

#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// `replay` may be null. The file is whole or not there (file_writer.hpp).
Result<void> write_swf(const std::string& path, const Workload& workload, const Replay* replay,
                       std::vector<Oddity>& losses);

}  // namespace berth
