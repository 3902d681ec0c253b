#include "engine/simulation/setup.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "engine/policy/combination.hpp"
#include "engine/policy/registry.hpp"
#include "engine/simulation/work_left.hpp"

namespace berth {
namespace {

Result<void> check_policy(const PolicySpec& policy) {
  Result<PolicySpec> parsed = parse_policy(policy.text());
  if (!parsed) return parsed.error();
  if (Result<void> fine = check_preemption(policy); !fine) return fine;
  return check_order_with_backfill(policy);
}

Result<void> check_cluster(const ClusterSpec& cluster) {
  for (const NodeGroup& group : cluster.groups) {
    if (group.count < 0 || group.count > kCountLimit || group.per_node.is_negative() || group.per_node.is_nothing()) {
      return Error::input(
          "cluster " + cluster.name + ", group " + group.name,
          "needs a count from 0 to " + std::to_string(kCountLimit) + " and nodes with some resource, none negative");
    }
    if (!group.gpus_pooled && group.per_node.gpu_milli % kWholeGpu != 0) {
      return Error::input("cluster " + cluster.name + ", group " + group.name, "has a part of a GPU; give whole ones");
    }
  }
  if (cluster.node_count() < 1 || cluster.node_count() > kCountLimit) {
    return Error::input("cluster " + cluster.name, "has " + std::to_string(cluster.node_count()) +
                                                       " nodes, must have from 1 to " + std::to_string(kCountLimit));
  }
  return {};
}

Result<void> check_tenants(const Tenants& tenants, const PolicySpec& policy) {
  std::vector<int> depth(tenants.list.size(), 1);
  std::vector<bool> is_parent(tenants.list.size(), false);
  std::map<std::int32_t, std::string> owner;
  for (std::size_t i = 0; i < tenants.list.size(); ++i) {
    const Tenant& tenant = tenants.list[i];
    const auto wrong = [&](std::string what) { return Error::input("tenant " + tenant.name, std::move(what)); };
    if (tenant.parent < -1 || tenant.parent >= static_cast<std::int32_t>(i)) {
      return wrong("must come after its parent");
    }
    if (tenant.parent >= 0) {
      depth[i] = depth[static_cast<std::size_t>(tenant.parent)] + 1;
      is_parent[static_cast<std::size_t>(tenant.parent)] = true;
    }
    if (depth[i] > kTenantDepthLimit) {
      return wrong("is deeper than tenants may be: " + std::to_string(kTenantDepthLimit) + " levels");
    }
    if (!(tenant.weight >= kTenantWeightLeast && tenant.weight <= kTenantWeightMost)) {
      return wrong("must have a weight from 0.000001 to 1000000");
    }
    if (tenant.quota.is_negative() || tenant.limit.is_negative()) return wrong("has a negative quota or limit");
    if (tenant.limit != kNoLimit && policy.order.name == "drf" && policy.backfill.name != "greedy") {
      return wrong("has a limit, which goes with backfill=greedy: else whoever is at it would block all others");
    }
    for (const std::int32_t number : tenant.owns) {
      const auto [found, is_new] = owner.emplace(number, tenant.name);
      if (!is_new) return wrong("owns " + std::to_string(number) + ", and so does tenant " + found->second);
    }
  }
  for (std::size_t i = 0; i < tenants.list.size(); ++i) {
    if (!is_parent[i] || tenants.list[i].owns.empty()) continue;
    return Error::input("tenant " + tenants.list[i].name,
                        "is the parent of others and owns jobs itself; give those a "
                        "tenant of their own below it");
  }
  return {};
}

Result<void> check_outages(const ClusterSpec& cluster) {
  const std::string place = "cluster " + cluster.name + ", outages";
  if (cluster.outages.size() > kOutagesLimit) {
    return Error::input(place, "there are more than " + std::to_string(kOutagesLimit));
  }
  for (const Outage& outage : cluster.outages) {
    if (outage.node >= cluster.node_count() || outage.down_us < 0 || outage.up_us > kTimeLimit) {
      return Error::input(place, "one of node " + std::to_string(outage.node) + " is of no node there is, or beyond " +
                                     std::to_string(kTimeLimit / kSecond) + " s");
    }
  }
  if (!are_joined(cluster.outages)) return Error::input(place, "they must be joined: apart by node, and in order");
  const Recovery& recovery = cluster.recovery;
  if (recovery.checkpoint_us >= 0 && recovery.checkpoint_us <= kTimeLimit && recovery.restart_us >= 0 &&
      recovery.restart_us <= kTimeLimit) {
    return {};
  }
  return Error::input(
      place, "times to save and to start again must lie between 0 and " + std::to_string(kTimeLimit / kSecond) + " s");
}

// How long it runs at its slowest; more than may be where that is not to be counted.
Duration longest_run(const Job& job, const Traits& traits) {
  if (traits.speeds.empty()) return job.run_us;
  std::int64_t slowest = kUsualSpeed;
  for (const auto& [model, speed] : traits.speeds) slowest = std::min(slowest, speed);
  if (job.run_us > kTimeLimit / kUsualSpeed * slowest) return kTimeLimit + 1;
  return time_for(job.run_us, slowest);
}

// Of an elastic job; empty where nothing is wrong.
std::string wrong_with_growing(const Job& job, const Traits& traits) {
  if (traits.most_replicas == 0) return "";
  if (traits.most_replicas < job.replicas || traits.most_replicas > kCountLimit ||
      !is_bounded(job.per_replica, traits.most_replicas)) {
    return "may have at least as many replicas as it must have, and no more than can be counted";
  }
  if (traits.spread != Spread::kAnywhere || traits.pack != Pack::kAnywhere || !traits.apart.empty()) {
    return "elastic jobs go without spread, pack and apart_from";
  }
  constexpr Duration kWorkLimit = kHorizonLimit / 4;
  if (longest_run(job, traits) > kWorkLimit / traits.most_replicas) {
    return "all its replicas have more work than can be counted";
  }
  return "";
}

Result<void> check_autoscaling(const ClusterSpec& cluster) {
  for (const NodeGroup& group : cluster.groups) {
    const auto wrong = [&](const char* what) {
      return Error::input("cluster " + cluster.name + ", group " + group.name, what);
    };
    if (group.cost_micro_per_hour < 0 || group.cost_micro_per_hour > kCostMicroLimit) {
      return wrong("must cost from 0 to 1000000 per hour");
    }
    if (!group.autoscaling) continue;
    const Autoscaling& scaling = *group.autoscaling;
    if (scaling.least < 0 || scaling.least > group.count) return wrong("must keep from 0 nodes on to all it has");
    if (scaling.boot_us < 0 || scaling.boot_us > kTimeLimit || scaling.idle_us < 0 || scaling.idle_us > kTimeLimit) {
      return wrong("must have times to boot and to be idle from 0 to the last instant there is");
    }
  }
  return {};
}

Result<void> check_closures(const ClusterSpec& cluster) {
  const std::string place = "cluster " + cluster.name + ", closures";
  if (cluster.closures.empty()) return {};
  if (cluster.closures.size() > kClosuresLimit) {
    return Error::input(place, "there are more than " + std::to_string(kClosuresLimit));
  }
  Time last = 0;
  for (const Closure& closure : cluster.closures) {
    const auto wrong = [&](const char* what) { return Error::input(place, closure.name + " " + what); };
    if (closure.from_us < last) return wrong("must come after those that begin before it");
    last = closure.from_us;
    if (closure.until_us <= closure.from_us || closure.until_us > kTimeLimit) {
      return wrong("must end after it begins, and by the last instant there is");
    }
    const bool ascending =
        std::adjacent_find(closure.nodes.begin(), closure.nodes.end(), std::greater_equal<>()) == closure.nodes.end();
    if (!ascending || closure.nodes.empty() || closure.nodes.back() >= cluster.node_count()) {
      return wrong("must name some of the cluster's nodes, in ascending order");
    }
  }
  return {};
}

// Where time is shared out by clusters, each is one kind of machine.
Result<void> check_models(const ClusterSpec& cluster, const PolicySpec& policy) {
  if (find_preemption(policy.preemption.name)->claim != Claim::kThroughput) return {};
  const NodeGroup* first = nullptr;
  for (const NodeGroup& group : cluster.groups) {
    if (group.gpus() == 0) continue;
    if (first == nullptr) first = &group;
    if (group.gpu_model == first->gpu_model) continue;
    return Error::input("cluster " + cluster.name + ", group " + group.name,
                        "has GPUs of another model than group " + first->name +
                            "; with preemption=" + policy.preemption.name + " each model is a cluster of its own");
  }
  return {};
}

// All clusters together can be counted.
Result<void> check_sums(std::span<const ClusterSpec> clusters) {
  std::int64_t nodes = 0;
  Resources sum;
  for (const ClusterSpec& cluster : clusters) {
    nodes += cluster.node_count();
    if (nodes > kCountLimit) {
      return Error::input(
          "cluster " + cluster.name,
          "makes more nodes than can be counted; all clusters together may have " + std::to_string(kCountLimit));
    }
    for (const NodeGroup& group : cluster.groups) {
      const bool bounded = is_bounded(group.per_node, group.count);
      if (bounded) sum += group.per_node * group.count;
      if (bounded && is_bounded(sum, 1)) continue;
      return Error::input("cluster " + cluster.name + ", group " + group.name,
                          "has more of a resource than can be counted; all clusters together may have " +
                              std::to_string(kCapacityLimit) + " milli-cores, MiB or milli-GPUs");
    }
  }
  return {};
}

std::string wrong_with_speeds(const Job& job, const Traits& traits) {
  for (const auto& [model, speed] : traits.speeds) {
    if (speed < kSlowestSpeed || speed > kFastestSpeed) return "its speeds must lie between 0.01 and 1000";
  }
  if (longest_run(job, traits) <= kTimeLimit) return "";
  return "at its slowest it would run for more than " + std::to_string(kTimeLimit / kSecond) + " s";
}

// Whether the job asks for nothing that would have to be looked at closely: so do nearly all, and it is said at once.
bool is_plain(const Job& job) {
  const auto below = [](std::int64_t amount, std::int64_t limit) {  // and not negative
    return static_cast<std::uint64_t>(amount) < static_cast<std::uint64_t>(limit);
  };
  const Resources& one = job.per_replica;
  return below(job.requested_us - 1, kTimeLimit) && below(job.run_us, kTimeLimit + 1) &&
         below(job.submit_us, kTimeLimit + 1) && below(job.replicas - std::int64_t{1}, 1 << 20) &&
         below(one.cpu_milli | one.memory_mib | one.gpu_milli, std::int64_t{1} << 39) && job.traits == 0;
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
  if (!is_bounded(job.per_replica, job.replicas)) {
    return "all its replicas together ask for more than can be counted, " + std::to_string(kCapacityLimit) +
           " milli-cores, MiB or milli-GPUs";
  }
  return {};
}

// Each job and dependency is fine, and so are all together: everything happens, and is promised, before all jobs would
// have run one after the other. An overrunning job is at last expected to end within twice its run time.
// At the end of the last outage or closure every job may still have all of its run before it, and a start once more.
Result<void> check_jobs(const Workload& workload, std::span<const ClusterSpec> clusters) {
  Time last = 0, until = workload.jobs.empty() ? 0 : workload.jobs.back().submit_us;
  Duration restart = 0, boot = 0;
  for (const ClusterSpec& cluster : clusters) {
    for (const Outage& outage : cluster.outages) until = std::max(until, outage.up_us);
    for (const Closure& closure : cluster.closures) until = std::max(until, closure.until_us);
    for (const NodeGroup& group : cluster.groups) {
      if (group.autoscaling) boot = std::max(boot, group.autoscaling->boot_us);
    }
    if (!cluster.outages.empty() || !cluster.closures.empty()) restart = std::max(restart, cluster.recovery.restart_us);
  }
  const auto is_plannable = [&](Duration more) {
    until = std::min(until, kHorizonLimit) + more;
    return until <= kHorizonLimit;
  };
  bool plannable = true;
  for (JobId id = 0; id < workload.jobs.size(); ++id) {
    const Job& job = workload.jobs[id];
    const bool plain = is_plain(job);
    if (!plain || job.submit_us < last) {
      std::string wrong = wrong_with(job);
      if (wrong.empty()) wrong = wrong_with_speeds(job, workload.traits_of(job));
      if (wrong.empty()) wrong = wrong_with_growing(job, workload.traits_of(job));
      if (wrong.empty() && job.submit_us < last) wrong = "jobs must come in order of submission";
      if (!wrong.empty()) return Error::input(workload.name + ", job " + workload.name_of(id), wrong);
    }
    last = job.submit_us;
    const Duration run = (plain ? job.run_us : longest_run(job, workload.traits_of(job))) + restart;
    plannable &= is_plannable(boot + (run > job.requested_us ? 2 * run : job.requested_us));
  }
  for (const Dependency& dependency : workload.dependencies) {
    if (dependency.think_us < 0 || dependency.think_us > kTimeLimit) {
      return Error::input(workload.name + ", job " + workload.name_of(dependency.job),
                          "its think time must lie between 0 and " + std::to_string(kTimeLimit / kSecond) + " s");
    }
    plannable &= is_plannable(dependency.think_us);
  }
  if (plannable) return {};
  return Error::input(workload.name, "its jobs one after the other would take longer than can be planned, " +
                                         std::to_string(kHorizonLimit / kSecond) + " s");
}

}  // namespace

Result<void> check_setup(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy) {
  if (Result<void> fine = check_policy(policy); !fine) return fine;
  if (clusters.empty()) return Error::input(workload.name, "there is no cluster to replay on");
  if (clusters.size() >= kNoCluster) return Error::input(workload.name, "there are too many clusters");
  for (const ClusterSpec& cluster : clusters) {
    if (Result<void> fine = check_cluster(cluster); !fine) return fine;
    if (Result<void> fine = check_outages(cluster); !fine) return fine;
    if (Result<void> fine = check_closures(cluster); !fine) return fine;
    if (Result<void> fine = check_autoscaling(cluster); !fine) return fine;
    if (Result<void> fine = check_models(cluster, policy); !fine) return fine;
  }
  if (Result<void> fine = check_sums(clusters); !fine) return fine;
  if (Result<void> fine = check_tenants(workload.tenants, policy); !fine) return fine;
  return check_jobs(workload, clusters);
}

}  // namespace berth
