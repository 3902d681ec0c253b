#include "bench/gpu_rows.hpp"

#include <fmt/format.h>
#include <random>

#include "bench/cells_to_time.hpp"
#include "bench/row.hpp"
#include "engine/cluster/placer.hpp"
#include "engine/policy/registry.hpp"
#include "scenarios/scenario.hpp"

namespace berth::bench {
namespace {

// A request of a GPU cluster: a share, one GPU or several, with CPU and memory to match.
Resources drawn_request(std::mt19937_64& random) {
  constexpr std::int64_t kGpus[] = {200, 500, 800, 1000, 1000, 1000, 2000, 4000, 8000};
  const std::int64_t gpu = kGpus[random() % 9];
  const std::int64_t gpus = std::max<std::int64_t>(1, gpu / kWholeGpu);
  return {gpus * 1000 * static_cast<std::int64_t>(2 + random() % 3 * 2), gpus * 16'384, gpu};
}

ClusterSpec gpu_nodes(std::int64_t count) {
  ClusterSpec cluster{"gpus",
                      {{"small", count / 2, {64'000, 262'144, 4000}}, {"large", count / 2, {96'000, 786'432, 8000}}}};
  for (NodeGroup& group : cluster.groups) group.nodes_per_rack = 16;
  return cluster;
}

// Decisions a second on nodes most of which are in use: one leaves, one comes.
std::function<double()> churn(std::int64_t nodes, const std::string& placement) {
  return [nodes, placement] {
    constexpr int kDecisions = 100'000;
    std::mt19937_64 random(11);
    const ClusterSpec cluster = gpu_nodes(nodes);
    Workload workload;
    for (int i = 0; i < 1000; ++i) {
      Job job;
      job.per_replica = drawn_request(random);
      workload.jobs.push_back(job);
    }
    const Choice choice{placement, {}};
    Placer placer(cluster, workload, *find_placement(placement), choice);
    NodePool pool(cluster, find_placement(placement)->by_kinds);
    std::vector<std::pair<Seat, Resources>> held;
    const auto come = [&] {
      const Job& job = workload.jobs[random() % workload.jobs.size()];
      if (const auto placed = placer.place(pool, {}, 0, job, Placer::Then::kTake)) {
        held.emplace_back(placed->front(), job.per_replica);
      }
    };
    for (std::int64_t i = 0; i < nodes * 2; ++i) come();
    return seconds_of([&] {
      for (int i = 0; i < kDecisions; ++i) {
        std::pair<Seat, Resources>& leaving = held[random() % held.size()];
        pool.give(leaving.first, leaving.second);
        leaving = held.back();
        held.pop_back();
        come();
      }
    });
  };
}

struct Loaded {
  Workload workload;
  std::vector<ClusterSpec> clusters;
};

std::optional<Loaded> loaded(const std::string& name) {
  const auto scenario = open_scenario(std::string(BERTH_SOURCE_DIR) + "/scenarios/library/" + name + ".json", 0);
  if (!scenario.ok()) {
    fmt::print("{}: left out: {}\n", name, scenario.error().text());
    return std::nullopt;
  }
  ReadReport report;
  Result<Workload> workload = load_workload(*scenario, 42, report);
  if (!workload.ok()) {
    fmt::print("{}: left out: {}\n", name, workload.error().text());
    return std::nullopt;
  }
  return Loaded{std::move(*workload), scenario->clusters};
}

std::function<double()> timed(const Loaded& loaded, const std::string& policy) {
  return [&loaded, policy] {
    return seconds_of([&] {
      if (!replay(loaded.workload, loaded.clusters, *parse_policy(policy), {}).ok()) std::exit(1);
    });
  };
}

void openb(int rounds) {
  const auto trace = loaded("openb-fgd");
  if (!trace) return;
  const std::string greedy = "fcfs,greedy,placement=";
  const auto s =
      time_in_turn({timed(*trace, greedy + "fgd(seed=42)"), timed(*trace, greedy + "best-fit(seed=42)")}, rounds);
  print_row("openb to 130 %, FGD", fmt::format("{:.2f} s", s[0]), "≤ 1 s", s[0] <= 1);
  print_row("openb to 130 %, best-fit", fmt::format("{:.2f} s", s[1]), "≤ 0.2 s", s[1] <= 0.2);
  print_row("FGD against best-fit", fmt::format("{:.1f} ×", s[0] / s[1]), "≤ 5 ×", s[0] / s[1] <= 5);
}

void published(const std::string& name, const std::string& policy, int rounds, double decisions, double per_second,
               const std::string& note) {
  const auto scenario = loaded(name);
  if (!scenario) return;
  const auto s = time_in_turn({timed(*scenario, policy)}, rounds);
  print_row(fmt::format("{} ({})", name, note), fmt::format("{:.0f} k/s", decisions / s[0] / 1e3),
            fmt::format("≥ {:.0f} k/s", per_second / 1e3), decisions / s[0] >= per_second);
}

void at_most(const std::string& name, const std::string& policy, int rounds, double limit_s, const std::string& note) {
  const auto scenario = loaded(name);
  if (!scenario) return;
  const auto s = time_in_turn({timed(*scenario, policy)}, rounds);
  print_row(fmt::format("{} ({})", name, note), fmt::format("{:.2f} s", s[0]), fmt::format("≤ {} s", limit_s),
            s[0] <= limit_s);
}

}  // namespace

void placing() {
  for (const char* placement : {"best-fit", "fgd"}) {
    const auto s = time_in_turn({churn(1'000, placement), churn(100'000, placement)}, 3);
    print_row(fmt::format("placing by {}, 100,000 nodes against 1,000", placement),
              fmt::format("{:.2f} ×", s[1] / s[0]), "≤ 3 ×", s[1] / s[0] <= 3);
    print_row(fmt::format("placing by {}, 1,000 nodes", placement), fmt::format("{:.0f} k/s", 100 / s[0]));
  }
}

void library_scenarios(int rounds) {
  openb(rounds);
  published("kube-scheduling-basic", "fcfs,greedy,placement=worst-fit", rounds, 50'000, 100'000,
            "published: 0.7–0.8 k/s, with an API server");
  published("kube-preemption-basic", "priority,greedy,placement=worst-fit,preemption=priority", rounds, 5'000, 5'000,
            "published: always seems to fail");
  at_most("kai-reclaim", "drf,greedy,placement=best-fit,preemption=reclaim", rounds, 1.5, "published: 165.6 s");
  at_most("mesos-drf-20000", "drf,greedy", rounds, 0.4, "published: 3.8 s");
  at_most("mesos-drf-50000", "drf,greedy", rounds, 4, "50,000 agents, 6,000 frameworks");
}

void million_gpu_jobs() {
  constexpr std::uint32_t kJobs = 1'000'000;
  std::mt19937_64 random(5);
  Workload workload;
  const TraitsId in_rack = workload.intern({.pack = Pack::kPreferRack});
  workload.jobs.reserve(kJobs);
  Time submit = 0;
  for (std::uint32_t i = 0; i < kJobs; ++i) {
    Job job;
    job.per_replica = drawn_request(random);
    if (random() % 20 == 0) {  // a gang
      job.replicas = static_cast<std::uint32_t>(2 + random() % 7);
      job.traits = in_rack;
    }
    submit += static_cast<Time>(random() % 280'000);
    job.submit_us = submit;
    job.run_us = static_cast<Duration>((60 + random() % 7200)) * kSecond;
    job.requested_us = job.run_us;
    job.user = static_cast<std::int32_t>(random() % 100);
    job.number = i + 1;
    workload.jobs.push_back(job);
  }
  const std::vector<ClusterSpec> clusters = {gpu_nodes(10'000)};
  std::uint64_t waiting = 0;
  const double s = seconds_of([&] {
    const auto done = replay(workload, clusters, *parse_policy("drf,greedy,placement=best-fit"), {});
    if (!done.ok()) std::exit(1);
    waiting = done->counters.max_waiting;
  });
  print_row(fmt::format("1 M GPU jobs, gangs, 10,000 nodes, DRF, {} waiting", waiting), fmt::format("{:.1f} s", s),
            "≤ 60 s", s <= 60);
  print_row("memory of that, all in", fmt::format("{:.2f} GB", static_cast<double>(peak_memory()) / 1e9), "≤ 4 GB",
            peak_memory() <= 4'000'000'000);
}

}  // namespace berth::bench
