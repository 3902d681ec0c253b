#include "engine/simulation/setup.hpp"

#include "engine/policy/registry.hpp"

namespace berth {
namespace {

Result<void> check_policy(const PolicySpec& policy) {
  Result<PolicySpec> parsed = parse_policy(policy.text());
  if (!parsed) return parsed.error();
  if (policy.preemption.name != "none") {
    return Error::input("policy",
                        "preemption=" + policy.preemption.name +
                            " works live only so far; a replay leaves alone what runs: write preemption=none");
  }
  return {};
}

Result<void> check_cluster(const ClusterSpec& cluster) {
  if (cluster.node_count() < 1 || cluster.node_count() > kCountLimit) {
    return Error::input("cluster " + cluster.name, "has " + std::to_string(cluster.node_count()) +
                                                       " nodes, must have from 1 to " + std::to_string(kCountLimit));
  }
  for (const NodeGroup& group : cluster.groups) {
    if (group.count < 0 || group.per_node.is_negative() || group.per_node.is_nothing()) {
      return Error::input("cluster " + cluster.name + ", group " + group.name,
                          "needs a count of at least 0 and nodes with some resource, none negative");
    }
  }
  return {};
}

std::string wrong_with(const Job& job) {
  if (job.requested_us < 1) return "its requested time must be above 0";
  if (job.run_us < 0) return "its run time must not be negative";
  if (job.submit_us < 0 || job.submit_us > kTimeLimit || job.run_us > kTimeLimit || job.requested_us > kTimeLimit) {
    return "its times must lie between 0 and " + std::to_string(kTimeLimit / kSecond) + " s";
  }
  if (job.replicas < 1 || job.replicas > kCountLimit) {
    return "it must have from 1 to " + std::to_string(kCountLimit) + " replicas";
  }
  if (job.per_replica.is_negative()) return "its resources must not be negative";
  return {};
}

}  // namespace

Result<void> check_setup(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy) {
  if (Result<void> fine = check_policy(policy); !fine) return fine;
  if (clusters.empty()) return Error::input(workload.name, "there is no cluster to replay on");
  if (clusters.size() >= kNoCluster) return Error::input(workload.name, "there are too many clusters");
  for (const ClusterSpec& cluster : clusters) {
    if (Result<void> fine = check_cluster(cluster); !fine) return fine;
  }
  Time last = 0;
  for (JobId id = 0; id < workload.jobs.size(); ++id) {
    const Job& job = workload.jobs[id];
    std::string wrong = wrong_with(job);
    if (wrong.empty() && job.submit_us < last) wrong = "jobs must come in order of submission";
    if (!wrong.empty()) return Error::input(workload.name + ", job " + workload.name_of(id), wrong);
    last = job.submit_us;
  }
  return {};
}

}  // namespace berth
