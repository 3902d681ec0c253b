// The engine against the reference simulator: thousands of small random workloads, every order × backfill × semantics.
// BERTH_SEED chooses the first seed, BERTH_CASES how many workloads for each combination. A failure is shrunk to a
// smallest workload that still fails and printed.
#include <cstdlib>
#include <gtest/gtest.h>
#include <random>
#include <sstream>

#include "tests/reference/simulator.hpp"

namespace berth {
namespace {

struct Case {
  Workload workload;
  std::vector<ClusterSpec> clusters;
  PolicySpec policy;
  Semantics semantics = Semantics::kBatch;
  OverrunRule overrun = OverrunRule::kKeep;
};

// What kinds of trouble a family of workloads makes.
struct Family {
  const char* name;
  bool overruns = false;
  bool dependencies = false;
  bool several_clusters = false;
  bool nodes = false;
};

std::ostream& operator<<(std::ostream& out, const Family& family) { return out << family.name; }

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

Case random_case(std::mt19937_64& random, const Family& family) {
  const auto below = [&](std::uint64_t limit) { return static_cast<std::int64_t>(random() % limit); };
  Case result;
  Workload& workload = result.workload;
  workload.name = "random";
  const std::int64_t units = 1 + below(8);
  if (family.nodes) {
    result.clusters.push_back(
        {"mixed", {{"small", 1 + below(3), {2000, 4, 0}}, {"large", 1 + below(2), {5000, 8, 2000}}}});
  } else {
    result.clusters.push_back(processors(units, "a"));
  }
  if (family.several_clusters) {
    const std::int64_t cores = below(3) == 0 ? 4 : 1;
    result.clusters.push_back({"b", {{"nodes", 1 + below(6), kOneProcessor * cores}}});
  }
  const std::int64_t jobs = 1 + below(14);
  Time submit = 0;
  for (std::int64_t i = 0; i < jobs; ++i) {
    Job job;
    submit += below(2) * below(5) * kSecond;
    job.submit_us = submit;
    job.run_us = below(9) * kSecond;
    job.requested_us = std::max<Duration>(kSecond, job.run_us + (below(2) == 0 ? 0 : below(6) * kSecond));
    if (family.overruns) job.requested_us = (1 + below(8)) * kSecond;
    job.replicas = static_cast<std::uint32_t>(1 + below(static_cast<std::uint64_t>(units) + (below(12) == 0 ? 3 : 0)));
    job.per_replica = kOneProcessor * (family.several_clusters && below(4) == 0 ? 4 : 1);
    if (family.nodes) {
      job.replicas = static_cast<std::uint32_t>(1 + below(4));
      job.per_replica = {500 * (1 + below(5)), below(3), below(6) == 0 ? 1000 : 0};
    }
    job.user = static_cast<std::int32_t>(below(3));
    job.priority = static_cast<std::int32_t>(below(4) - 1);
    job.number = i + 1;
    workload.jobs.push_back(job);
  }
  if (family.dependencies) {
    for (JobId job = 1; job < workload.jobs.size(); ++job) {
      while (below(3) == 0) {
        workload.dependencies.push_back({job, static_cast<JobId>(below(job)), below(3) * kSecond});
      }
    }
  }
  EXPECT_TRUE(link_dependencies(workload).ok());
  if (family.overruns && below(2) == 0) result.overrun = OverrunRule::kKill;
  return result;
}

std::vector<Record> by_engine(const Case& tried) {
  ReplayOptions options;
  options.semantics = tried.semantics;
  options.overrun = tried.overrun;
  options.check_invariants = true;
  const auto result = replay(tried.workload, tried.clusters, tried.policy, options);
  EXPECT_TRUE(result.ok()) << (result.ok() ? "" : result.error().text());
  return result.ok() ? result->records : std::vector<Record>{};
}

std::vector<Record> by_reference(const Case& tried) {
  return reference::simulate(tried.workload, tried.clusters, tried.policy, tried.semantics, tried.overrun);
}

bool agrees(const Case& tried) { return by_engine(tried) == by_reference(tried); }

Case without_job(const Case& from, JobId gone) {
  Case result = from;
  result.workload.jobs.erase(result.workload.jobs.begin() + gone);
  result.workload.dependencies.clear();
  for (Dependency dependency : from.workload.dependencies) {
    if (dependency.job == gone || dependency.on == gone) continue;
    dependency.job -= dependency.job > gone ? 1 : 0;
    dependency.on -= dependency.on > gone ? 1 : 0;
    result.workload.dependencies.push_back(dependency);
  }
  EXPECT_TRUE(link_dependencies(result.workload).ok());
  return result;
}

// Smaller neighbours of a case: a job, a dependency, some seconds or replicas less.
std::vector<Case> smaller(const Case& from) {
  std::vector<Case> cases;
  for (JobId id = 0; id < from.workload.jobs.size(); ++id) cases.push_back(without_job(from, id));
  for (std::size_t i = 0; i < from.workload.dependencies.size(); ++i) {
    Case less = from;
    less.workload.dependencies.erase(less.workload.dependencies.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_TRUE(link_dependencies(less.workload).ok());
    cases.push_back(less);
  }
  for (JobId id = 0; id < from.workload.jobs.size(); ++id) {
    const auto change = [&](auto&& edit) {
      Case less = from;
      edit(less.workload.jobs[id]);
      cases.push_back(less);
    };
    const Job& job = from.workload.jobs[id];
    if (job.replicas > 1) change([](Job& edited) { --edited.replicas; });
    if (job.requested_us > kSecond) change([](Job& edited) { edited.requested_us -= kSecond; });
    if (job.run_us > 0) change([](Job& edited) { edited.run_us -= kSecond; });
    if (job.priority != 0) change([](Job& edited) { edited.priority = 0; });
    if (job.user != 0) change([](Job& edited) { edited.user = 0; });
  }
  return cases;
}

Case shrink(Case failing) {
  for (bool progress = true; progress;) {
    progress = false;
    for (const Case& less : smaller(failing)) {
      if (less.workload.jobs.empty() || agrees(less)) continue;
      failing = less;
      progress = true;
      break;
    }
  }
  return failing;
}

std::string describe(const Case& shown) {
  std::ostringstream out;
  out << shown.policy.text() << (shown.semantics == Semantics::kBatch ? " batch" : " event")
      << (shown.overrun == OverrunRule::kKill ? " kill" : " keep") << '\n';
  for (const ClusterSpec& cluster : shown.clusters) {
    for (const NodeGroup& group : cluster.groups)
      out << "  " << cluster.name << ": " << group.count << " × " << group.per_node.cpu_milli << " milli-cores\n";
  }
  const auto engine = by_engine(shown), naive = by_reference(shown);
  for (JobId id = 0; id < shown.workload.jobs.size(); ++id) {
    const Job& job = shown.workload.jobs[id];
    out << "  job " << id << ": submit " << job.submit_us / kSecond << " run " << job.run_us / kSecond << " requested "
        << job.requested_us / kSecond << " replicas " << job.replicas << " × " << job.per_replica.cpu_milli << " user "
        << job.user << " priority " << job.priority;
    for (const Dependency& dependency : shown.workload.dependencies_of(id))
      out << " after " << dependency.on << "+" << dependency.think_us / kSecond;
    const auto start = [](const Record& record) { return record.start_us == kNever ? -1 : record.start_us / kSecond; };
    out << "  → engine starts " << start(engine[id]) << " on " << engine[id].cluster << ", reference "
        << start(naive[id]) << " on " << naive[id].cluster << '\n';
  }
  return out.str();
}

class Agreement : public ::testing::TestWithParam<Family> {};

TEST_P(Agreement, HoldsJobByJobForEveryOrderBackfillAndSemantics) {
  const std::uint64_t first_seed = setting("BERTH_SEED", 1);
  const std::uint64_t cases = setting("BERTH_CASES", 6);
  for (const AlgorithmInfo& order : algorithms()) {
    if (order.kind != "order") continue;
    for (const char* backfill : {"none", "easy", "easy(depth=2)", "easy-sjbf", "easy-sjbf(depth=3)", "conservative",
                                 "conservative(depth=2)"}) {
      for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
        for (std::uint64_t seed = first_seed; seed < first_seed + cases; ++seed) {
          std::mt19937_64 random(seed * 1'000'003 + std::hash<std::string>{}(std::string(order.name) + backfill));
          Case tried = random_case(random, GetParam());
          tried.policy = *parse_policy("order=" + std::string(order.name) + ",backfill=" + backfill +
                                       (random() % 2 == 0 ? ",placement=best-fit" : ""));
          tried.semantics = semantics;
          if (!agrees(tried)) {
            ADD_FAILURE() << "seed " << seed << ", shrunk:\n" << describe(shrink(tried));
            return;
          }
        }
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Families, Agreement,
                         ::testing::Values(Family{"plain"}, Family{"overruns", true},
                                           Family{"dependencies", false, true},
                                           Family{"two_clusters", false, false, true},
                                           Family{"nodes", false, false, false, true},
                                           Family{"everything", true, true, true, true}),
                         [](const auto& family) { return std::string(family.param.name); });

}  // namespace
}  // namespace berth
