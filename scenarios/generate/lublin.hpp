// The workload model of Lublin & Feitelson, "The Workload on Parallel Supercomputers: Modeling the Characteristics of
// Rigid Jobs", JPDC 63(11), 2003: sizes two-stage log-uniform, run times hyper-gamma correlated with size, arrivals
// gamma with a daily cycle; batch and interactive jobs, with the published parameters.
// Same seed, same bytes on every machine: all mathematics is ours (scenarios/generate/portable_math.hpp).
#pragma once

#include <cstdint>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"

namespace berth {

struct LublinParameters {
  std::uint64_t jobs = 10'000;
  std::int64_t processors = 256;
  enum class Kind : std::uint8_t { kBatch, kInteractive, kBoth } kind = Kind::kBoth;
  double load = 0;  // > 0: arrivals are scaled so that the offered load is this (1 = just full); 0: as published
  // Requested time = run time × a factor drawn log-uniformly from [1, overestimate]; 1: exact estimates.
  double overestimate = 1;
  std::int32_t users = 0;  // > 0: users drawn with Zipf weights; 0: all one unknown user
};

Result<Workload> generate_lublin(const LublinParameters& parameters, std::uint64_t seed);

}  // namespace berth
