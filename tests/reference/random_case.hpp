// Random small cases: few jobs, few units, small whole seconds, so that ties, jobs that end exactly when expected,
// things that happen at the same instant and jobs that run for no time are the rule and not the exception.
#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "tests/reference/case.hpp"

namespace berth::reference {

// Same numbers on every machine (SplitMix64; Steele, Lea & Flood, OOPSLA 2014).
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next();
  std::int64_t between(std::int64_t low, std::int64_t high);  // both included
  bool one_in(std::int64_t count) { return between(1, count) == 1; }

 private:
  std::uint64_t state_;
};

enum class Flavor : std::uint8_t {
  kPlain,         // one machine, nobody runs longer than requested
  kOverruns,      // jobs run up to four times as long as requested; kept or killed
  kDependencies,  // with think times, and with refused jobs among those depended on
  kUsers,         // users and priorities
  kClusters,      // two or three machines of like units
  kNodes,         // nodes of several classes that host several replicas, one cluster or two
  kEverything,
  kGpus,         // nodes of single GPUs, shares of them
  kConstraints,  // what jobs ask of nodes, and of each other's
  kOutages,      // nodes go down and come back, half of all else besides
  kPreemption,   // by priority, with GPUs, constraints and limits of tenants besides
  kService,      // as preemption, by attained service
  kClosures,     // nodes are closed to all, or to all but some, outages too
  kScaling,      // groups follow the queue, closures and outages too
  kReclaim,      // as preemption, by the quotas of tenants
  kElastic,      // jobs may have more replicas than they must, and run at other speeds, with all of these
  kTurns,        // shares of the time by what jobs get done, with all that comes before; beyond the reference
};
inline constexpr Flavor kFlavors[] = {Flavor::kPlain,       Flavor::kOverruns, Flavor::kDependencies, Flavor::kUsers,
                                      Flavor::kClusters,    Flavor::kNodes,    Flavor::kEverything,   Flavor::kGpus,
                                      Flavor::kConstraints, Flavor::kOutages,  Flavor::kPreemption,   Flavor::kService,
                                      Flavor::kClosures,    Flavor::kScaling,  Flavor::kReclaim,      Flavor::kElastic};
inline constexpr Flavor kBeyondReference[] = {Flavor::kTurns};
std::string name_of(Flavor flavor);

// Every order × backfill × semantics, parameters drawn anew where there are some.
std::size_t combination_count();
// At most 14 × `size` jobs on 8 × `size` units, or 3 × `size` nodes of a class.
Case random_case(Flavor flavor, std::size_t combination, Random& random, std::int64_t size = 1);

// From BERTH_SEED, or this.
std::uint64_t seed_from_environment();
// From BERTH_CASES, or `otherwise`.
std::size_t cases_from_environment(std::size_t otherwise);

}  // namespace berth::reference
