// Fragmentation of a node: how much of its idle GPUs a typical request could not use, the mean over typical requests.
// For one request, all idle GPU is fragmented where the request cannot be placed (no GPU asked, too little CPU, too few
// GPUs, another model); else what lies on GPUs with less left than it asks of one.
// Source: Weng et al., Beware of Fragmentation: Scheduling GPU-Sharing Workloads with Fragmentation Gradient Descent,
// USENIX ATC 2023.
//
// For given GPUs the measure depends on CPU in steps only, so it is computed once per state of the GPUs and looked up.
#pragma once

#include <cstdint>
#include <memory>
#include <unordered_map>
#include <vector>

#include "engine/policy/placement/placement.hpp"
#include "engine/policy/placement/request_mix.hpp"

namespace berth {

class Fragmentation {
 public:
  Fragmentation(const ClusterSpec& cluster, const Workload& workload);
  // Shares the typical requests, not what was looked up.
  Fragmentation(const Fragmentation& other);
  Fragmentation& operator=(const Fragmentation&) = delete;

  // Milli-GPUs of a node in this state. Pooled GPUs have none.
  double of(const NodeState& state);

  // By how much it shrinks when a replica goes there, at best over the GPUs it may take, and which that is.
  // REQUIRES: state.room fits one.
  Fit gain(const NodeState& state, const Resources& one);

  // Idle GPUs of one kind of node, all that matters of them: numbers of a table.
  using Gpus = std::uint32_t;

 private:
  struct Shared {
    std::vector<TypicalRequest> typical;
    std::vector<std::uint32_t> model_of;      // by group
    std::vector<std::vector<bool>> accepted;  // by model, by typical request
    std::vector<std::int64_t> steps;          // the distinct cpu_milli of typical requests, ascending
    std::vector<std::uint32_t> step_of;       // by typical request
  };
  struct Table {
    std::uint32_t model = 0;
    std::int64_t whole = 0;
    std::vector<std::uint16_t> shares;
    std::vector<double> fragmented;  // by step: with CPU for the requests below it
  };
  struct Key {
    std::uint32_t model;
    std::int64_t whole;
    std::vector<std::uint16_t> shares;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct After {
    Gpus gpus;
    std::int32_t gpu;
  };

  Gpus gpus_of(std::uint32_t model, std::int64_t whole, const std::vector<std::uint16_t>& shares);
  Gpus gpus_of(const NodeState& state);
  void fill(Table& table) const;
  double look_up(Gpus gpus, std::int64_t cpu_milli) const;
  // Where a request may take these GPUs to.
  const std::vector<After>& after(Gpus gpus, std::int64_t gpu_milli);

  std::shared_ptr<const Shared> shared_;
  std::vector<Table> tables_;
  std::unordered_map<Key, Gpus, Hash> by_key_;
  std::unordered_map<std::uint64_t, std::vector<After>> after_;
};

}  // namespace berth
