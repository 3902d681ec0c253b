// What the library's descriptions say happens is what happens.
#include <algorithm>
#include <gtest/gtest.h>
#include <map>

#include "engine/simulation/replay.hpp"
#include "scenarios/scenario.hpp"

namespace berth {
namespace {

Scenario read(const std::string& name) {
  Result<Scenario> scenario = open_scenario(std::string(BERTH_SOURCE_DIR) + "/scenarios/library/" + name + ".json", 0);
  EXPECT_TRUE(scenario.ok()) << scenario.error().text();
  return scenario ? *scenario : Scenario{};
}

// A scenario replayed under one of its policies.
struct Played {
  Workload workload;
  Replay replay;

  const Record& operator[](const std::string& name) const {
    for (JobId job = 0; job < workload.jobs.size(); ++job) {
      if (workload.name_of(job) == name) return replay.records[job];
    }
    ADD_FAILURE() << "there is no job " << name;
    return replay.records[0];
  }
  double start(const std::string& name) const { return seconds((*this)[name].start_us); }
  std::map<std::string, double> starts() const {
    std::map<std::string, double> all;
    for (JobId job = 0; job < workload.jobs.size(); ++job) {
      all[workload.name_of(job)] = seconds(replay.records[job].start_us);
    }
    return all;
  }

  // Means and maxima of the waits in seconds, of the jobs that `counts` takes.
  double mean_wait(auto&& counts) const {
    double sum = 0, jobs = 0;
    for (JobId job = 0; job < workload.jobs.size(); ++job) {
      if (!counts(workload.jobs[job])) continue;
      sum += wait(job);
      ++jobs;
    }
    return sum / jobs;
  }
  double mean_wait() const {
    return mean_wait([](const Job&) { return true; });
  }
  double longest_wait() const {
    double longest = 0;
    for (JobId job = 0; job < workload.jobs.size(); ++job) longest = std::max(longest, wait(job));
    return longest;
  }

