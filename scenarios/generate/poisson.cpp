#include "scenarios/generate/poisson.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "engine/model/traits_table.hpp"
#include "scenarios/elastic_job.hpp"
#include "scenarios/generate/lublin.hpp"

namespace berth {
namespace {

Error poisson_error(const char* parameter, const std::string& message) {
  return Error::input(std::string("poisson/") + parameter, message);
}

std::optional<Error> check(const PoissonParameters& parameters) {
  if (parameters.jobs < 1 || parameters.jobs > kGeneratedJobsLimit) {
    return poisson_error("jobs", "is " + std::to_string(parameters.jobs) + ", must be a whole number from 1 to " +
                                     std::to_string(kGeneratedJobsLimit));
  }
  if (!(parameters.arrivals_per_hour > 0 && parameters.arrivals_per_hour <= kArrivalsPerHourLimit)) {
    return poisson_error("arrivals_per_hour", "must be above 0 and at most 1000000000");
  }
  if (parameters.users < 0 || parameters.users > kGeneratedUsersLimit) {
    return poisson_error("users", "is " + std::to_string(parameters.users) + ", must be a whole number from 0 to " +
                                      std::to_string(kGeneratedUsersLimit));
  }
  const std::pair<const char*, const DistributionSpec*> distributions[] = {{"replicas", &parameters.replicas},
                                                                           {"run_s", &parameters.run_s},
                                                                           {"overestimate", &parameters.overestimate},
                                                                           {"priority", &parameters.priority}};
  for (const auto& [name, spec] : distributions) {
    if (const auto message = wrong_with(*spec)) return poisson_error(name, *message);
  }
  for (const auto& [name, spec] :
       {std::pair("min_replicas", &parameters.fewest), std::pair("max_replicas", &parameters.most)}) {
    if (!*spec) continue;
    if (const auto message = wrong_with(**spec)) return poisson_error(name, *message);
  }
  return std::nullopt;
}

// Seconds as microseconds, to the nearest, from `least` to the limit of generated durations.
Duration microseconds(double duration_s, Duration least) {
  const double limit = static_cast<double>(kGeneratedDurationLimit);
  const double us = std::floor(duration_s * static_cast<double>(kSecond) + 0.5);
  return static_cast<Duration>(std::clamp(us, static_cast<double>(least), limit));
}

std::int64_t whole(double number, std::int64_t least, std::int64_t most) {
  return static_cast<std::int64_t>(
      std::clamp(std::floor(number + 0.5), static_cast<double>(least), static_cast<double>(most)));
}

}  // namespace

Result<Workload> generate_poisson(const PoissonParameters& parameters, std::uint64_t seed) {
  if (const auto error = check(parameters)) return *error;
  const double gap_s = 3600 / parameters.arrivals_per_hour;
  const Sampler replicas(parameters.replicas), run_s(parameters.run_s), overestimate(parameters.overestimate),
      priority(parameters.priority);
  Random gap_random(seed, 0), replicas_random(seed, 1), run_random(seed, 2), estimate_random(seed, 3),
      user_random(seed, 4), priority_random(seed, 5), fewest_random(seed, 6), most_random(seed, 7);
  std::optional<Sampler> fewest, most;
  if (parameters.fewest) fewest.emplace(*parameters.fewest);
  if (parameters.most) most.emplace(*parameters.most);
  TraitsTable table;
  std::optional<WeightedChoice> users;
  if (parameters.users > 0) users.emplace(zipf(parameters.users));

  Workload workload;
  workload.name = "poisson";
  workload.jobs.reserve(parameters.jobs);
  double at_s = 0;
  for (std::uint64_t i = 0; i < parameters.jobs; ++i) {
    at_s += gap_random.exponential(gap_s);
    if (at_s >= seconds(kTimeLimit)) {
      return poisson_error("jobs", "so many jobs at this rate take longer than " +
                                       std::to_string(kTimeLimit / kSecond) +
                                       " seconds to arrive; ask for fewer jobs or more arrivals per hour");
    }
    Job& job = workload.jobs.emplace_back();
    job.number = static_cast<std::int64_t>(i) + 1;
    job.submit_us = static_cast<Time>(at_s * static_cast<double>(kSecond));
    job.replicas = static_cast<std::uint32_t>(whole(replicas.draw(replicas_random), 1, kCountLimit));
    job.per_replica = parameters.per_replica;
    job.run_us = microseconds(run_s.draw(run_random), 0);
    const double factor = std::max(1.0, overestimate.draw(estimate_random));
    // At least 1 µs: a job that asks for no time at all could not be planned.
    job.requested_us = std::max(microseconds(seconds(job.run_us) * factor, 1), job.run_us);
    job.priority =
        static_cast<std::int32_t>(whole(priority.draw(priority_random), std::numeric_limits<std::int32_t>::min(),
                                        std::numeric_limits<std::int32_t>::max()));
    if (users) job.user = static_cast<std::int32_t>(users->draw(user_random)) + 1;
    if (!fewest && !most && parameters.speeds.empty()) continue;
    Traits traits;
    traits.speeds = parameters.speeds;
    if (fewest || most) traits.most_replicas = job.replicas;
    if (most)
      traits.most_replicas = static_cast<std::uint32_t>(whole(most->draw(most_random), job.replicas, kCountLimit));
    if (fewest && !have_fewest(job, static_cast<std::uint32_t>(whole(fewest->draw(fewest_random), 1, job.replicas)))) {
      return poisson_error("min_replicas", "makes a job that would run too long with its fewest replicas");
    }
    job.traits = table.intern(workload, traits);
  }
  return workload;
}

}  // namespace berth
