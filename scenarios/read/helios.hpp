// Reads the job logs of SenseTime's Helios clusters (cluster_log.csv; Hu et al., "Characterization and Prediction of
// Deep Learning Workloads in Large-Scale GPU Datacenters", SC'21): CSV with the columns
//   job_id, user, vc, gpu_num, cpu_num, node_num, state, submit_time, start_time, end_time, duration, queue
// of which user, vc, state, end_time, duration and queue may be missing, but not both of end_time and duration.
//
// A job asks for gpu_num GPUs and cpu_num cores in at least node_num equal replicas: as many as nodes, more where the
// GPUs do not go evenly into so many or would be over 8 to a node (split_gpus); cores are rounded up to the milli-core.
// It runs for `duration` seconds, else from start_time to end_time. The virtual cluster becomes queue and group; users
// and virtual clusters are numbered from 1 as they first appear. Times are counted from the first submission. Left out
// and counted: jobs that never started.
//
// Malformed rows (counted, left out): what is no number or date, a job that asks for nothing, an end before the
// beginning, a job_id that is empty or stands twice. Errors: columns that are missing, no jobs.
#pragma once

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read/trace_jobs.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Of `shape`, the GPUs of a replica count and the memory each brings; the trace says the cores itself.
Result<Workload> read_helios(CsvReader reader, const GpuShape& shape, ReadReport& report);

}  // namespace berth
