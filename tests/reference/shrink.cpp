#include "tests/reference/shrink.hpp"

#include <algorithm>

namespace berth::reference {
namespace {

constexpr int kMaxAttempts = 20'000;

Case without_job(Case cut, std::size_t place) {
  cut.jobs.erase(cut.jobs.begin() + static_cast<std::ptrdiff_t>(place));
  for (test::JobLine& job : cut.jobs) {
    std::erase_if(job.after, [&](const test::After& after) { return after.on == place; });
    for (test::After& after : job.after) {
      if (after.on > place) --after.on;
    }
  }
  return cut;
}

// Smaller values of a number to try, boldest first.
std::vector<std::int64_t> smaller(std::int64_t value, std::int64_t least) {
  std::vector<std::int64_t> values;
  for (const std::int64_t tried : {least, value / 2, value - 1}) {
    if (tried >= least && tried < value && (values.empty() || tried != values.back())) values.push_back(tried);
  }
  return values;
}

// One wish less, or half of it.
template <class Try>
void cut_traits(const Traits& from, const Try& attempt) {
  const auto without = [&](auto Traits::*wish) {
    Traits less = from;
    less.*wish = {};
    if (less != from) attempt(less);
  };
  without(&Traits::gpu_models);
  without(&Traits::gpu_memory_mib);
  without(&Traits::labels);
  without(&Traits::tolerates);
  without(&Traits::apart);
  without(&Traits::spread);
  without(&Traits::pack);
  without(&Traits::most_replicas);
  without(&Traits::speeds);
}

// Nothing more that tells a group's nodes from others.
template <class Try>
void cut_group(const NodeGroup& from, const Try& attempt) {
  const auto without = [&](auto NodeGroup::*what) {
    NodeGroup less = from;
    less.*what = {};
    if (less.*what != from.*what) attempt(less);
  };
  without(&NodeGroup::gpus_pooled);
  without(&NodeGroup::gpu_model);
  without(&NodeGroup::gpu_memory_mib);
  without(&NodeGroup::labels);
  without(&NodeGroup::taints);
  without(&NodeGroup::rack);
  without(&NodeGroup::zone);
  without(&NodeGroup::nodes_per_rack);
  without(&NodeGroup::autoscaling);
}

void cut_job(const Case& from, std::size_t place, std::vector<Case>& cuts) {
  const auto with = [&](auto change) {
    Case cut = from;
    change(cut.jobs[place]);
    cuts.push_back(std::move(cut));
  };
  const test::JobLine& job = from.jobs[place];
  for (std::size_t i = 0; i < job.after.size(); ++i) {
    with([&](test::JobLine& cut) { cut.after.erase(cut.after.begin() + static_cast<std::ptrdiff_t>(i)); });
    for (const auto value : smaller(job.after[i].think, 0)) {
      with([&](test::JobLine& cut) { cut.after[i].think = value; });
    }
  }
  if (job.user != kUnknown) with([](test::JobLine& cut) { cut.user = kUnknown; });
  if (job.priority != 0) with([](test::JobLine& cut) { cut.priority = 0; });
  if (job.per_replica != kOneProcessor) with([](test::JobLine& cut) { cut.per_replica = kOneProcessor; });
  if (job.per_replica.memory_mib > 0) with([](test::JobLine& cut) { cut.per_replica.memory_mib = 0; });
  if (job.per_replica.gpu_milli > 0) with([](test::JobLine& cut) { cut.per_replica.gpu_milli = 0; });
  cut_traits(job.traits, [&](const Traits& less) { with([&](test::JobLine& cut) { cut.traits = less; }); });
  for (const auto value : smaller(job.submit, 0)) with([&](test::JobLine& cut) { cut.submit = value; });
  for (const auto value : smaller(job.run, 0)) with([&](test::JobLine& cut) { cut.run = value; });
  for (const auto value : smaller(job.requested, 1)) with([&](test::JobLine& cut) { cut.requested = value; });
  for (const auto value : smaller(job.replicas, 1)) {
    with([&](test::JobLine& cut) { cut.replicas = static_cast<std::uint32_t>(value); });
  }
}

void drop_outages_of_no_node(ClusterSpec& cluster) {
  std::erase_if(cluster.outages, [&](const Outage& outage) { return outage.node >= cluster.node_count(); });
  for (Closure& closure : cluster.closures) {
    std::erase_if(closure.nodes, [&](std::uint32_t node) { return node >= cluster.node_count(); });
  }
  std::erase_if(cluster.closures, [](const Closure& closure) { return closure.nodes.empty(); });
}

void cut_cluster(const Case& from, std::size_t place, std::vector<Case>& cuts) {
  const auto with = [&](auto change) {
    Case cut = from;
    change(cut.clusters[place]);
    cuts.push_back(std::move(cut));
  };
  if (from.clusters.size() > 1) {
    Case cut = from;
    cut.clusters.erase(cut.clusters.begin() + static_cast<std::ptrdiff_t>(place));
    cuts.push_back(std::move(cut));
  }
  const std::vector<Outage>& outages = from.clusters[place].outages;
  for (std::size_t i = 0; i < outages.size(); ++i) {
    with([&](ClusterSpec& cut) { cut.outages.erase(cut.outages.begin() + static_cast<std::ptrdiff_t>(i)); });
  }
  const std::vector<Closure>& closures = from.clusters[place].closures;
  for (std::size_t i = 0; i < closures.size(); ++i) {
    with([&](ClusterSpec& cut) { cut.closures.erase(cut.closures.begin() + static_cast<std::ptrdiff_t>(i)); });
    for (std::size_t node = 0; node < closures[i].nodes.size() && closures[i].nodes.size() > 1; ++node) {
      with([&](ClusterSpec& cut) {
        cut.closures[i].nodes.erase(cut.closures[i].nodes.begin() + static_cast<std::ptrdiff_t>(node));
      });
    }
    if (!closures[i].users.empty()) with([&](ClusterSpec& cut) { cut.closures[i].users.clear(); });
    if (!closures[i].job_numbers.empty()) with([&](ClusterSpec& cut) { cut.closures[i].job_numbers.clear(); });
  }
  if (from.clusters[place].recovery != Recovery{}) with([](ClusterSpec& cut) { cut.recovery = {}; });
  const std::vector<NodeGroup>& groups = from.clusters[place].groups;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (groups.size() > 1) {
      with([&](ClusterSpec& cut) {
        cut.groups.erase(cut.groups.begin() + static_cast<std::ptrdiff_t>(i));
        drop_outages_of_no_node(cut);
      });
    }
    for (const auto value : smaller(groups[i].count, 1)) {
      with([&](ClusterSpec& cut) {
        cut.groups[i].count = value;
        drop_outages_of_no_node(cut);
      });
    }
    cut_group(groups[i], [&](const NodeGroup& less) { with([&](ClusterSpec& cut) { cut.groups[i] = less; }); });
    if (groups[i].per_node != kOneProcessor) with([&](ClusterSpec& cut) { cut.groups[i].per_node = kOneProcessor; });
    if (groups[i].per_node.memory_mib > 0) with([&](ClusterSpec& cut) { cut.groups[i].per_node.memory_mib = 0; });
    if (groups[i].per_node.gpu_milli > 0) with([&](ClusterSpec& cut) { cut.groups[i].per_node.gpu_milli = 0; });
  }
}

void cut_choices(const Case& from, std::vector<Case>& cuts) {
  const auto with = [&](auto change) {
    Case cut = from;
    change(cut);
    cuts.push_back(std::move(cut));
  };
  if (from.order.name != "fcfs") with([](Case& cut) { cut.order = {"fcfs", {}}; });
  if (!from.order.parameters.empty()) with([](Case& cut) { cut.order.parameters.clear(); });
  if (from.backfill.name != "none") with([](Case& cut) { cut.backfill = {"none", {}}; });
  if (from.backfill.name == "easy-sjbf") with([](Case& cut) { cut.backfill.name = "easy"; });
  if (!from.backfill.parameters.empty()) with([](Case& cut) { cut.backfill.parameters.clear(); });
  if (from.placement.name != "first-fit") with([](Case& cut) { cut.placement.name = "first-fit"; });
  if (from.preemption.name != "none") with([](Case& cut) { cut.preemption = {"none", {}}; });
  if (!from.preemption.parameters.empty()) with([](Case& cut) { cut.preemption.parameters.clear(); });
  if (from.semantics != Semantics::kBatch) with([](Case& cut) { cut.semantics = Semantics::kBatch; });
  if (from.tick_us != kSecond) with([](Case& cut) { cut.tick_us = kSecond; });
  if (from.overrun != OverrunRule::kKeep) with([](Case& cut) { cut.overrun = OverrunRule::kKeep; });
}

void cut_all_times(const Case& from, std::vector<Case>& cuts) {
  Case cut = from;
  for (test::JobLine& job : cut.jobs) {
    job.submit /= 2;
    job.run /= 2;
    job.requested = std::max<std::int64_t>(1, job.requested / 2);
    for (test::After& after : job.after) after.think /= 2;
  }
  const auto lasts = [](const Case& one) {
    std::int64_t sum = 0;
    for (const test::JobLine& job : one.jobs) sum += job.submit + job.run + job.requested;
    return sum;
  };
  if (lasts(cut) < lasts(from)) cuts.push_back(std::move(cut));
}

std::vector<Case> all_cuts(const Case& from) {
  std::vector<Case> cuts;
  for (std::size_t place = 0; place < from.jobs.size(); ++place) cuts.push_back(without_job(from, place));
  cut_choices(from, cuts);
  cut_all_times(from, cuts);
  for (std::size_t place = 0; place < from.clusters.size(); ++place) cut_cluster(from, place, cuts);
  for (std::size_t place = 0; place < from.jobs.size(); ++place) cut_job(from, place, cuts);
  return cuts;
}

}  // namespace

Case shrunk(Case failing, const std::function<bool(const Case&)>& fails) {
  int attempts = 0;
  for (bool smaller_found = true; smaller_found;) {
    smaller_found = false;
    for (Case& cut : all_cuts(failing)) {
      if (++attempts > kMaxAttempts) return failing;
      if (!fails(cut)) continue;
      failing = std::move(cut);
      smaller_found = true;
      break;
    }
  }
  return failing;
}

}  // namespace berth::reference
