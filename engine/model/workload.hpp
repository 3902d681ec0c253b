// A workload: jobs in order of submission with what the log said of them. Readers and generators make it
// (scenarios/), a replay only reads it.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/result.hpp"
#include "engine/model/tenants.hpp"

namespace berth {

// What happens to a job that is still running when its requested time is over.
enum class OverrunRule : std::uint8_t {
  kAsLogged,  // what the workload's own format says (Workload::overrun)
  kKeep,      // it runs on; the plan then expects it to need as long again, doubling each time
  kKill,      // it is ended at the limit
};

// `job` may start only after `on` has ended and `think_us` have passed (fields 17 and 18 of the SWF).
struct Dependency {
  JobId job = 0;
  JobId on = 0;
  Duration think_us = 0;

  friend bool operator==(const Dependency&, const Dependency&) = default;
};

struct Workload {
  std::string name;
  std::vector<Job> jobs;                     // by submission, then file order
  std::vector<Dependency> dependencies;      // sorted by job, then on
  std::vector<Traits> traits{Traits{}};      // by TraitsId; the first asks for nothing
  std::vector<std::string> names;            // by JobId; empty where the number is the name
  Tenants tenants;                           // who shares the clusters; those not spoken of have equal parts
  OverrunRule overrun = OverrunRule::kKeep;  // what "as logged" means here: kKeep or kKill
  std::int64_t machine_units = 0;            // processors of the machine by the log's header; 0: not said
  std::int64_t cpu_per_core = 1000;          // what resources count a core as: more finely in the live service
  std::size_t typical_jobs = kAllJobs;       // so many of the first say what is typical of it

  static constexpr std::size_t kAllJobs = static_cast<std::size_t>(-1);

  std::string name_of(JobId job) const { return names.empty() ? std::to_string(jobs[job].number) : names[job]; }
  const Traits& traits_of(const Job& job) const { return traits[job.traits]; }
  // The id of these traits, a new one where no job has had them.
  TraitsId intern(const Traits& wanted);
  // The dependencies of one job.
  std::span<const Dependency> dependencies_of(JobId job) const;
};

// Sorts the jobs by submission, keeping file order among equals, and renumbers the dependencies with them.
// Returns how many jobs stood out of order.
std::size_t sort_by_submission(Workload& workload);

// Sorts the dependencies, sets every job's dependency_count, and refuses a job that depends on itself, directly or
// in a circle: the error names the jobs of the circle.
Result<void> link_dependencies(Workload& workload);

}  // namespace berth
