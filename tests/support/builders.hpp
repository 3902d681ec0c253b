// A workload, a job or a cluster in a line, in seconds and processors, for tests that say what they mean:
//
//   const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3}, {.submit = 1, .run = 2}});
//   const Replay result = replayed(work, {processors(4)}, "fcfs,easy");
#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/replay.hpp"

namespace berth::test {

// A dependency: on the line `on` of the same list, with think time.
struct After {
  JobId on = 0;
  std::int64_t think = 0;  // ticks
};

// A job, times in whole ticks: seconds, unless the workload says otherwise.
struct JobLine {
  std::int64_t submit = 0;
  std::int64_t run = 1;
  std::int64_t requested = 0;  // 0: as long as it runs, but at least a tick
  std::uint32_t replicas = 1;
  Resources per_replica = kOneProcessor;
  std::int32_t priority = 0;
  std::int32_t user = kUnknown;
  std::vector<After> after = {};
  Traits traits = {};
};

// A core and a GPU.
inline constexpr Resources kOneGpu{1000, 0, kWholeGpu};

// Nodes with so many cores and GPUs of a model, which is the cluster's name, too.
ClusterSpec gpu_cluster(const std::string& model, std::int64_t nodes, std::int64_t gpus_each = 1);

// Jobs in the order of their lines where they are submitted at the same instant; numbered from 1. Ends the program on
// a circle of dependencies.
Workload workload(const std::vector<JobLine>& lines, OverrunRule overrun = OverrunRule::kKeep,
                  Duration tick_us = kSecond);

// The replay of a workload under a policy given as text. Ends the program when the policy is wrong.
Replay replayed(const Workload& workload, const std::vector<ClusterSpec>& clusters, const std::string& policy,
                ReplayOptions options = {});
inline Replay replayed(const Workload& workload, const std::vector<ClusterSpec>& clusters, const std::string& policy,
                       Semantics semantics) {
  return replayed(workload, clusters, policy, {.semantics = semantics});
}

// Start of every job, in seconds; -1 for one that never started.
std::vector<std::int64_t> starts(const Replay& replay);

}  // namespace berth::test
