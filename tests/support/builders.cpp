#include "tests/support/builders.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace berth::test {
namespace {

template <class T>
T or_exit(Result<T> result) {
  if (result.ok()) return std::move(*result);
  std::fprintf(stderr, "%s\n", result.error().text().c_str());
  std::abort();
}

}  // namespace

ClusterSpec gpu_cluster(const std::string& model, std::int64_t nodes, std::int64_t gpus_each) {
  return {model, {{.name = model, .count = nodes, .per_node = kOneGpu * gpus_each, .gpu_model = model}}};
}

Workload workload(const std::vector<JobLine>& lines, OverrunRule overrun, Duration tick_us) {
  Workload made;
  made.name = "written";
  made.overrun = overrun;
  for (const JobLine& line : lines) {
    Job job;
    job.submit_us = line.submit * tick_us;
    job.run_us = line.run * tick_us;
    job.requested_us = (line.requested > 0 ? line.requested : std::max<std::int64_t>(line.run, 1)) * tick_us;
    job.per_replica = line.per_replica;
    job.replicas = line.replicas;
    job.priority = line.priority;
    job.user = line.user;
    job.traits = made.intern(line.traits);
    const auto id = static_cast<JobId>(made.jobs.size());
    job.number = id + 1;
    made.jobs.push_back(job);
    for (const After& after : line.after) made.dependencies.push_back({id, after.on, after.think * tick_us});
  }
  sort_by_submission(made);
  if (const auto linked = link_dependencies(made); !linked.ok()) {
    std::fprintf(stderr, "%s\n", linked.error().text().c_str());
    std::abort();
  }
  return made;
}

Replay replayed(const Workload& workload, const std::vector<ClusterSpec>& clusters, const std::string& policy,
                ReplayOptions options) {
  return or_exit(replay(workload, clusters, or_exit(parse_policy(policy)), options));
}

std::vector<std::int64_t> starts(const Replay& replay) {
  std::vector<std::int64_t> seconds;
  for (const Record& record : replay.records) {
    seconds.push_back(record.start_us == kNever ? -1 : record.start_us / kSecond);
  }
  return seconds;
}

}  // namespace berth::test
