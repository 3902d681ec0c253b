#include <algorithm>
#include <map>
#include <unordered_map>
#include <vector>

#include "engine/metrics/compensated_sum.hpp"
#include "engine/metrics/finish_time_fairness.hpp"
#include "engine/metrics/gpu_curve.hpp"
#include "engine/metrics/metrics.hpp"
#include "engine/metrics/span.hpp"
#include "engine/metrics/stints.hpp"

namespace berth {
namespace {

double bounded_slowdown_of(const Record& record, Duration run_us) {
  const double run_s = std::max(seconds(run_us), kSlowdownThreshold_s);
  return std::max(1.0, seconds(record.end_us - record.submit_us) / run_s);
}

// The distribution of one quantity over the jobs that ended. One at a time: at ten million jobs each holds 80 MB.
template <class Quantity>
Distribution over_ended(const Replay& replay, std::size_t count, Quantity quantity) {
  std::vector<double> values;
  values.reserve(count);
  for (JobId id = 0; id < replay.records.size(); ++id) {
    if (ended(replay.records[id])) values.push_back(quantity(id, replay.records[id]));
  }
  return summarize(std::move(values));
}

Distribution slowdowns(const Replay& replay, const Stints& stints, std::size_t count) {
  std::vector<double> values;
  values.reserve(count);
  for (JobId id = 0; id < replay.records.size(); ++id) {
    const Record& record = replay.records[id];
    if (!ended(record) || record.end_us == record.start_us) continue;
    values.push_back(seconds(record.end_us - record.submit_us) / seconds(stints.useful_run(id)));
  }
  return summarize(std::move(values));
}

void count_states(const Replay& replay, Metrics& metrics) {
  metrics.jobs = replay.records.size();
  for (const Record& record : replay.records) {
    switch (record.state) {
      case JobState::kCompleted:
        ++metrics.completed;
        break;
      case JobState::kKilled:
        ++metrics.killed;
        break;
      case JobState::kRefused:
        ++metrics.refused;
        break;
      case JobState::kWaiting:
      case JobState::kRunning:
        ++metrics.unfinished;
        break;
    }
  }
}

// How long two spans have in common; negative where they have nothing.
Duration common(Time from, Time until, Time other_from, Time other_until) {
  return std::min(until, other_until) - std::max(from, other_from);
}

// When nodes were down, or closed to everybody. Where jobs may finish meanwhile, nodes are in use until they do.
std::vector<Outage> outages_of(const ClusterSpec& cluster) {
  std::vector<Outage> outages = cluster.outages;
  for (const Closure& closure : cluster.closures) {
    if (!closure.is_maintenance() || closure.lets_finish) continue;
    for (const std::uint32_t node : closure.nodes) outages.push_back({node, closure.from_us, closure.until_us});
  }
  join_outages(outages);
  return outages;
}

// What of a cluster was off, in resources × seconds, and what the rest cost.
struct Power {
  CompensatedSum cpu_off, gpu_off, node_hours, cost;

