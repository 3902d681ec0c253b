// Writes schedule.csv with the columns of Batsim 4 (its out_schedule.csv) and its definitions: one line for the whole
// run, columns in alphabetical order, means over all jobs, refused ones counted in, makespan from the log's zero.
//
// batsim_version names this program, and says "(partial)" of a run that was stopped. Wall-clock times
// (scheduling_time, simulation_time) are 0, so that two runs write the same bytes. Energy and switching are 0: no node
// is ever switched off. A job that ran for no time adds nothing to the slowdown.
#pragma once

#include <string>

#include "engine/model/result.hpp"
#include "scenarios/outcome.hpp"

namespace berth {

Result<void> write_schedule_csv(const std::string& path, const Outcome& outcome);

}  // namespace berth
