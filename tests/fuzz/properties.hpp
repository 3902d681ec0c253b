// What holds of every workload and of every error a reader returns, whatever it read.
#pragma once

#include <cstdlib>

#include "engine/model/resources.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

inline void check_error(const Error& error) { require(!error.message.empty() && !error.place.empty()); }

inline void check_workload(const Workload& workload) {
  require(!workload.jobs.empty());
  require(workload.names.empty() || workload.names.size() == workload.jobs.size());
  require(workload.machine_units >= 0 && workload.machine_units <= kCountLimit);
  Time latest_us = 0;
  std::size_t dependencies = 0;
  for (const Job& job : workload.jobs) {
    require(job.submit_us >= latest_us && job.submit_us <= kTimeLimit);
    require(job.run_us >= 0 && job.run_us <= kTimeLimit);
    require(job.requested_us >= 1 && job.requested_us <= kTimeLimit);
    require(job.replicas >= 1 && job.replicas <= kCountLimit);
    require(job.user >= kUnknown && job.group >= kUnknown && job.queue >= kUnknown);
    latest_us = job.submit_us;
    dependencies += job.dependency_count;
  }
  require(dependencies == workload.dependencies.size());
  for (const Dependency& dependency : workload.dependencies) {
    require(dependency.job < workload.jobs.size() && dependency.on < workload.jobs.size());
    require(dependency.think_us >= 0 && dependency.think_us <= kTimeLimit);
  }
}

inline void check_result(const Result<Workload>& result, const ReadReport& report) {
  if (!result) return check_error(result.error());
  check_workload(*result);
  require(result->jobs.size() == report.jobs);
}

}  // namespace berth::fuzz
