// Reads any CSV log of jobs, by a map from what a job has to the file's columns (a scenario's "csv"). A row becomes a
// job; what no column says is as in the defaults. Users, groups and queues are names, numbered from 1 as they first
// appear. Times are counted from the first submission.
//
// A job runs for `run`, else from `start` to `end`, else for the default. Malformed rows (counted, left out): cells
// that are no number or time, GPUs neither whole nor a share of one, a job that asks for nothing, an end before the
// beginning, an id that stands twice. Errors: columns that are not there, no jobs.
#pragma once

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_map.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

Result<Workload> read_csv_workload(CsvReader reader, const CsvMap& map, ReadReport& report);

}  // namespace berth