  void add(const NodeGroup& group, double node_seconds_on, double node_seconds) {
    cpu_off.add(static_cast<double>(group.per_node.cpu_milli) * (node_seconds - node_seconds_on));
    gpu_off.add(static_cast<double>(group.per_node.gpu_milli) * (node_seconds - node_seconds_on));
    node_hours.add(node_seconds_on / seconds(kHour));
    cost.add(node_seconds_on / seconds(kHour) * static_cast<double>(group.cost_micro_per_hour) / 1e6);
  }
};

Power measure_power(std::span<const ClusterSpec> clusters, const Replay& replay, const MeasuredSpan& span) {
  Power power;
  const double length = seconds(span.last_us - span.first_us);
  for (const ClusterSpec& cluster : clusters) {
    for (const NodeGroup& group : cluster.groups) {
      const double all = static_cast<double>(group.count) * length;
      power.add(group, group.autoscaling ? 0 : all, all);
    }
  }
  for (const Powered& stretch : replay.powered) {
    const Duration on = common(stretch.from_us, stretch.until_us, span.first_us, span.last_us);
    if (on > 0) power.add(clusters[stretch.cluster].group_of(stretch.node), seconds(on), 0);
  }
  return power;
}

// What nodes that come and go could not be used for, in resources × seconds, and for how long, in nodes × seconds.
struct Down {
  CompensatedSum cpu, gpu, nodes;
};

// Where a group follows the queue only what is on can be lacking.
Down measure_down(std::span<const ClusterSpec> clusters, const Replay& replay, const MeasuredSpan& span) {
  Down down;
  std::map<std::pair<std::size_t, std::uint32_t>, std::vector<Outage>> of_scaling;  // by node
  const auto lack = [&](const NodeGroup& group, Duration time) {
    if (time <= 0) return;
    down.cpu.add(static_cast<double>(group.per_node.cpu_milli) * seconds(time));
    down.gpu.add(static_cast<double>(group.per_node.gpu_milli) * seconds(time));
  };
  for (std::size_t id = 0; id < clusters.size(); ++id) {
    for (const Outage& outage : outages_of(clusters[id])) {
      const NodeGroup& group = clusters[id].group_of(outage.node);
      const Duration time = common(outage.down_us, outage.up_us, span.first_us, span.last_us);
      if (time > 0) down.nodes.add(seconds(time));
      if (group.autoscaling) {
        of_scaling[{id, outage.node}].push_back(outage);
      } else {
        lack(group, time);
      }
    }
  }
  for (const Powered& stretch : replay.powered) {
    const auto found = of_scaling.find({stretch.cluster, stretch.node});
    if (found == of_scaling.end()) continue;
    const Time from = std::max(stretch.from_us, span.first_us), until = std::min(stretch.until_us, span.last_us);
    for (const Outage& outage : found->second) {
      lack(clusters[stretch.cluster].group_of(stretch.node), common(outage.down_us, outage.up_us, from, until));
    }
  }
  return down;
}

void measure_use(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay,
                 const Stints& stints, const MeasuredSpan& span, Metrics& metrics) {
  Resources capacity;
  std::int64_t nodes = 0;
  for (const ClusterSpec& cluster : clusters) {
    capacity += cluster.capacity();
    nodes += cluster.node_count();
  }
  Down down = measure_down(clusters, replay, span);
  const Power power = measure_power(clusters, replay, span);
  metrics.node_hours = power.node_hours.value();
  metrics.cost = power.cost.value();
  down.cpu.add(power.cpu_off.value());
  down.gpu.add(power.gpu_off.value());
  metrics.node_availability = 1 - down.nodes.value() / (static_cast<double>(nodes) * metrics.makespan_s);
  CompensatedSum cpu, gpu;
  stints.each([&](JobId id, Time start, Time end) {
    const double held_s = seconds(std::max<Duration>(0, std::min(end, span.last_us) - start));
    const Job& job = workload.jobs[id];
    cpu.add(static_cast<double>(job.per_replica.cpu_milli) * job.replicas * held_s);
    gpu.add(static_cast<double>(job.per_replica.gpu_milli) * job.replicas * held_s);
  });
  for (const Grown& grown : replay.grown) {
    const double held_s = seconds(std::max<Duration>(0, std::min(grown.until_us, span.last_us) - grown.from_us));
    const Resources& one = workload.jobs[grown.job].per_replica;
    for (const Seat& seat : grown.nodes) {
      cpu.add(static_cast<double>(one.cpu_milli) * seat.replicas * held_s);
      gpu.add(static_cast<double>(one.gpu_milli) * seat.replicas * held_s);
    }
  }
  const auto share = [&](const CompensatedSum& used, std::int64_t all, const CompensatedSum& lacking) {
    const double up = static_cast<double>(all) * metrics.makespan_s - lacking.value();
    return up > 0 ? used.value() / up : 0;
  };
  metrics.utilization = share(cpu, capacity.cpu_milli, down.cpu);
  metrics.gpu_utilization = share(gpu, capacity.gpu_milli, down.gpu);
}

void measure_queue(const Replay& replay, const MeasuredSpan& span, Metrics& metrics) {
  CompensatedSum waited_s;
  std::vector<Time> submits, starts;
  submits.reserve(replay.records.size());
  starts.reserve(replay.records.size());
  for (const Record& record : replay.records) {
    if (record.state == JobState::kRefused || record.submit_us >= span.last_us) continue;
    waited_s.add(seconds(std::min(record.start_us, span.last_us) - record.submit_us));
    if (record.start_us == record.submit_us) continue;
    submits.push_back(record.submit_us);
    if (record.start_us != kNever) starts.push_back(record.start_us);
  }
  metrics.mean_queue_length = waited_s.value() / metrics.makespan_s;

  // The queue is longest just after a submission, once what starts at the same instant has left it.
  std::sort(submits.begin(), submits.end());
  std::sort(starts.begin(), starts.end());
  std::size_t left = 0;
  for (std::size_t came = 0; came < submits.size(); ++came) {
    if (came + 1 < submits.size() && submits[came + 1] == submits[came]) continue;
    while (left < starts.size() && starts[left] <= submits[came]) ++left;
    metrics.max_queue_length = std::max<std::uint64_t>(metrics.max_queue_length, came + 1 - left);
  }
}

// Jain, Chiu & Hawe, "A Quantitative Measure of Fairness", DEC TR-301, 1984: (Σx)² / (n Σx²).
double fairness_among_users(const Workload& workload, const Replay& replay, const Stints& stints) {
  struct Account {
    CompensatedSum slowdown;
    std::uint64_t jobs = 0;
  };
  std::unordered_map<std::int32_t, Account> accounts;
  for (JobId id = 0; id < replay.records.size(); ++id) {
    if (!ended(replay.records[id])) continue;
    Account& account = accounts[workload.jobs[id].user];
    account.slowdown.add(bounded_slowdown_of(replay.records[id], stints.useful_run(id)));
    ++account.jobs;
  }
  if (accounts.empty()) return 1;
  std::vector<double> means;
  means.reserve(accounts.size());
  for (const auto& [user, account] : accounts) {
    means.push_back(account.slowdown.value() / static_cast<double>(account.jobs));
  }
  std::sort(means.begin(), means.end());  // the same sum whatever order the table holds its users in
  CompensatedSum sum, squares;
  for (const double mean : means) {
    sum.add(mean);
    squares.add(mean * mean);
  }
  return sum.value() * sum.value() / (static_cast<double>(means.size()) * squares.value());
}

void measure_tenants(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay,
                     Metrics& metrics) {
  const Owners owners = owners_of(workload);
  if (owners.list.size() < 2) return;
  const std::vector<FinishTimes> times = finish_times(workload, clusters, replay, owners);
  CompensatedSum sum;
  for (std::size_t i = 0; i < times.size(); ++i) {
    if (times[i].jobs == 0) continue;
    metrics.tenants.push_back({owners.list[i].name, owners.list[i].entitlement, times[i].jobs, times[i].shared_s,
                               times[i].alone_s, times[i].rho});
    metrics.worst_finish_time_fairness = std::max(metrics.worst_finish_time_fairness, times[i].rho);
    sum.add(times[i].rho);
  }
  if (metrics.tenants.empty()) return;
  metrics.mean_finish_time_fairness = sum.value() / static_cast<double>(metrics.tenants.size());
}

void measure_gpus(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay,
                  Metrics& metrics) {
  const std::vector<GpuStep> curve = gpu_curve(workload, clusters, replay);
  if (curve.empty()) return;
  Time last = 0;
  for (const Record& record : replay.records) {
    if (record.state != JobState::kRefused && record.submit_us != kNever) last = std::max(last, record.submit_us);
  }
  const auto after =
      std::upper_bound(curve.begin(), curve.end(), last, [](Time at, const GpuStep& step) { return at < step.at_us; });
  if (after == curve.begin()) return;
  std::int64_t all = 0;
  for (const ClusterSpec& cluster : clusters) all += cluster.capacity().gpu_milli;
  const GpuStep& then = *std::prev(after);
  metrics.gpu_allocated = static_cast<double>(then.allocated) / static_cast<double>(all);
  metrics.gpu_fragmented = then.fragmented / static_cast<double>(all);
}

void measure_interruptions(const Workload& workload, const Replay& replay, Metrics& metrics) {
  metrics.interruptions = replay.interrupted.size();
  CompensatedSum cpu, gpu;
  for (const Stint& stint : replay.interrupted) {
    metrics.failures += stint.by == Interruption::kNodeDown ? 1 : 0;
    const Job& job = workload.jobs[stint.job];
    const double lost_h = seconds(stint.lost_us) / seconds(kHour);
    cpu.add(static_cast<double>(job.per_replica.cpu_milli) * job.replicas / 1000 * lost_h);
    gpu.add(static_cast<double>(job.per_replica.gpu_milli) * job.replicas / kWholeGpu * lost_h);
  }
  metrics.lost_core_hours = cpu.value();
  metrics.lost_gpu_hours = gpu.value();
}

}  // namespace

Metrics measure(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay) {
  Metrics metrics;
  count_states(replay, metrics);
  const std::size_t count = metrics.completed + metrics.killed;
  const Stints stints(replay);
  metrics.wait_s = over_ended(replay, count, [](JobId, const Record& r) { return seconds(r.start_us - r.submit_us); });
  metrics.turnaround_s =
      over_ended(replay, count, [](JobId, const Record& r) { return seconds(r.end_us - r.submit_us); });
  metrics.slowdown = slowdowns(replay, stints, count);
  metrics.bounded_slowdown = over_ended(
      replay, count, [&](JobId id, const Record& r) { return bounded_slowdown_of(r, stints.useful_run(id)); });
  metrics.user_fairness = fairness_among_users(workload, replay, stints);
  measure_interruptions(workload, replay, metrics);
  measure_gpus(workload, clusters, replay, metrics);
  measure_tenants(workload, clusters, replay, metrics);

  const MeasuredSpan span = measured_span(replay);
  if (span.length_us() <= 0) return metrics;
  metrics.makespan_s = seconds(span.length_us());
  metrics.throughput_per_hour = static_cast<double>(count) * seconds(kHour) / metrics.makespan_s;
  measure_use(workload, clusters, replay, stints, span, metrics);
  measure_queue(replay, span, metrics);
  return metrics;
}

}  // namespace berth
