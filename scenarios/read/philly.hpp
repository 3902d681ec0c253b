// Reads the traces of Microsoft's Philly clusters (Jeon et al., "Analysis of Large-Scale Multi-Tenant GPU Clusters for
// DNN Training Workloads", USENIX ATC'19), in the two forms they are passed on in. Jobs ask for GPUs alone: the traces
// say nothing of CPU and memory, so `per_gpu` is what comes with each GPU. Virtual clusters become queues and groups,
// users users, numbered from 1 as they first appear. Times are counted from the first submission.
//
// read_philly_csv: the cut of the Pollux and Blox experiments, CSV with the columns
//   timestamp, duration, num_gpus, cluster              "2017-10-09 07:01:55", seconds, GPUs, virtual cluster
// and others that are not read, rows in any order.
//
// read_philly_log: the original cluster_job_log, an array of objects
//   {"jobid", "status", "vc", "user", "submitted_time", "attempts": [
//     {"start_time", "end_time", "detail": [{"ip", "gpus": [...]}]}]}
// read one by one. A job runs as long as all its attempts together, on the GPUs of the widest, over no fewer replicas
// than that one had machines. Left out and counted: jobs that never had a GPU, and jobs that had not ended ("None").
//
// More than `most_each` GPUs (8, as the largest nodes had) become several equal replicas (split_gpus).
//
// Malformed (counted, left out): what is no number or date, no GPUs, an end before a beginning, a job's id that stands
// twice. Errors: missing columns, text that is no array of JSON objects, no jobs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read/trace_jobs.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Bytes of one job in the log.
inline constexpr std::size_t kPhillyJobLimit = 16 << 20;

Result<Workload> read_philly_csv(CsvReader reader, const GpuShape& shape, ReadReport& report);
Result<Workload> read_philly_log(const std::string& path, const GpuShape& shape, ReadReport& report);
Result<Workload> parse_philly_log(std::string_view text, const std::string& place, const GpuShape& shape,
                                  ReadReport& report);

}  // namespace berth
