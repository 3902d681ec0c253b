// What a job asks for. Jobs of one shape fit or do not fit together, and what does not fit does not fit with more
// replicas either.
#pragma once

#include <limits>
#include <tuple>

#include "engine/model/job.hpp"

namespace berth {

using Shape = std::tuple<TraitsId, std::int64_t, std::int64_t, std::int64_t, std::uint32_t>;  // the last: replicas

inline Shape shape_of(const Job& job) {
  return {job.traits, job.per_replica.cpu_milli, job.per_replica.memory_mib, job.per_replica.gpu_milli, job.replicas};
}

// The last of the shapes that differ from this one in replicas alone.
inline Shape widest_of(Shape shape) {
  std::get<4>(shape) = std::numeric_limits<std::uint32_t>::max();
  return shape;
}

}  // namespace berth
