#include "tests/reference/random_case.hpp"

#include <algorithm>
#include <cstdlib>

#include "tests/reference/random_nodes.hpp"

namespace berth::reference {
namespace {

constexpr const char* kOrders[] = {"fcfs",     "sjf",       "ljf",         "saf", "laf", "narrow-first", "wide-first",
                                   "priority", "f1",        "f2",          "f3",  "f4",  "wfp3",         "unicep",
                                   "hrrn",     "fairshare", "multifactor", "drf", "las"};
constexpr const char* kBackfills[] = {"none", "greedy", "easy", "easy-sjbf", "conservative"};
constexpr std::size_t kWithDepth = 3;  // the last three again, with a depth
constexpr std::size_t kBackfillCount = std::size(kBackfills) + kWithDepth;

Choice order_of(std::size_t index, Random& random) {
  Choice order{kOrders[index], {}};
  if (order.name == "fairshare" && random.one_in(2)) order.parameters = {{"half_life", double(random.between(1, 20))}};
  if (order.name == "multifactor" && random.one_in(2)) {
    order.parameters = {{"age", double(random.between(0, 3))},       {"size", double(random.between(0, 3))},
                        {"priority", double(random.between(0, 3))},  {"fairshare", double(random.between(0, 3))},
                        {"max_age", double(random.between(1, 20))},  {"priority_max", double(random.between(1, 4))},
                        {"half_life", double(random.between(1, 20))}};
  }
  if (order.name == "las") {
    order.parameters = {{"threshold", double(random.between(1, 12)) / 2},
                        {"factor", double(random.between(1, 3))},
                        {"queues", double(random.between(1, 6))}};
  }
  return order;
}

std::size_t named(std::string_view order) {
  return static_cast<std::size_t>(std::find(std::begin(kOrders), std::end(kOrders), order) - std::begin(kOrders));
}

Choice backfill_of(std::size_t index, Random& random) {
  if (index < std::size(kBackfills)) return {kBackfills[index], {}};
  return {kBackfills[index - kWithDepth], {{"depth", double(random.between(0, 4))}}};
}

// Times in a few of the case's ticks.
Choice preemption_of(Flavor flavor, Random& random, Duration tick) {
  Choice preemption{flavor == Flavor::kService ? "las" : flavor == Flavor::kReclaim ? "reclaim" : "priority", {}};
  const auto some = [&](const char* parameter, std::int64_t likely, std::int64_t most) {
    const double ticks = seconds(random.between(1, most) * tick);
    if (random.one_in(likely)) preemption.parameters.emplace_back(parameter, ticks);
  };
  some("grace", 3, 4);
  some("checkpoint", 2, 3);
  some("restart", 3, 2);
  some("min_run", 3, 4);
  if (random.one_in(3)) preemption.parameters.emplace_back("budget", double(random.between(1, 3)));
  return preemption;
}

// Halves and doubles of a core, so that shares of a capacity are exact.
ClusterSpec nodes(Random& random, const std::string& name, std::int64_t size) {
  ClusterSpec cluster{name, {}};
  for (std::int64_t groups = random.between(1, 3); groups > 0; --groups) {
    Resources per_node{1000 * random.between(1, 4), 0, 0};
    if (random.one_in(2)) per_node.memory_mib = 64 * random.between(1, 4);
    if (random.one_in(4)) per_node.gpu_milli = 1000 * random.between(1, 2);
    cluster.groups.push_back({"group" + std::to_string(groups), random.between(1, 3 * size), per_node});
  }
  return cluster;
}

Resources replica(Random& random) {
  Resources amount{500 * random.between(1, 5), 0, 0};
  if (random.one_in(3)) amount.memory_mib = 32 * random.between(1, 5);
  if (random.one_in(6)) amount.gpu_milli = 1000 * random.between(1, 2);
  return amount;
}

Resources amount(Random& random) {
  Resources amount{1000 * random.between(0, 6), 0, 0};
  if (random.one_in(3)) amount.memory_mib = 64 * random.between(1, 6);
  return amount;
}

// A tree over some of the users -1 to 4; the others are spoken of nowhere.
Tenants tenants(Random& random, bool with_limits, bool with_quotas) {
  Tenants made;
  std::vector<bool> is_parent;
  for (auto count = random.between(0, 6); count > 0; --count) {
    Tenant tenant;
    tenant.name = "t" + std::to_string(made.list.size());
    if (!made.list.empty() && random.one_in(2)) {
      tenant.parent = static_cast<std::int32_t>(random.between(0, static_cast<std::int64_t>(made.list.size()) - 1));
      is_parent[tenant.parent] = true;
    }
    tenant.weight = static_cast<double>(random.between(1, 4)) / 2;
    if (random.one_in(3) || (with_quotas && random.one_in(2))) tenant.quota = amount(random);
    if (with_limits && random.one_in(4)) tenant.limit.cpu_milli = 1000 * random.between(1, 8);
    made.list.push_back(tenant);
    is_parent.push_back(false);
  }
  for (std::int32_t user = -1; user <= 4; ++user) {
    if (made.list.empty() || random.one_in(4)) continue;
    const auto leaf = static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(made.list.size()) - 1));
    if (!is_parent[leaf]) made.list[leaf].owns.push_back(user);
  }
  return made;
}