 private:
  double wait(JobId job) const { return seconds(replay.records[job].start_us - replay.records[job].submit_us); }
};

Played play(const Scenario& scenario, const PolicySpec& policy, std::uint64_t seed = 1) {
  ReadReport report;
  Result<Workload> workload = load_workload(scenario, seed, report);
  EXPECT_TRUE(workload.ok()) << workload.error().text();
  ReplayOptions options;
  options.semantics = scenario.semantics;
  options.overrun = scenario.overrun;
  Result<Replay> replayed = replay(*workload, scenario.clusters, policy, options);
  EXPECT_TRUE(replayed.ok()) << replayed.error().text();
  return {std::move(*workload), std::move(*replayed)};
}

// The policy must be among those the scenario compares.
Played play(const std::string& name, const std::string& policy, std::uint64_t seed = 1) {
  const Scenario scenario = read(name);
  const PolicySpec parsed = *parse_policy(policy);
  const auto found = std::find(scenario.policies.begin(), scenario.policies.end(), parsed);
  EXPECT_TRUE(found != scenario.policies.end()) << name << " does not compare " << policy;
  return play(scenario, parsed, seed);
}

using Starts = std::map<std::string, double>;

TEST(LibraryTellsTheTruth, AboutEasysTwoRules) {
  EXPECT_EQ(play("easy-spare-units", "fcfs,easy").starts(),
            (Starts{{"running", 0}, {"head", 100}, {"short", 2}, {"long", 3}, {"wide", 150}}));
  EXPECT_EQ(play("easy-spare-units", "fcfs,none").starts(),
            (Starts{{"running", 0}, {"head", 100}, {"short", 100}, {"long", 150}, {"wide", 150}}));
}

TEST(LibraryTellsTheTruth, AboutConservativePromises) {
  EXPECT_EQ(play("conservative-against-easy", "fcfs,easy").starts(),
            (Starts{{"running", 0}, {"head", 100}, {"third", 903}, {"narrow", 3}}));
  EXPECT_EQ(play("conservative-against-easy", "fcfs,conservative").starts(),
            (Starts{{"running", 0}, {"head", 100}, {"third", 200}, {"narrow", 300}}));
}

TEST(LibraryTellsTheTruth, AboutTheConvoy) {
  EXPECT_EQ(play("convoy", "fcfs,easy").start("3"), 7260);
  const Played shortest = play("convoy", "sjf,easy");
  EXPECT_EQ(shortest.start("3"), 60);
  EXPECT_EQ(shortest.start("long"), 660);
}

TEST(LibraryTellsTheTruth, AboutTheStarvingJob) {
  const Played shortest = play("starvation", "sjf,easy");
  for (const auto& [name, start] : shortest.starts()) EXPECT_LE(start, shortest.start("patient")) << name;
  EXPECT_LT(play("starvation", "hrrn,easy").start("patient"), 600);
  EXPECT_LT(play("starvation", "fcfs,easy").start("patient"), 600);
}

TEST(LibraryTellsTheTruth, AboutTheWorkflow) {
  const Played played = play("dependencies", "fcfs,easy");
  EXPECT_EQ(played["report"].end_us, 830 * kSecond);
  EXPECT_EQ(played["merge"].submit_us, 730 * kSecond);  // eligible when the last simulation has ended
  EXPECT_EQ(played.start("simulate-3") - seconds(played["simulate-3"].submit_us), 300);
  EXPECT_EQ(played.start("simulate-4") - seconds(played["simulate-4"].submit_us), 320);
}

TEST(LibraryTellsTheTruth, AboutNarrowJobsOfTwoClusters) {
  for (const char* policy : {"fcfs,easy", "fcfs,conservative"}) {
    const Played played = play("two-clusters", policy);
    std::size_t narrow_on_small = 0, narrow = 0;
    for (JobId job = 0; job < played.workload.jobs.size(); ++job) {
      const std::uint32_t replicas = played.workload.jobs[job].replicas;
      const bool on_small = played.replay.records[job].cluster == 0;
      EXPECT_FALSE(replicas > 32 && on_small);
      narrow += replicas <= 8;
      narrow_on_small += replicas <= 8 && on_small;
    }
    EXPECT_GT(2 * narrow_on_small, narrow) << policy;
  }
}

TEST(LibraryTellsTheTruth, AboutJobsKilledAtTheirLimit) {
  const Played killed = play("kill-at-limit", "fcfs,easy");
  EXPECT_EQ(killed.starts(), (Starts{{"optimist", 0}, {"next", 60}, {"filler", 2}}));
  EXPECT_EQ(killed["optimist"].state, JobState::kKilled);
}

TEST(LibraryTellsTheTruth, AboutJobsKeptBeyondTheirLimit) {
  for (const char* policy : {"fcfs,easy", "fcfs,conservative"}) {
    const Played kept = play("keep-overruns", policy);
    EXPECT_EQ(kept["optimist"].state, JobState::kCompleted);
    EXPECT_EQ(kept.start("next"), 200);
  }
}

TEST(LibraryTellsTheTruth, AboutPlacementOnUnlikeNodes) {
  const Played first = play("heterogeneous-nodes", "fcfs,easy,first-fit");
  EXPECT_EQ(first.start("train"), 10);
  EXPECT_EQ(first["too-big"].state, JobState::kRefused);
  EXPECT_EQ(play("heterogeneous-nodes", "fcfs,easy,worst-fit").start("train"), 3600);
}

TEST(LibraryTellsTheTruth, AboutSharesOfGpusAndWishes) {
  const Played played = play("gpu-sharing", "fcfs,easy,first-fit");
  for (const char* service : {"service-1", "service-2", "service-3", "service-4"}) {
    EXPECT_LE(played.start(service), 1) << service;
  }
  EXPECT_EQ(played.start("train"), 10);
  EXPECT_EQ(played.start("sweep"), 3610);
  EXPECT_EQ(played.start("replica-a"), 30);
  EXPECT_EQ(played.start("replica-b"), 30);
  EXPECT_EQ(played.start("large-model"), 50);
  EXPECT_EQ(played["nowhere"].state, JobState::kRefused);
}

TEST(LibraryTellsTheTruth, AboutTwoThirdsOfWhatEachTenantNeedsMost) {
  const auto at_first = [](const char* policy) {
    const Played played = play("drf", policy);
    std::vector<int> running(2, 0);
    for (JobId job = 0; job < played.workload.jobs.size(); ++job) {
      if (played.replay.records[job].start_us == 0)
        ++running[static_cast<std::size_t>(played.workload.jobs[job].user - 1)];
    }
    return running;
  };
  EXPECT_EQ(at_first("drf,greedy"), (std::vector{3, 2}));
  EXPECT_EQ(at_first("fcfs,greedy"), (std::vector{4, 1}));
}

TEST(LibraryTellsTheTruth, AboutEachFrameworksTenAgents) {
  const Scenario scenario = read("mesos-drf-20000");
  const Played played = play(scenario, scenario.policies.front());
  std::map<std::int32_t, int> agents;
  for (JobId job = 0; job < played.workload.jobs.size(); ++job) {
    if (played.replay.records[job].start_us == 0) ++agents[played.workload.jobs[job].user];
  }
  ASSERT_EQ(agents.size(), 2000U);
  for (const auto& [user, count] : agents) EXPECT_EQ(count, 10) << user;
}

TEST(LibraryTellsTheTruth, AboutReclaimingOneGpuForEachPendingJob) {
  const Scenario scenario = read("kai-reclaim");
  ASSERT_EQ(scenario.policies.size(), 2U);
  for (const PolicySpec& policy : scenario.policies) {
    EXPECT_EQ(play(scenario, policy).replay.interrupted.size(), 4000U) << policy.text();
  }
}

TEST(LibraryTellsTheTruth, AboutWhatResearchTakesBack) {
  const Scenario scenario = read("reclaim");
  const auto research_at_once = [&](const PolicySpec& policy) {
    const Played played = play(scenario, policy);
    return std::count_if(played.replay.records.begin(), played.replay.records.end(),
                         [](const Record& record) { return record.start_us == 3600 * kSecond; });
  };
  EXPECT_EQ(research_at_once(scenario.policies[0]), 0);
  EXPECT_EQ(research_at_once(scenario.policies[1]), 6);
  const Played reclaiming = play(scenario, scenario.policies[1]);
  std::vector<JobId> victims;
  for (const Stint& stint : reclaiming.replay.interrupted) {
    victims.push_back(stint.job);
    EXPECT_EQ(stint.lost_us, 0) << "an hour is six checkpoints";
  }
  std::sort(victims.begin(), victims.end());
  EXPECT_EQ(victims, (std::vector<JobId>{2, 3, 4, 5, 6, 7}));
}

TEST(LibraryTellsTheTruth, AboutWhatNotKnowingRunTimesCosts) {
  const Scenario scenario = read("time-slicing");
  const auto mean_minutes = [&](const PolicySpec& policy) {
    double sum = 0;
    for (const Record& record : play(scenario, policy).replay.records) sum += seconds(record.end_us) / 60;
    return sum / 3;
  };
  EXPECT_NEAR(mean_minutes(scenario.policies[0]), 9.3, 0.05);
  EXPECT_NEAR(mean_minutes(scenario.policies[1]), 11.7, 0.05);
}

TEST(LibraryTellsTheTruth, AboutWhomANewGpuHelpsMost) {
  const Scenario scenario = read("gpu-generations");
  for (const Record& record : play(scenario, scenario.policies.back()).replay.records) {
    EXPECT_NEAR(seconds(record.end_us) / 3600, 91.7, 0.2);
  }
}

TEST(LibraryTellsTheTruth, AboutEachImportantPodTakingThePlaceOfThreeOthers) {
  const Scenario scenario = read("kube-preemption-basic");
  EXPECT_EQ(play(scenario, scenario.policies.front()).replay.interrupted.size(), 15'000U);
}

TEST(LibraryTellsTheTruth, AboutTheEstimateInTheWay) {
  EXPECT_EQ(play("estimate-in-the-way", "fcfs,none").start("wide"), 100);
  EXPECT_EQ(play("estimate-in-the-way", "fcfs,easy").start("wide"), 595);
  EXPECT_EQ(play("estimate-in-the-way", "fcfs,conservative").start("wide"), 595);
  Scenario corrected = read("estimate-in-the-way");
  std::get<Workload>(corrected.source).jobs[0].requested_us = 100 * kSecond;
  for (const PolicySpec& policy : corrected.policies) EXPECT_EQ(play(corrected, policy).start("wide"), 100);
}

TEST(LibraryTellsTheTruth, AboutPriorities) {
  EXPECT_EQ(play("priorities", "fcfs,easy").start("urgent"), 300);
  const Played easy = play("priorities", "priority,easy");
  EXPECT_EQ(easy.start("urgent"), 100);
  EXPECT_EQ(easy.start("filler"), 3);
  EXPECT_EQ(play("priorities", "priority,none").start("filler"), 400);
}

TEST(LibraryTellsTheTruth, AboutFairShareForTheManyAtTheCostOfTheBusiest) {
  const auto busiest = [](const Job& job) { return job.user == 1; };
  const auto others = [](const Job& job) { return job.user != 1; };
  for (const std::uint64_t seed : {1, 2}) {
    const Played arrival = play("fair-share", "fcfs,easy", seed);
    EXPECT_GT(play("fair-share", "fairshare,easy", seed).longest_wait(), 1.5 * arrival.longest_wait());
    for (const char* policy : {"fairshare,easy", "multifactor,easy"}) {
      const Played fair = play("fair-share", policy, seed);
      EXPECT_LT(fair.mean_wait(others), arrival.mean_wait(others)) << policy << ", seed " << seed;
      EXPECT_GT(fair.mean_wait(busiest), arrival.mean_wait(busiest)) << policy << ", seed " << seed;
    }
  }
}

TEST(LibraryTellsTheTruth, AboutWhatBackfillingAndTheOrderAreWorth) {
  const Played none = play("lublin-256", "fcfs,none"), easy = play("lublin-256", "fcfs,easy"),
               shortest = play("lublin-256", "sjf,easy");
  EXPECT_GT(none.mean_wait() / easy.mean_wait(), easy.mean_wait() / shortest.mean_wait());
  EXPECT_LT(shortest.mean_wait(), easy.mean_wait());
  EXPECT_GT(shortest.longest_wait(), easy.longest_wait());
}

}  // namespace
}  // namespace berth
