// The workload model of Lublin & Feitelson, "The Workload on Parallel Supercomputers: Modeling the Characteristics of
// Rigid Jobs", JPDC 63(11), 2003: sizes two-stage log-uniform, run times hyper-gamma correlated with size, arrivals
// gamma with a daily cycle; batch and interactive jobs, with the published parameters (lublin_model.hpp).
//
// Same seed, same bytes on every machine. Arrivals, sizes, run times, estimates and users are drawn from streams of
// their own: changing `overestimate`, say, leaves the jobs otherwise as they were.
//
// Times are whole seconds. The workload starts at midnight; a job's queue is 0 when it is interactive, 1 when batch,
// as in the published program's logs.
#pragma once

#include <cstdint>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"

namespace berth {

struct LublinParameters {
  std::uint64_t jobs = 10'000;
  std::int64_t processors = 256;
  enum class Kind : std::uint8_t { kBatch, kInteractive, kBoth } kind = Kind::kBoth;
  // > 0: gaps between arrivals are scaled so that the offered load is this: work of all jobs ÷ (processors × time
  // from first to last submission); 1 is just full. 0: as published.
  double load = 0;
  // Requested time = run time × a factor drawn log-uniformly from [1, overestimate]; 1: exact estimates.
  double overestimate = 1;
  std::int32_t users = 0;  // > 0: users 1, 2, … drawn with Zipf weights; 0: all one unknown user
};

inline constexpr std::uint64_t kGeneratedJobsLimit = 100'000'000;
inline constexpr std::int32_t kGeneratedUsersLimit = 1'000'000;
inline constexpr double kLoadLimit = 1'000;  // largest `load`; the smallest above 0 is its inverse
inline constexpr double kOverestimateLimit = 1'000'000;

// The error's place is the parameter that is wrong ("lublin/processors").
Result<Workload> generate_lublin(const LublinParameters& parameters, std::uint64_t seed);

}  // namespace berth
