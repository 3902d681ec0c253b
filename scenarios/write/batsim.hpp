// Writes a workload as a Batsim workload (JSON with delay profiles): what read_batsim reads back as the same jobs.
// Jobs of the same run time share a profile. What the format has no words for is left out and counted in `losses`:
// users, groups and queues, priorities, think times, memory, GPUs and parts of cores, and that overrunning jobs are
// kept (Batsim kills them).
#pragma once

#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// The file is whole or not there (file_writer.hpp).
Result<void> write_batsim(const std::string& path, const Workload& workload, std::vector<Oddity>& losses);

}  // namespace berth
