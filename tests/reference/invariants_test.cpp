// What must hold of every replay, whatever the policy, on random workloads too large for the reference simulator to be
// asked about. BERTH_SEED and BERTH_CASES as for the comparison with it.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <gtest/gtest.h>
#include <map>

#include "tests/reference/random_case.hpp"
#include "tests/support/recorded_decisions.hpp"

namespace berth::reference {
namespace {

// Up to 168 jobs on up to 96 units; nodes are placed one by one and cost more, what comes after even more.
std::int64_t size_of(Flavor flavor) {
  if (flavor >= Flavor::kGpus) return 2;
  return flavor == Flavor::kNodes || flavor == Flavor::kEverything ? 4 : 12;
}

// A violated invariant ends the program: say which case it was.
const Case* in_play = nullptr;
void say_what_was_in_play(int) {
  if (in_play != nullptr) std::fputs(as_code(*in_play).c_str(), stderr);
}

struct Played {
  Case one;
  Workload work;
  Replay replay;
  std::vector<Decision> decisions;
};

Played play(const Case& one) {
  Played made{one, one.workload(), {}, {}};
  test::RecordedDecisions recorder;
  ReplayOptions options = one.options();
  options.decisions = &recorder;
  options.check_invariants = true;
  in_play = &one;
  std::signal(SIGABRT, say_what_was_in_play);
  made.replay = test::replayed(made.work, one.clusters, one.policy().text(), options);
  in_play = nullptr;
  made.decisions = recorder.all();
  return made;
}

// Every instant at which a cluster's jobs hold more than it has.
void expect_within_capacity(const Played& made) {
  for (ClusterId cluster = 0; cluster < made.one.clusters.size(); ++cluster) {
    std::map<Time, Resources> changes;
    for (JobId job = 0; job < made.work.jobs.size(); ++job) {
      const Record& record = made.replay.records[job];
      if (record.cluster != cluster) continue;
      const Resources all = made.work.jobs[job].per_replica * made.work.jobs[job].replicas;
      const bool again = !made.replay.restarted_us.empty() && made.replay.restarted_us[job] != kNever;
      changes[again ? made.replay.restarted_us[job] : record.start_us] += all;
      changes[record.end_us] -= all;
    }
    for (const Stint& stint : made.replay.interrupted) {
      if (stint.cluster != cluster) continue;
      const Resources all = made.work.jobs[stint.job].per_replica * made.work.jobs[stint.job].replicas;
      changes[stint.start_us] += all;
      changes[stint.end_us] -= all;
    }
    Resources used;
    for (const auto& [at, change] : changes) {
      used += change;
      EXPECT_TRUE(used.fits_in(made.one.clusters[cluster].capacity())) << "at " << seconds(at) << " s";
    }
  }
}

void expect_whole_lives(const Played& made) {
  std::map<JobId, std::map<DecisionKind, int>> lives;
  for (const Decision& decision : made.decisions) ++lives[decision.job][decision.kind];
  for (JobId job = 0; job < made.work.jobs.size(); ++job) {
    const Record& record = made.replay.records[job];
    auto& life = lives[job];
    const bool refused = record.state == JobState::kRefused;
    EXPECT_EQ(life[DecisionKind::kRefuse], refused ? 1 : 0) << "job " << job;
    const int interrupted = life[DecisionKind::kInterrupt] + life[DecisionKind::kPreempt];
    EXPECT_EQ(life[DecisionKind::kStart], refused ? 0 : 1 + interrupted) << "job " << job;
    EXPECT_EQ(life[DecisionKind::kEnd] + life[DecisionKind::kKill], refused ? 0 : 1) << "job " << job;
    if (refused) continue;
    EXPECT_TRUE(record.state == JobState::kCompleted || record.state == JobState::kKilled) << "job " << job;
    EXPECT_GE(record.start_us, record.submit_us) << "job " << job;
    EXPECT_GE(record.submit_us, made.work.jobs[job].submit_us) << "job " << job;
    const bool has_speeds = !made.work.traits_of(made.work.jobs[job]).speeds.empty();
    if (interrupted > 0 || life[DecisionKind::kResize] > 0 || has_speeds) continue;
    const Duration ran = record.end_us - record.start_us;
    EXPECT_EQ(ran, record.state == JobState::kKilled ? made.work.jobs[job].requested_us : made.work.jobs[job].run_us);
  }
}

void expect_promises_kept(const Played& made, bool from_the_first_instant) {
  for (const Decision& decision : made.decisions) {
    if (decision.kind != DecisionKind::kReserve) continue;
    const Record& record = made.replay.records[decision.job];
    if (decision.now_us == record.submit_us && !from_the_first_instant) continue;
    EXPECT_LE(record.start_us, decision.at_us)
        << "job " << decision.job << " was promised this at " << seconds(decision.now_us) << " s";
  }
}

// Calls `check` with many cases, until one of them fails, and says which.
template <class Check>
void for_many(Flavor flavor, std::size_t cases, Check check) {
  const std::uint64_t seed = seed_from_environment();
  for (std::size_t i = 0; i < cases_from_environment(cases) && !testing::Test::HasFailure(); ++i) {
    Random random(seed * 1'000'003 + i + static_cast<std::uint64_t>(flavor) * 0x5851F42D4C957F2DULL);
    Case one = random_case(flavor, i % combination_count(), random, size_of(flavor));
    check(one);
    if (testing::Test::HasFailure()) {
      ADD_FAILURE() << "case " << i << " with BERTH_SEED=" << seed << ":\n" << as_code(one);
    }
  }
}

class EveryReplay : public testing::TestWithParam<Flavor> {};

TEST_P(EveryReplay, NeverHoldsMoreThanThereIsAndEndsEveryJobOnceOrRefusesIt) {
  for_many(GetParam(), combination_count(), [](Case& one) {
    const Played made = play(one);
    expect_within_capacity(made);
    expect_whole_lives(made);
  });
}

TEST_P(EveryReplay, RunTwiceDecidesTheSame) {
  for_many(GetParam(), combination_count() / 2, [](Case& one) {
    const Played first = play(one), second = play(one);
    EXPECT_EQ(first.replay.records, second.replay.records);
    EXPECT_EQ(first.decisions, second.decisions);
  });
}

INSTANTIATE_TEST_SUITE_P(All, EveryReplay, testing::ValuesIn(kFlavors),
                         [](const auto& test) { return name_of(test.param); });

INSTANTIATE_TEST_SUITE_P(BeyondReference, EveryReplay, testing::ValuesIn(kBeyondReference),
                         [](const auto& test) { return name_of(test.param); });

// Nobody runs longer than requested, and the queue is first come, first served: what was promised first binds. Only in
// the instant in which it becomes eligible may a head lose its place under EASY, to a job with a smaller number.
bool outlives(const Case& one) {
  return std::any_of(one.jobs.begin(), one.jobs.end(),
                     [](const test::JobLine& job) { return job.run > job.requested; });
}

class Promises : public testing::TestWithParam<Flavor> {};

TEST_P(Promises, ToTheHeadAreKeptUnderEasy) {
  for_many(GetParam(), combination_count(), [](Case& one) {
    if (outlives(one)) return;
    one.order = {"fcfs", {}};
    if (one.backfill.name == "none" || one.backfill.name == "conservative") one.backfill.name = "easy";
    expect_promises_kept(play(one), false);
  });
}

TEST_P(Promises, ToEverybodyAreKeptUnderConservative) {
  for_many(GetParam(), combination_count(), [](Case& one) {
    if (outlives(one)) return;
    one.order = {"fcfs", {}};
    one.backfill = {"conservative", {}};
    expect_promises_kept(play(one), true);
  });
}

INSTANTIATE_TEST_SUITE_P(All, Promises,
                         testing::Values(Flavor::kPlain, Flavor::kDependencies, Flavor::kClusters, Flavor::kNodes,
                                         Flavor::kGpus, Flavor::kConstraints),
                         [](const auto& test) { return name_of(test.param); });

}  // namespace
}  // namespace berth::reference
