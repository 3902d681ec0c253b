// What the page draws of schedules: which jobs of each workload, when and on which nodes they ran.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "scenarios/outcome.hpp"

namespace berth::web {

// The state of a row that ended by an interruption, and of one that is a job's extra replicas; else a JobState.
inline constexpr std::int64_t kInterrupted = 5, kExtra = 6;

// One outcome's rows: the stretches of running of the first jobs of its workload, and of their extra replicas, by job,
// then start. Times in microseconds.
struct Schedule {
  // Eligible: or interrupted before; of extra replicas, as long before their start as the job waited for its own.
  std::vector<std::int64_t> job, eligible, start, end, state, cluster;
  std::vector<std::int64_t> range_count;               // by row
  std::vector<std::int64_t> range_first, range_extra;  // nodes first … first + extra, through all clusters
  std::uint64_t started = 0;                           // rows, drawn or not
  Time complete_until_us = kNever;                     // the first start that is not drawn

  // Leaves only rows of jobs below `jobs`.
  void keep_first(std::size_t jobs);
};

struct Schedules {
  std::vector<Schedule> by_outcome;
  std::vector<std::size_t> jobs_kept;  // by workload: its first jobs, in the page with their facts
};

struct ScheduleBounds {
  std::size_t jobs = 0;   // of a workload
  std::size_t bytes = 0;  // of all schedules and the facts of their jobs, before base64
};

// `workload_of` says which of `workload_count` workloads each outcome replays. All share the bytes evenly.
Schedules make_schedules(std::span<const Outcome> outcomes, std::span<const std::size_t> workload_of,
                         std::size_t workload_count, const ScheduleBounds& bounds);

}  // namespace berth::web
