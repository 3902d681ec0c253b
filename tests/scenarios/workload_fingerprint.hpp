// All that a workload's jobs say, in 64 bits (FNV-1a), for tests that pin a whole workload.
#pragma once

#include <cstdint>

#include "engine/model/workload.hpp"

namespace berth::test {

inline std::uint64_t fingerprint(const Workload& workload) {
  std::uint64_t hash = 14695981039346656037u;
  const auto mix = [&](std::int64_t number) {
    for (int shift = 0; shift < 64; shift += 8) {
      hash = (hash ^ (static_cast<std::uint64_t>(number) >> shift & 0xFF)) * 1099511628211u;
    }
  };
  for (const Job& job : workload.jobs) {
    for (const std::int64_t field :
         {job.submit_us, job.run_us, job.requested_us, job.per_replica.cpu_milli, job.per_replica.memory_mib,
          job.per_replica.gpu_milli, std::int64_t{job.replicas}, std::int64_t{job.priority}, std::int64_t{job.user},
          std::int64_t{job.group}, std::int64_t{job.queue}, std::int64_t{job.dependency_count}, job.number}) {
      mix(field);
    }
  }
  return hash;
}

}  // namespace berth::test
