// A job: one request for resources with a lifecycle. What is here never changes once the workload is read; what
// happens to a job in a replay is in its Record (engine/simulation/record.hpp).
#pragma once

#include <cstdint>
#include <limits>

#include "engine/model/resources.hpp"
#include "engine/model/time.hpp"
#include "engine/model/traits.hpp"

namespace berth {

// A job's position in its workload: jobs are kept by submission, then file order, so the id is also the last
// tie-breaker of every order.
using JobId = std::uint32_t;
inline constexpr JobId kNoJob = std::numeric_limits<JobId>::max();

// Users, groups and queues are numbers, as in the Standard Workload Format; unknown is -1 there and here.
inline constexpr std::int32_t kUnknown = -1;

struct Job {
  Time submit_us = 0;
  Duration run_us = 0;        // how long it really runs (known in replay only)
  Duration requested_us = 0;  // how long it asked for; what schedulers plan with
  Resources per_replica;
  std::uint32_t replicas = 1;  // all of them or none
  std::int32_t priority = 0;   // larger is more important
  std::int32_t user = kUnknown;
  std::int32_t group = kUnknown;
  std::int32_t queue = kUnknown;
  std::uint32_t dependency_count = 0;  // how many jobs it waits for; Workload::dependencies names them
  std::int64_t number = 0;             // the log's own number; Workload::name_of for people
  TraitsId traits = 0;                 // what else it asks for: Workload::traits
};
static_assert(sizeof(Job) <= 88, "ten million jobs must fit in memory: think before adding a field");

}  // namespace berth
