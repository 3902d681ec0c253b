// What the readers of traces share: names become numbers, GPUs become replicas, and rows in any order a workload.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/traits_table.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/gpu_shape.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Users, queues and groups that a trace knows by name, numbered from 1 as they first appear.
class NameNumbers {
 public:
  std::int32_t number_of(std::string_view name);  // kUnknown where it is empty

 private:
  std::unordered_map<std::string, std::int32_t> numbers_;
};

// Models that will do, written "A|B": sorted, each once.
std::vector<std::string> split_models(std::string_view text);

// GPUs of a job as equal replicas: `replicas` of `each`.
struct GpuSplit {
  std::uint32_t replicas = 1;
  std::int64_t each = 0;  // whole GPUs
};
// The least number of replicas, from `least` on, into which the GPUs go evenly with at most `most_each` to a replica.
// REQUIRES: gpus ≥ 1, most_each ≥ 1, least ≥ 1
GpuSplit split_gpus(std::int64_t gpus, std::int64_t least, std::int64_t most_each);

inline constexpr std::int64_t kTraceNameLimit = 200;        // bytes of a job's name
inline constexpr std::int64_t kTraceGpusLimit = 1'000'000;  // GPUs of one job

// Makes a job ask for `gpus` GPUs and what comes with them, in replicas (split_gpus). REQUIRES: gpus from 1 to
// kTraceGpusLimit, least ≥ 1
void take_gpus(Job& job, std::int64_t gpus, std::int64_t least, const GpuShape& shape);

// Gathers the jobs of a trace in the order of its rows, whatever order of time they are in.
class TraceJobs {
 public:
  TraceJobs(std::string place, ReadReport& report);

  // Whether a name is free; else `taken_on` is the line that took it. An empty name is always free.
  bool is_new(const std::string& name, std::uint64_t line, std::uint64_t& taken_on);
  // Keeps a job. Its requested time, where it is 0, is the run time, or a second where that is 0 too. Either all jobs
  // have names or none has: then their numbers, counted from 1, are their names.
  void add(Job job, std::string name, const Traits& traits, std::uint64_t line);
  std::size_t size() const { return workload_.jobs.size(); }

  // By submission, the first at 0. Error: no job was kept.
  Result<Workload> finish(std::uint64_t lines, std::string hash);

 private:
  std::string place_;
  ReadReport* report_;
  Workload workload_;
  TraitsTable traits_;
  std::unordered_map<std::string, std::uint64_t> lines_of_;
  Time latest_us_ = 0;
};

}  // namespace berth
