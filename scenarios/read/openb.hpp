// Reads the pod lists of Alibaba's 2023 GPU-sharing trace ("openb", published with the FGD paper, USENIX ATC'23): CSV
// with the columns
//   name, cpu_milli, memory_mib, num_gpu, gpu_milli          each pod; gpu_milli is 1000, or the share of one GPU
//   gpu_spec, qos, pod_phase,                                models that will do, "A|B"; service class; not read
//   creation_time, deletion_time, scheduled_time             seconds; scheduled_time empty where it never was
// of which the last six may be missing, all of them: then pods are submitted in the file's order, a second apart, and
// stay (kStay).
//
// A pod becomes a job of one replica: submitted at creation_time, running from scheduled_time (else creation_time) to
// deletion_time. Its priority is 2 for the service classes LS and Guaranteed, 1 for Burstable, 0 for BE and others.
// Times are counted from the first submission.
//
// Malformed rows (counted, left out): a number that is none or negative, a pod that asks for nothing, a share of more
// than one GPU, a share above 1000, a name that is empty or stands twice, an end before the beginning.
// Errors: columns that are missing, no pods.
#pragma once

#include <string>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

Result<Workload> read_openb_pods(CsvReader reader, ReadReport& report);

}  // namespace berth