void add_dependencies(std::vector<test::JobLine>& jobs, Random& random) {
  // Along a random ranking of the jobs, so that a job may wait for one submitted after it, but never in a circle.
  std::vector<JobId> ranking(jobs.size());
  for (JobId job = 0; job < ranking.size(); ++job) {
    const auto place = random.between(0, job);
    ranking[job] = ranking[place];
    ranking[place] = job;
  }
  for (std::size_t later = 1; later < ranking.size(); ++later) {
    for (auto count = random.one_in(2) ? random.between(1, 2) : 0; count > 0; --count) {
      const JobId on = ranking[random.between(0, static_cast<std::int64_t>(later) - 1)];
      auto& after = jobs[ranking[later]].after;
      const bool known = std::any_of(after.begin(), after.end(), [&](const test::After& a) { return a.on == on; });
      if (!known) after.push_back({on, random.one_in(2) ? 0 : random.between(1, 4)});
    }
  }
}

// While the jobs run, or soon after.
void add_outages(ClusterSpec& cluster, std::int64_t last_submit, std::int64_t scale, Duration tick_us, Random& random) {
  const Duration tick = scale * tick_us;
  for (std::int64_t count = random.between(0, 6); count > 0; --count) {
    const auto node = static_cast<std::uint32_t>(random.between(0, cluster.node_count() - 1));
    const std::int64_t down = random.between(0, last_submit + 10);
    cluster.outages.push_back({node, down * tick, (down + random.between(1, 8)) * tick});
  }
  join_outages(cluster.outages);
  if (random.one_in(2)) cluster.recovery.checkpoint_us = random.between(1, 4) * tick;
  if (random.one_in(3)) cluster.recovery.restart_us = random.between(1, 3) * tick;
}

// Before, while and after the jobs run.
void add_closures(ClusterSpec& cluster, std::size_t jobs, std::int64_t last_submit, Duration tick, Random& random) {
  for (std::int64_t count = random.between(0, 4); count > 0; --count) {
    Closure closure;
    closure.name = "closure";
    for (std::uint32_t node = 0; node < cluster.node_count(); ++node) {
      if (random.one_in(2)) closure.nodes.push_back(node);
    }
    if (closure.nodes.empty()) closure.nodes.push_back(0);
    const std::int64_t from = random.between(0, last_submit + 10);
    closure.from_us = from * tick;
    closure.until_us = (from + random.between(1, 8)) * tick;
    closure.lets_finish = random.one_in(3);
    if (random.one_in(3)) closure.users.push_back(static_cast<std::int32_t>(random.between(-1, 4)));
    if (random.one_in(3)) closure.job_numbers.push_back(random.between(1, static_cast<std::int64_t>(jobs)));
    cluster.closures.push_back(std::move(closure));
  }
  std::stable_sort(cluster.closures.begin(), cluster.closures.end(),
                   [](const Closure& left, const Closure& right) { return left.from_us < right.from_us; });
  if (random.one_in(2)) cluster.recovery.checkpoint_us = random.between(1, 4) * tick;
}

