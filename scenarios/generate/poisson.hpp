// Poisson arrivals with sizes and run times from chosen distributions. Same seed, same bytes on every machine; each
// quantity is drawn from a stream of its own, so that changing one leaves the others as they were.
//
// Times are whole microseconds. The first job arrives one exponential gap after the workload's zero.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/generate/distribution.hpp"

namespace berth {

struct PoissonParameters {
  std::uint64_t jobs = 10'000;
  double arrivals_per_hour = 60;
  DistributionSpec replicas;      // rounded to whole replicas, at least 1
  DistributionSpec run_s;         // seconds, at least 0
  DistributionSpec overestimate;  // requested time ÷ run time, at least 1
  Resources per_replica{1000, 0, 0};
  std::int32_t users = 0;  // > 0: users 1, 2, … drawn with Zipf weights; 0: all one unknown user
  DistributionSpec priority{DistributionSpec::Kind::kConstant, 0, 0, {}, {}};  // rounded
  // Elastic jobs: the fewest and the most replicas each may have, at most and at least those drawn; none: just these.
  std::optional<DistributionSpec> fewest, most;
  std::vector<Speed> speeds;  // of all jobs
};

inline constexpr double kArrivalsPerHourLimit = 1e9;
// What a distribution with a long tail draws beyond this is taken as this: a hundred years.
inline constexpr Duration kGeneratedDurationLimit = 36'525 * kDay;

// The error's place is the parameter that is wrong ("poisson/run_s").
Result<Workload> generate_poisson(const PoissonParameters& parameters, std::uint64_t seed);

}  // namespace berth
