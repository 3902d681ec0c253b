// Reads the trace of Alibaba's PAI, 2020 (cluster-trace-gpu-v2020; Weng et al., "MLaaS in the Wild", NSDI'22): CSV
// files without a header (one that has it is read too) with the columns
//   pai_task_table: job_name, task_name, inst_num, status, start_time, end_time, plan_cpu, plan_mem, plan_gpu, gpu_type
//   pai_job_table:  job_name, inst_id, user, status, start_time, end_time
// Times are seconds; plan_cpu and plan_gpu are percent of a core and of a GPU, plan_mem is GiB, each of one instance.
//
// A task becomes a job, JOB/TASK, of inst_num replicas, all or none, running from its start_time to its end_time. With
// the job table it has the job's user, and is submitted when the job was; without, when it began. Times are counted
// from the first submission. gpu_type is the model it asks for, but CPU and MISC (a mixture of older models), which ask
// for none. Plans that are empty ask for nothing; memory is rounded up to the MiB.
//
// Counted: tasks that never began or had not ended, left out; GPUs that are neither whole nor a share of one, rounded
// up; tasks whose job is not in the job table, submitted when they began. Malformed rows (counted, left out): what is
// no number, a task that asks for nothing, an end before the beginning, a task, or in the job table a job, that stands
// twice. Errors: no jobs.
#pragma once

#include <optional>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// `jobs` may be left out.
Result<Workload> read_pai(CsvReader tasks, std::optional<CsvReader> jobs, ReadReport& report);

}  // namespace berth
