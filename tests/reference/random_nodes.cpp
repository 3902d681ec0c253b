#include "tests/reference/random_nodes.hpp"

#include <iterator>

namespace berth::reference {
namespace {

// Few values, so that a wish is often met and often not.
constexpr const char* kModels[] = {"A", "B"};
constexpr const char* kTaints[] = {"batch", "keep"};
const Label kLabels[] = {{"disk", "fast"}, {"pool", "a"}, {"pool", "b"}};

constexpr Spread kSpreads[] = {Spread::kNodes, Spread::kRacks};
constexpr Pack kPacks[] = {Pack::kPreferRack, Pack::kPreferZone, Pack::kRack, Pack::kZone};

template <class Value, std::size_t kCount>
const Value& one_of(const Value (&values)[kCount], Random& random) {
  return values[random.between(0, kCount - 1)];
}

Traits traits(Random& random) {
  Traits made;
  if (random.one_in(5)) made.gpu_models = {one_of(kModels, random)};
  if (random.one_in(8)) made.gpu_models = {kModels[0], kModels[1]};
  if (random.one_in(6)) made.gpu_memory_mib = 1024 * random.between(1, 3);
  if (random.one_in(6)) made.labels = {one_of(kLabels, random)};
  if (random.one_in(2)) made.tolerates = {one_of(kTaints, random)};
  if (random.one_in(6)) made.tolerates = {kTaints[0], kTaints[1]};
  if (random.one_in(4)) made.apart = random.one_in(3) ? "x" : "y";
  if (random.one_in(4)) made.spread = one_of(kSpreads, random);
  if (random.one_in(3)) made.pack = one_of(kPacks, random);
  return made;
}

}  // namespace

void add_gpus(Case& one, Random& random) {
  for (ClusterSpec& cluster : one.clusters) {
    for (NodeGroup& group : cluster.groups) {
      group.per_node.gpu_milli = random.one_in(5) ? 0 : kWholeGpu * random.between(1, 4);
      group.gpus_pooled = random.one_in(6);
    }
  }
  // Shares of which some fill a GPU and some leave a rest, several sizes in a case or one.
  constexpr std::int64_t kShares[] = {250, 300, 400, 500, 700};
  const bool of_one_size = random.one_in(4);
  const std::int64_t size = one_of(kShares, random);
  for (test::JobLine& job : one.jobs) {
    job.per_replica.gpu_milli = 0;
    if (random.one_in(5)) continue;
    job.per_replica.gpu_milli = random.one_in(3) ? kWholeGpu * random.between(1, 3) : one_of(kShares, random);
    if (of_one_size && is_gpu_share(job.per_replica.gpu_milli)) job.per_replica.gpu_milli = size;
    // CPU that is not always what is lacking.
    if (random.one_in(2)) job.per_replica.cpu_milli = 500;
    if (random.one_in(8)) job.per_replica.cpu_milli = 0;
  }
}

void add_constraints(Case& one, Random& random) {
  for (ClusterSpec& cluster : one.clusters) {
    for (NodeGroup& group : cluster.groups) {
      group.count += random.between(0, 3);
      if (random.one_in(2)) group.gpu_model = one_of(kModels, random);
      if (random.one_in(2)) group.gpu_memory_mib = 1024 * random.between(1, 3);
      if (random.one_in(2)) group.labels = {one_of(kLabels, random)};
      if (random.one_in(4)) group.labels = {kLabels[0], kLabels[1]};
      if (random.one_in(4)) group.taints = {one_of(kTaints, random)};
      if (random.one_in(8)) group.taints = {kTaints[0], kTaints[1]};
      if (!random.one_in(3)) group.rack = random.one_in(2) ? "r" : "s";
      if (random.one_in(2)) group.nodes_per_rack = random.between(1, 3);
      if (random.one_in(2)) group.zone = "z";
    }
  }
  for (test::JobLine& job : one.jobs) {
    if (!random.one_in(3)) job.traits = traits(random);
  }
}

void add_speeds(Case& one, Random& random) {
  constexpr std::int64_t kSpeeds[] = {500, 1500, 2000, 3001, 10};
  for (ClusterSpec& cluster : one.clusters) {
    for (NodeGroup& group : cluster.groups) {
      if (random.one_in(2)) group.gpu_model = one_of(kModels, random);
    }
  }
  for (test::JobLine& job : one.jobs) {
    for (const char* model : kModels) {
      if (random.one_in(2)) job.traits.speeds.emplace_back(model, one_of(kSpeeds, random));
    }
  }
}

}  // namespace berth::reference
