#include "bench/cells_to_time.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <sys/resource.h>

#include "actors/replay.hpp"
#include "scenarios/generate/lublin.hpp"

namespace berth::bench {
namespace {

const std::vector<ClusterSpec>& machine() {
  static const std::vector<ClusterSpec> clusters{processors(256)};
  return clusters;
}

template <class T>
T must(Result<T> result) {
  if (!result.ok()) {
    std::fprintf(stderr, "%s\n", result.error().text().c_str());
    std::exit(1);
  }
  return std::move(*result);
}

}  // namespace

Workload lublin(std::uint64_t jobs, double load) {
  LublinParameters parameters;
  parameters.jobs = jobs;
  parameters.processors = 256;
  parameters.load = load;
  parameters.overestimate = 5;
  return must(generate_lublin(parameters, 1));
}

Workload long_queue(std::uint64_t jobs, std::uint64_t waiting) {
  Workload workload;
  workload.name = "long queue";
  const auto add = [&](Time submit, Duration run, Duration requested, std::uint32_t replicas) {
    Job job;
    job.submit_us = submit;
    job.run_us = run;
    job.requested_us = requested;
    job.replicas = replicas;
    job.per_replica = kOneProcessor;
    job.number = static_cast<std::int64_t>(workload.jobs.size()) + 1;
    workload.jobs.push_back(job);
  };
  // One job holds the machine's half for longer than all the rest; nobody who waits fits beside it or ends in time.
  const Duration horizon = static_cast<Duration>(jobs) * kSecond + kHour;
  add(0, horizon, horizon, 128);
  for (std::uint64_t i = 0; i < waiting; ++i) {
    add(0, kSecond, 2 * horizon, static_cast<std::uint32_t>(130 + (i * 37) % 126));
  }
  for (std::uint64_t i = 0; i < jobs; ++i) {
    const auto width = static_cast<std::uint32_t>(1 + (i * 7) % 64);
    add(static_cast<Time>(i + 1) * kSecond, static_cast<Duration>(1 + i % 3) * kSecond, 5 * kSecond, width);
  }
  return workload;
}

double seconds_of(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

std::vector<double> time_in_turn(const std::vector<std::function<double()>>& works, int rounds) {
  std::vector<std::vector<double>> seconds(works.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < works.size(); ++i) seconds[i].push_back(works[i]());
  }
  std::vector<double> medians;
  for (auto& of_one : seconds) {
    std::sort(of_one.begin(), of_one.end());
    medians.push_back(of_one[of_one.size() / 2]);
  }
  return medians;
}

Replay replay_direct(const Workload& workload, const std::string& policy) {
  return must(replay(workload, machine(), must(parse_policy(policy)), {}));
}

Replay replay_actors(const Workload& workload, const std::string& policy) {
  return must(replay_through_actors(workload, machine(), must(parse_policy(policy)), {}, 1));
}

std::uint64_t peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<std::uint64_t>(usage.ru_maxrss) * 1024;
}

}  // namespace berth::bench
