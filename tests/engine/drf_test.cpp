// Dominant resource fairness: the published example, and what weights, trees, quotas and limits make of it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/simulation/setup.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr std::int64_t kGiB = 1024;

// How many jobs of each user 1, 2, … run at the beginning.
std::vector<int> running_at_first(const Workload& work, const Replay& replay, int users) {
  std::vector<int> running(static_cast<std::size_t>(users), 0);
  for (JobId job = 0; job < work.jobs.size(); ++job) {
    if (replay.records[job].start_us == 0) ++running[static_cast<std::size_t>(work.jobs[job].user - 1)];
  }
  return running;
}

// `count` jobs of 10 s for each of the users 1, 2, …, one user after the other.
Workload jobs_of(const std::vector<Resources>& demands, int count) {
  std::vector<JobLine> lines;
  for (std::size_t user = 0; user < demands.size(); ++user) {
    for (int i = 0; i < count; ++i) {
      lines.push_back({.run = 10, .per_replica = demands[user], .user = static_cast<std::int32_t>(user + 1)});
    }
  }
  return workload(lines);
}

// §4.1, figure 3: 9 CPUs and 18 GB; tasks of A take 1 CPU and 4 GB, those of B 3 CPUs and 1 GB. A gets 3 tasks and B 2,
// each two thirds of its dominant resource.
TEST(Drf, GivesThePublishedExampleItsAllocation) {
  const ClusterSpec cluster{"nsdi", {{"node", 1, {9000, 18 * kGiB, 0}}}};
  const Workload work = jobs_of({{1000, 4 * kGiB, 0}, {3000, kGiB, 0}}, 5);
  for (const char* policy : {"drf,none", "drf,greedy"}) {
    EXPECT_THAT(running_at_first(work, replayed(work, {cluster}, policy), 2), ElementsAre(3, 2)) << policy;
  }
}

// Two users want the same, and one weighs twice as much.
TEST(Drf, GivesByWeight) {
  Workload work = jobs_of({{1000, 0, 0}, {1000, 0, 0}}, 9);
  work.tenants.list = {{.name = "light", .owns = {1}}, {.name = "heavy", .weight = 2, .owns = {2}}};
  EXPECT_THAT(running_at_first(work, replayed(work, {processors(9)}, "drf,greedy"), 2), ElementsAre(3, 6));
}

// Users 1 and 2 are of one tenant, user 3 is alone: halves at the top, quarters below.
TEST(Drf, ComparesSiblingsLevelByLevel) {
  Workload work = jobs_of({{1000, 0, 0}, {1000, 0, 0}, {1000, 0, 0}}, 8);
  work.tenants.list = {{.name = "two"},
                       {.name = "first", .parent = 0, .owns = {1}},
                       {.name = "second", .parent = 0, .owns = {2}},
                       {.name = "alone", .owns = {3}}};
  for (const char* policy : {"drf,none", "drf,greedy"}) {
    EXPECT_THAT(running_at_first(work, replayed(work, {processors(8)}, policy), 3), ElementsAre(2, 2, 4)) << policy;
  }
}

// Six of eight are user 2's by quota; what is beyond quotas is shared.
TEST(Drf, FillsQuotasFirst) {
  Workload work = jobs_of({{1000, 0, 0}, {1000, 0, 0}}, 10);
  work.tenants.list = {{.name = "best-effort", .owns = {1}}, {.name = "owner", .quota = {6000, 0, 0}, .owns = {2}}};
  EXPECT_THAT(running_at_first(work, replayed(work, {processors(10)}, "drf,greedy"), 2), ElementsAre(2, 8));
}

TEST(Drf, LendsWhatAQuotaDoesNotUse) {
  Workload work = jobs_of({{1000, 0, 0}}, 10);
  work.tenants.list = {{.name = "borrower", .owns = {1}}, {.name = "away", .quota = {6000, 0, 0}, .owns = {2}}};
  EXPECT_THAT(running_at_first(work, replayed(work, {processors(10)}, "drf,greedy"), 1), ElementsAre(10));
}

TEST(Drf, LetsNobodyBeyondItsLimitAndOthersPast) {
  Workload work = jobs_of({{1000, 0, 0}, {1000, 0, 0}}, 10);
  work.tenants.list = {{.name = "bounded", .limit = {3000, kNoLimit.memory_mib, kNoLimit.gpu_milli}, .owns = {1}}};
  EXPECT_THAT(running_at_first(work, replayed(work, {processors(8)}, "drf,greedy"), 2), ElementsAre(3, 5));
}

TEST(Drf, RefusesAJobThatIsLargerThanItsTenantsLimit) {
  Workload work = workload({{.replicas = 4, .user = 1}});
  work.tenants.list = {{.name = "bounded", .limit = {3000, kNoLimit.memory_mib, kNoLimit.gpu_milli}, .owns = {1}}};
  const Replay replay = replayed(work, {processors(8)}, "drf,greedy");
  ASSERT_EQ(replay.refusals.size(), 1U);
  EXPECT_THAT(replay.refusals[0].reason, HasSubstr("its tenant"));
}

// What arrives while nothing is free is not in turn by submission but by share.
TEST(Drf, StartsWhoHoldsLeastWhenSomethingEnds) {
  const Workload work = workload({{.submit = 0, .run = 5, .user = 1},
                                  {.submit = 0, .run = 9, .user = 1},
                                  {.submit = 1, .run = 5, .user = 1},
                                  {.submit = 2, .run = 5, .user = 2}});
  for (const char* policy : {"drf,none", "drf,greedy"}) {
    EXPECT_THAT(starts(replayed(work, {processors(2)}, policy)), ElementsAre(0, 0, 9, 5)) << policy;
  }
}

TEST(Drf, RefusesWhatPromisesPlaces) {
  const Workload work = workload({{.run = 1}});
  const auto checked = check_setup(work, std::vector{processors(1)}, *parse_policy("drf,easy"));
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().text(), HasSubstr("order=drf goes with backfill=none or backfill=greedy"));
}

TEST(Drf, RefusesTenantsThatContradictEachOther) {
  const auto text_of = [](std::vector<Tenant> list) {
    Workload work = workload({{.run = 1}});
    work.tenants.list = std::move(list);
    const auto checked = check_setup(work, std::vector{processors(1)}, *parse_policy("drf,none"));
    return checked.ok() ? std::string() : checked.error().text();
  };
  EXPECT_THAT(text_of({{.name = "a", .parent = 0}}), HasSubstr("tenant a: must come after its parent"));
  EXPECT_THAT(text_of({{.name = "a", .weight = 0}}), HasSubstr("tenant a: must have a weight"));
  EXPECT_THAT(text_of({{.name = "a", .owns = {7}}, {.name = "b", .owns = {7}}}),
              HasSubstr("tenant b: owns 7, and so does tenant a"));
  EXPECT_THAT(text_of({{.name = "a", .owns = {1}}, {.name = "b", .parent = 0}}), HasSubstr("tenant a: is the parent"));
  EXPECT_THAT(text_of({{.name = "a", .limit = {1, 1, 1}}}), HasSubstr("tenant a: has a limit"));
}

}  // namespace
}  // namespace berth::test
