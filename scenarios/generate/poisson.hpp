// Poisson arrivals with sizes and run times from chosen distributions. Same seed, same bytes on every machine.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"

namespace berth {

// A positive quantity's distribution.
struct DistributionSpec {
  enum class Kind : std::uint8_t {
    kConstant,     // a
    kUniform,      // from a to b
    kLogUniform,   // from a to b, uniform in the logarithm
    kExponential,  // mean a
    kLogNormal,    // median a, sigma b (of the natural logarithm)
    kWeibull,      // scale a, shape b
    kChoice,       // one of `values` with `weights`
  } kind = Kind::kConstant;
  double a = 1, b = 1;
  std::vector<double> values, weights;
};

struct PoissonParameters {
  std::uint64_t jobs = 10'000;
  double arrivals_per_hour = 60;
  DistributionSpec replicas;                 // rounded to whole replicas, at least 1
  DistributionSpec run_s;                    // seconds
  DistributionSpec overestimate;             // requested time ÷ run time, at least 1
  Resources per_replica{1000, 0, 0};
  std::int32_t users = 0;
  DistributionSpec priority{DistributionSpec::Kind::kConstant, 0, 0, {}, {}};
};

Result<Workload> generate_poisson(const PoissonParameters& parameters, std::uint64_t seed);

}  // namespace berth
