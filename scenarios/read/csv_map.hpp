// What the columns of a CSV log of jobs mean (a scenario's "csv"; csv_workload.hpp reads by it).
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/traits.hpp"
#include "scenarios/read/timestamp.hpp"

namespace berth {

struct CsvMap {
  // In the order of kCsvFieldNames.
  enum Field : std::uint8_t {
    kId,
    kSubmit,
    kRun,
    kRequested,
    kStart,
    kEnd,
    kReplicas,
    kCpu,
    kMemoryGib,
    kMemoryMib,
    kGpu,
    kGpuModel,
    kUser,
    kGroup,
    kQueue,
    kPriority,
    kMinReplicas,
    kMaxReplicas,
    kSpeeds,
    kFields,
  };

  std::array<std::string, kFields> columns;  // names, or positions from 1 where there is no header; empty: none
  bool header = true;
  char separator = ',';
  TimeFormat time = TimeFormat::kSeconds;
  Job otherwise;                    // what no column says; submit_us is not looked at
  std::optional<Duration> run_us;   // none: a column says it
  std::vector<Speed> speeds;        // of jobs with GPUs of which no column says any
  std::int64_t most_gpus_each = 0;  // > 0: jobs of more GPUs become replicas of at most so many (split_gpus)
};

inline constexpr std::array<std::string_view, CsvMap::kFields> kCsvFieldNames = {
    "id",    "submit",     "run",          "requested",    "start",      "end",  "replicas",
    "cpu",   "memory_gib", "memory_mib",   "gpu",          "gpu_models", "user", "group",
    "queue", "priority",   "min_replicas", "max_replicas", "speeds"};

}  // namespace berth
