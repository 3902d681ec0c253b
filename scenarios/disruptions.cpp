#include "scenarios/disruptions.hpp"

#include <algorithm>
#include <unordered_map>

#include "scenarios/find_input.hpp"
#include "scenarios/generate/random.hpp"
#include "scenarios/read/outage_list.hpp"

namespace berth {
namespace {

Result<void> add_outage(const OutageLine& line, std::vector<ClusterSpec>& clusters) {
  const Result<ChosenNodes> chosen = choose_nodes(clusters, line.nodes);
  if (!chosen) return chosen.error();
  std::vector<Outage>& outages = clusters[chosen->cluster].outages;
  if (outages.size() + chosen->nodes.size() > kOutagesLimit) {
    return Error::input(line.nodes.place, "makes more than " + std::to_string(kOutagesLimit) + " outages");
  }
  for (const std::uint32_t node : chosen->nodes) outages.push_back({node, line.down_us, line.up_us});
  return {};
}

Result<void> add_closure(const ClosureLine& line, const Workload& workload, std::vector<ClusterSpec>& clusters) {
  Result<ChosenNodes> chosen = choose_nodes(clusters, line.nodes);
  if (!chosen) return chosen.error();
  Closure closure = line.closure;
  closure.nodes = std::move(chosen->nodes);
  std::unordered_map<std::string, JobId> by_name;
  if (!line.jobs.empty()) {
    for (JobId job = 0; job < workload.jobs.size(); ++job) by_name.emplace(workload.name_of(job), job);
  }
  for (const std::string& name : line.jobs) {
    const auto found = by_name.find(name);
    if (found == by_name.end())
      return Error::input(line.nodes.place, "is for the job \"" + name + "\", which is not there");
    closure.job_numbers.push_back(workload.jobs[found->second].number);
  }
  std::vector<Closure>& closures = clusters[chosen->cluster].closures;
  if (closures.size() >= kClosuresLimit) {
    return Error::input(line.nodes.place, "is one of more than " + std::to_string(kClosuresLimit) + " of a cluster");
  }
  const auto at =
      std::upper_bound(closures.begin(), closures.end(), closure,
                       [](const Closure& left, const Closure& right) { return left.from_us < right.from_us; });
  closures.insert(at, std::move(closure));
  return {};
}

// A duration drawn, at least an instant long, and no longer than times may be.
Duration draw(Random& random, Duration mean) {
  const double drawn = random.exponential(static_cast<double>(mean));
  if (drawn >= static_cast<double>(kTimeLimit)) return kTimeLimit;
  return std::max<Duration>(1, static_cast<Duration>(drawn));
}

Result<void> draw_outages(const FailureModel& model, std::uint64_t seed, Time until, ClusterId number,
                          ClusterSpec& cluster) {
  std::uint32_t node = 0;
  for (const NodeGroup& group : cluster.groups) {
    const std::uint32_t end = node + static_cast<std::uint32_t>(group.count);
    if (!model.group.empty() && group.name != model.group) {
      node = end;
      continue;
    }
    for (; node < end; ++node) {
      // Stream 0 is the workload's; a node's is its own, whatever other nodes there are.
      Random random(model.seed.value_or(seed), (std::uint64_t{number} + 1) << 32 | node);
      for (Time down = draw(random, model.mtbf_us); down <= until && down < kTimeLimit;) {
        const Time up = std::min(kTimeLimit, down + draw(random, model.mttr_us));
        if (cluster.outages.size() >= kOutagesLimit) {
          return Error::input(model.place, "makes more than " + std::to_string(kOutagesLimit) +
                                               " outages; raise mtbf, or say an earlier until");
        }
        cluster.outages.push_back({node, down, up});
        down = std::min(kTimeLimit, up + draw(random, model.mtbf_us));
      }
    }
  }
  return {};
}

}  // namespace

Time failures_until(const Workload& workload, std::span<const ClusterSpec> clusters) {
  Resources capacity;
  for (const ClusterSpec& cluster : clusters) capacity += cluster.capacity();
  Duration longest = 0;
  double cpu = 0, gpu = 0;
  for (const Job& job : workload.jobs) {
    longest = std::max(longest, job.run_us);
    const double time = static_cast<double>(job.run_us) * job.replicas;
    cpu += time * static_cast<double>(job.per_replica.cpu_milli);
    gpu += time * static_cast<double>(job.per_replica.gpu_milli);
  }
  double work = 0;
  if (capacity.cpu_milli > 0) work = cpu / static_cast<double>(capacity.cpu_milli);
  if (capacity.gpu_milli > 0) work = std::max(work, gpu / static_cast<double>(capacity.gpu_milli));
  const Time last = workload.jobs.empty() ? 0 : workload.jobs.back().submit_us;
  const double until = static_cast<double>(last + longest) + 2 * work;
  return until < static_cast<double>(kTimeLimit) ? static_cast<Time>(until) : kTimeLimit;
}

Result<void> add_listed(const Disruptions& disruptions, const std::string& folder, const Workload& workload,
                        std::vector<ClusterSpec>& clusters) {
  for (const OutageLine& line : disruptions.outages) {
    if (Result<void> added = add_outage(line, clusters); !added) return added;
  }
  if (!disruptions.outages_path.empty()) {
    const Result<std::string> path = find_input(folder, disruptions.outages_path);
    if (!path) return path.error();
    const Result<std::vector<OutageLine>> lines = read_outage_list(*path);
    if (!lines) return lines.error();
    for (const OutageLine& line : *lines) {
      if (Result<void> added = add_outage(line, clusters); !added) return added;
    }
  }
  for (const ClosureLine& line : disruptions.closures) {
    if (Result<void> added = add_closure(line, workload, clusters); !added) return added;
  }
  for (ClusterSpec& cluster : clusters) {
    cluster.recovery = disruptions.recovery;
    join_outages(cluster.outages);
  }
  return {};
}

Result<void> add_failures(const Disruptions& disruptions, const Workload& workload, std::uint64_t seed,
                          std::vector<ClusterSpec>& clusters) {
  if (disruptions.failures.empty()) return {};
  const Time usual = failures_until(workload, clusters);
  for (const FailureModel& model : disruptions.failures) {
    bool any = false;
    for (ClusterId number = 0; number < clusters.size(); ++number) {
      ClusterSpec& cluster = clusters[number];
      if (!model.cluster.empty() && cluster.name != model.cluster) continue;
      any |= model.group.empty() || std::any_of(cluster.groups.begin(), cluster.groups.end(),
                                                [&](const NodeGroup& one) { return one.name == model.group; });
      const Time until = model.until_us > 0 ? model.until_us : usual;
      if (Result<void> drawn = draw_outages(model, seed, until, number, cluster); !drawn) return drawn;
    }
    if (!any) return Error::input(model.place, "is of a cluster or group that is not there");
  }
  for (ClusterSpec& cluster : clusters) join_outages(cluster.outages);
  return {};
}

}  // namespace berth
