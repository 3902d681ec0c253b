// Writes jobs.csv with the columns of Batsim 4 (its out_jobs.csv), so that tools made for it read it. One line a job,
// in the order of submission. What differs from Batsim's own files:
//
// times            exact decimals of the microseconds instead of six digits always
// submission_time  when the job became eligible, for a job that waited for others; so the columns add up
// profile          "delay_" and the job's run time in seconds, as in the Batsim workloads written here
// final_state      COMPLETED_SUCCESSFULLY, COMPLETED_WALLTIME_REACHED (killed at its requested time) or REJECTED as in
//                  Batsim; SUBMITTED and RUNNING for jobs a stopped replay left behind, their later fields empty
// stretch          empty for a job that ran for no time
// consumed_energy  -1: not measured
#pragma once

#include <string>

#include "engine/model/result.hpp"
#include "scenarios/outcome.hpp"

namespace berth {

Result<void> write_jobs_csv(const std::string& path, const Outcome& outcome);

}  // namespace berth