void add_autoscaling(ClusterSpec& cluster, Duration tick, Random& random) {
  for (NodeGroup& group : cluster.groups) {
    if (random.one_in(4)) continue;
    group.autoscaling = {random.between(0, group.count), random.between(0, 3) * tick, random.between(0, 5) * tick};
  }
}

}  // namespace

std::uint64_t Random::next() {
  std::uint64_t mixed = state_ += 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBULL;
  return mixed ^ (mixed >> 31);
}

std::int64_t Random::between(std::int64_t low, std::int64_t high) {
  return low + static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(high - low + 1));
}

std::string name_of(Flavor flavor) {
  constexpr const char* kNames[] = {"Plain",      "Overruns", "Dependencies", "Users",   "Clusters",   "Nodes",
                                    "Everything", "Gpus",     "Constraints",  "Outages", "Preemption", "Service",
                                    "Closures",   "Scaling",  "Reclaim",      "Elastic", "Turns"};
  return kNames[static_cast<std::size_t>(flavor)];
}

std::size_t combination_count() { return std::size(kOrders) * kBackfillCount * 2; }

Case random_case(Flavor flavor, std::size_t combination, Random& random, std::int64_t size) {
  const bool turns = flavor == Flavor::kTurns;
  const bool elastic = flavor == Flavor::kElastic || (turns && random.one_in(3));
  const bool preemption = flavor == Flavor::kPreemption || flavor == Flavor::kService || flavor == Flavor::kReclaim ||
                          turns || (elastic && random.one_in(3));
  if (preemption) size = std::min<std::int64_t>(size, 2);  // every set of victims is tried
  const bool scaling = flavor == Flavor::kScaling || ((elastic || turns) && random.one_in(3));
  const bool closed = flavor == Flavor::kClosures || ((scaling || elastic || preemption) && random.one_in(3));
  const bool down = flavor == Flavor::kOutages || (flavor == Flavor::kClosures && random.one_in(3)) ||
                    (elastic && random.one_in(2)) || ((preemption || scaling) && random.one_in(4));
  const bool gpus = flavor == Flavor::kGpus || (flavor == Flavor::kConstraints && random.one_in(2)) ||
                    ((down || closed || scaling) && random.one_in(4)) || turns || (preemption && random.one_in(2));
  const bool constraints =
      flavor == Flavor::kConstraints || ((down || closed || scaling || preemption) && random.one_in(4));
  const auto has = [&](Flavor one) {
    if (one == Flavor::kNodes && (gpus || constraints)) return true;
    if (one == Flavor::kUsers && preemption) return true;
    const bool often = flavor == Flavor::kEverything || down || closed || scaling;
    const bool seldom = gpus || constraints || preemption;
    return flavor == one || (often && random.one_in(2)) || (seldom && random.one_in(4));
  };
  const bool overruns = has(Flavor::kOverruns), dependencies = has(Flavor::kDependencies), users = has(Flavor::kUsers);
  const bool several = has(Flavor::kClusters), by_node = has(Flavor::kNodes);

  Case made;
  made.semantics = combination % 2 == 0 ? Semantics::kBatch : Semantics::kEvent;
  made.backfill = backfill_of(combination / 2 % kBackfillCount, random);
  made.order = order_of(combination / 2 / kBackfillCount % std::size(kOrders), random);
  if (preemption) made.backfill = {"greedy", {}};
  if (flavor == Flavor::kService) made.order = order_of(named("las"), random);
  if (flavor == Flavor::kReclaim) made.order = order_of(named("drf"), random);
  if (made.order.name == "drf") {
    made.backfill = {preemption || !random.one_in(2) ? "greedy" : "none", {}};
    if (users) made.tenants = tenants(random, made.backfill.name == "greedy", flavor == Flavor::kReclaim);
  }
  made.overrun = overruns && random.one_in(2) ? OverrunRule::kKill : OverrunRule::kKeep;
  if (by_node && random.one_in(2)) made.placement.name = "best-fit";
  if ((gpus || constraints) && random.one_in(4)) made.placement.name = "worst-fit";

  if (random.one_in(4)) made.tick_us = random.one_in(2) ? kSecond / 10 : random.between(1, 2 * kSecond);

  std::int64_t widest = 1;
  const std::int64_t count = several ? random.between(2, 3) : flavor == Flavor::kNodes ? random.between(1, 2) : 1;
  for (std::int64_t cluster = 0; cluster < count; ++cluster) {
    const std::string name(1, static_cast<char>('a' + cluster));
    const bool like_units = !by_node || random.one_in(6);
    made.clusters.push_back(like_units ? processors(random.between(1, 8 * size), name) : nodes(random, name, size));
    widest = std::max(widest, made.clusters.back().node_count());
  }
  if (random.one_in(5)) widest += random.between(1, 3);  // some jobs are refused

  // Sometimes whole nodes are asked for; and where all nodes are alike besides, any of them will do.
  const bool whole_nodes = by_node && random.one_in(3), alike = whole_nodes && random.one_in(2);
  for (ClusterSpec& cluster : made.clusters) {
    for (NodeGroup& group : cluster.groups) {
      if (whole_nodes) group.per_node.cpu_milli = kOneProcessor.cpu_milli;
      if (alike) group.per_node = {kOneProcessor.cpu_milli, 128, 0};
    }
  }

  const std::int64_t job_count = random.between(1, 14 * size);
  const std::int64_t last_submit = random.one_in(4) ? 0 : random.between(1, 2 * job_count);
  const std::int64_t scale = random.one_in(4) ? random.between(2, 50'000) : 1;
  for (std::int64_t i = 0; i < job_count; ++i) {
    test::JobLine job;
    job.submit = random.between(0, last_submit) * scale;
    job.requested = random.between(1, 8) * scale;
    job.run = random.one_in(3)
                  ? job.requested
                  : random.between(0, overruns ? 4 * job.requested / scale : job.requested / scale) * scale;
    job.replicas = static_cast<std::uint32_t>(random.between(1, widest));
    if (by_node) job.per_replica = replica(random);
    if (whole_nodes) job.per_replica.cpu_milli = kOneProcessor.cpu_milli;
    if (users) job.user = static_cast<std::int32_t>(random.between(-1, 4));
    if (users) job.priority = static_cast<std::int32_t>(random.between(-1, 3));
    made.jobs.push_back(job);
  }
  if (dependencies) add_dependencies(made.jobs, random);
  if (gpus) add_gpus(made, random);
  if (constraints) add_constraints(made, random);
  if (preemption) made.preemption = preemption_of(flavor, random, scale * made.tick_us);
  if (turns || (elastic && random.one_in(3))) add_speeds(made, random);
  if (turns) {
    made.preemption = {"gavel", {{"round", std::max(1.0, seconds(random.between(1, 6) * scale * made.tick_us))}}};
    if (random.one_in(2)) made.preemption.parameters.emplace_back("restart", seconds(scale * made.tick_us));
    for (ClusterSpec& cluster : made.clusters) {  // each is one kind of machine
      for (NodeGroup& group : cluster.groups) group.gpu_model = cluster.groups.front().gpu_model;
    }
  }
  for (test::JobLine& job : made.jobs) {
    const Traits& asked = job.traits;
    if (!elastic || asked.spread != Spread::kAnywhere || asked.pack != Pack::kAnywhere || !asked.apart.empty())
      continue;
    if (random.one_in(2)) job.traits.most_replicas = job.replicas + static_cast<std::uint32_t>(random.between(0, 4));
  }
  if (closed) {
    for (ClusterSpec& cluster : made.clusters) {
      add_closures(cluster, made.jobs.size(), last_submit, scale * made.tick_us, random);
    }
  }
  if (scaling) {
    for (ClusterSpec& cluster : made.clusters) add_autoscaling(cluster, scale * made.tick_us, random);
  }
  if (down) {
    for (ClusterSpec& cluster : made.clusters) add_outages(cluster, last_submit, scale, made.tick_us, random);
  }
  return made;
}

std::uint64_t seed_from_environment() {
  const char* seed = std::getenv("BERTH_SEED");
  return seed != nullptr ? std::strtoull(seed, nullptr, 10) : 20030415;
}

std::size_t cases_from_environment(std::size_t otherwise) {
  const char* cases = std::getenv("BERTH_CASES");
  return cases != nullptr ? std::strtoull(cases, nullptr, 10) : otherwise;
}

}  // namespace berth::reference
