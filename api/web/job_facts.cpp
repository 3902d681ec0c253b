#include "api/web/job_facts.hpp"

#include <boost/json.hpp>

#include "api/web/page_json.hpp"
#include "engine/metrics/metrics.hpp"

namespace berth::web {

boost::json::object resources_json(const Resources& of) {
  return {{"cpu_milli", of.cpu_milli}, {"memory_mib", of.memory_mib}, {"gpu_milli", of.gpu_milli}};
}

boost::json::object job_facts(const Workload& workload, JobId id) {
  const Job& job = workload.jobs[id];
  return {{"job", id},
          {"name", bounded_text(workload.name_of(id))},
          {"submit", number(seconds(job.submit_us))},
          {"replicas", job.replicas},
          {"requested", number(seconds(job.requested_us))},
          {"run", number(seconds(job.run_us))},
          {"user", job.user},
          {"priority", job.priority},
          {"per_replica", resources_json(job.per_replica)}};
}

}  // namespace berth::web
