// What a job asks for. Jobs of one shape fit or do not fit together, and what does not fit does not fit with more
// replicas either. Where nodes are closed at times it matters who asks, and for how long: then each job is a shape.
#pragma once

#include <limits>
#include <tuple>

#include "engine/model/job.hpp"

namespace berth {

// The last two: the job, where each is a shape, and the replicas.
using Shape = std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, JobId, std::uint32_t>;

inline Shape shape_of(const Job& job, JobId alone = kNoJob) {
  return {job.traits,  job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, alone,
          job.replicas};
}

// The last of the shapes that differ from this one in replicas alone.
inline Shape widest_of(Shape shape) {
  std::get<5>(shape) = std::numeric_limits<std::uint32_t>::max();
  return shape;
}

}  // namespace berth
