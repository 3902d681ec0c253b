#include "scenarios/elastic_job.hpp"

namespace berth {
namespace {

// Rounded up; negative where it is too long.
Duration with(std::uint32_t fewest, Duration time, std::uint32_t replicas) {
  if (time > kHorizonLimit / replicas) return -1;
  const Duration longer = (time * replicas + fewest - 1) / fewest;
  return longer <= kTimeLimit ? longer : -1;
}

}  // namespace

bool have_fewest(Job& job, std::uint32_t fewest) {
  const Duration run = with(fewest, job.run_us, job.replicas), requested = with(fewest, job.requested_us, job.replicas);
  if (run < 0 || requested < 0) return false;
  job.run_us = run;
  job.requested_us = requested;
  job.replicas = fewest;
  return true;
}

}  // namespace berth
