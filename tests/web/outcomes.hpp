// Outcomes to render: jobs drawn by a small generator with a fixed seed, really replayed under several policies.
#pragma once

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "scenarios/outcome.hpp"

namespace berth::test {

struct DrawnJobs {
  std::size_t count = 300;
  std::int64_t nodes = 64;
  std::uint64_t seed = 7;
};

inline std::shared_ptr<Workload> drawn_workload(const DrawnJobs& drawn) {
  auto workload = std::make_shared<Workload>();
  workload->name = "drawn";
  std::uint64_t state = drawn.seed;
  const auto below = [&state](std::uint64_t limit) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33) % limit;
  };
  Time now = 0;
  for (std::size_t i = 0; i < drawn.count; ++i) {
    Job job;
    now += static_cast<Time>(below(600)) * kSecond;
    job.submit_us = now;
    job.run_us = static_cast<Duration>(1 + below(below(4) == 0 ? 20'000 : 900)) * kSecond;
    job.requested_us = job.run_us + static_cast<Duration>(below(3'000)) * kSecond;
    job.per_replica = kOneProcessor;
    job.replicas = static_cast<std::uint32_t>(1 + below(below(5) == 0 ? static_cast<std::uint64_t>(drawn.nodes) : 8));
    job.user = static_cast<std::int32_t>(below(12));
    job.number = static_cast<std::int64_t>(i) + 1;
    workload->jobs.push_back(job);
  }
  return workload;
}

// Nodes with and without GPUs, in two models.
inline ClusterSpec gpu_cluster() {
  NodeGroup small{.name = "small", .count = 12, .per_node = {16'000, 65'536, 2'000}, .gpu_model = "T4"};
  NodeGroup large{.name = "large", .count = 8, .per_node = {64'000, 262'144, 8'000}, .gpu_model = "A100"};
  NodeGroup plain{.name = "plain", .count = 6, .per_node = {32'000, 65'536, 0}};
  return {"mixed", {small, large, plain}};
}

// Jobs that ask for anything from no GPU to sixteen, some for a model, some important.
inline std::shared_ptr<Workload> drawn_gpu_workload(const DrawnJobs& drawn) {
  auto workload = drawn_workload(drawn);
  workload->name = "drawn GPU jobs";
  Traits a100;
  a100.gpu_models = {"A100"};
  const TraitsId wants_a100 = workload->intern(a100);
  for (Job& job : workload->jobs) {
    const std::int64_t kind = job.number * 2'654'435'761 % 97;
    const std::int64_t gpus = kind < 15   ? 0
                              : kind < 35 ? 250 + kind % 3 * 250
                              : kind < 70 ? 1'000
                              : kind < 90 ? 4'000
                                          : 8'000;
    job.per_replica = {1'000 + gpus * 3, 2'048 + gpus * 4, gpus};
    job.replicas = kind >= 90 ? 2 : 1;
    job.run_us *= 6;
    job.requested_us *= 6;
    if (gpus >= 1'000 && kind % 4 == 0) job.traits = wants_a100;
    job.priority = kind % 10 == 0 ? 5 : 0;
  }
  return workload;
}

inline Outcome outcome_of(std::shared_ptr<const Workload> workload, std::vector<ClusterSpec> clusters,
                          const std::string& policy) {
  Outcome outcome;
  outcome.scenario = workload->name;
  outcome.workload = std::move(workload);
  outcome.clusters = std::move(clusters);
  outcome.policy = parse_policy(policy).value();
  outcome.input.format = "generated";
  outcome.input.jobs = outcome.workload->jobs.size();
  outcome.input.input_hash = "00112233445566778899aabbccddeeff";
  auto replayed = replay(*outcome.workload, outcome.clusters, outcome.policy, {});
  if (!replayed.ok()) throw std::runtime_error(replayed.error().text());
  outcome.replay = std::move(replayed.value());
  outcome.metrics = measure(*outcome.workload, outcome.clusters, outcome.replay);
  return outcome;
}

// Two nodes: two jobs run, a more important one takes the place of one of them, and two that are still more important
// the places of all.
inline Outcome preempting() {
  auto workload = std::make_shared<Workload>();
  workload->name = "preempting";
  workload->names = {"low-1", "low-2", "middle", "high-1", "high-2"};
  const std::vector<std::pair<std::int64_t, std::int32_t>> lines = {{0, 0}, {0, 0}, {600, 5}, {1'200, 10}, {1'200, 10}};
  for (const auto& [submit_s, priority] : lines) {
    Job job;
    job.submit_us = submit_s * kSecond;
    job.run_us = job.requested_us = kHour;
    job.per_replica = kOneProcessor;
    job.priority = priority;
    job.number = static_cast<std::int64_t>(workload->jobs.size()) + 1;
    workload->jobs.push_back(job);
  }
  return outcome_of(workload, {{"pair", {{"node", 2, kOneProcessor}}}},
                    "order=priority,backfill=greedy,preemption=priority");
}

inline std::vector<Outcome> compared(const DrawnJobs& drawn, const std::vector<std::string>& policies) {
  const auto workload = drawn_workload(drawn);
  std::vector<Outcome> outcomes;
  for (const std::string& policy : policies)
    outcomes.push_back(outcome_of(workload, {processors(drawn.nodes)}, policy));
  return outcomes;
}

}  // namespace berth::test
