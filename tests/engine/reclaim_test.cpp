// Reclaim: tenants lend what they do not use of their quotas, and take it back when they need it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <random>

#include "engine/metrics/stints.hpp"
#include "engine/simulation/setup.hpp"
#include "tests/support/builders.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kReclaim = "drf,greedy,preemption=reclaim";

std::vector<JobLine> jobs(int count, std::int32_t user, std::int64_t submit = 0, std::int64_t run = 100) {
  return std::vector<JobLine>(static_cast<std::size_t>(count), {.submit = submit, .run = run, .user = user});
}

std::vector<JobLine> operator+(std::vector<JobLine> left, const std::vector<JobLine>& right) {
  left.insert(left.end(), right.begin(), right.end());
  return left;
}

Resources cores(std::int64_t count) { return {1000 * count, 0, 0}; }

Workload of(const std::vector<JobLine>& lines, std::vector<Tenant> tenants) {
  Workload work = workload(lines);
  work.tenants.list = std::move(tenants);
  return work;
}

std::vector<JobId> victims(const Replay& replay) {
  std::vector<JobId> victims;
  for (const Stint& stint : replay.interrupted) victims.push_back(stint.job);
  return victims;
}

TEST(Reclaim, GivesATenantBackItsQuotaAndNoMore) {
  // The lender has a quota of 3 of 4 processors and comes when the borrower holds all: 3 of its 4 jobs start at once.
  const Workload work = of(jobs(4, 1) + jobs(4, 2, 10),
                           {{.name = "borrower", .owns = {1}}, {.name = "lender", .quota = cores(3), .owns = {2}}});
  const Replay replay = replayed(work, {processors(4)}, kReclaim);
  EXPECT_THAT(starts(replay), ElementsAre(0, 0, 0, 0, 10, 10, 10, 110));
  EXPECT_THAT(victims(replay), ElementsAre(3, 2, 1)) << "of jobs as young the highest number leaves first";
}

TEST(Reclaim, LendsWhatNobodyUses) {
  const Workload work =
      of(jobs(4, 1), {{.name = "borrower", .owns = {1}}, {.name = "lender", .quota = cores(3), .owns = {2}}});
  EXPECT_THAT(starts(replayed(work, {processors(4)}, kReclaim)), ElementsAre(0, 0, 0, 0));
}

TEST(Reclaim, TakesNothingFromWhoIsWithinItsQuota) {
  // Quotas of 2 and 2: the first borrows one, and only that one goes back.
  const Workload work =
      of(jobs(3, 1) + jobs(1, 2) + jobs(3, 2, 10),
         {{.name = "first", .quota = cores(2), .owns = {1}}, {.name = "second", .quota = cores(2), .owns = {2}}});
  EXPECT_THAT(victims(replayed(work, {processors(4)}, kReclaim)), ElementsAre(2));
}

TEST(Reclaim, TakesNothingForWhoWouldBeBeyondItsQuota) {
  const Workload work = of(jobs(4, 1) + std::vector<JobLine>{{.submit = 10, .run = 10, .replicas = 3, .user = 2}},
                           {{.name = "borrower", .owns = {1}}, {.name = "lender", .quota = cores(2), .owns = {2}}});
  EXPECT_THAT(replayed(work, {processors(4)}, kReclaim).interrupted, IsEmpty());
}

TEST(Reclaim, TakesAllThatAGangNeedsOrNothing) {
  const auto with_gang_of = [](std::uint32_t replicas) {
    const std::vector<JobLine> gang = {{.submit = 10, .run = 10, .replicas = replicas, .user = 2}};
    // One of the four processors is of a tenant that keeps within its quota.
    return of(jobs(3, 1) + jobs(1, 3) + gang, {{.name = "borrower", .owns = {1}},
                                               {.name = "lender", .quota = cores(4), .owns = {2}},
                                               {.name = "steady", .quota = cores(1), .owns = {3}}});
  };
  EXPECT_THAT(victims(replayed(with_gang_of(3), {processors(4)}, kReclaim)), ElementsAre(2, 1, 0));
  EXPECT_THAT(replayed(with_gang_of(4), {processors(4)}, kReclaim).interrupted, IsEmpty());
}

// The youngest alone would leave the borrower within its quota of 3, and nothing would be gained; the older one may go.
TEST(Reclaim, FindsASetThatMayLeaveThoughTheYoungestIsNotInIt) {
  const std::vector<JobLine> lines = {{.submit = 0, .run = 100, .replicas = 3, .user = 1},
                                      {.submit = 1, .run = 100, .user = 1},
                                      {.submit = 10, .run = 10, .replicas = 3, .user = 2}};
  const Workload work = of(lines, {{.name = "borrower", .quota = cores(3), .owns = {1}},
                                   {.name = "lender", .quota = cores(3), .owns = {2}}});
  EXPECT_THAT(victims(replayed(work, {processors(4)}, kReclaim)), ElementsAre(0));
}

TEST(Reclaim, TakesFromTheTenantFurthestBeyondItsQuota) {
  const Workload work =
      of(jobs(1, 1) + jobs(3, 2) + jobs(1, 3, 10), {{.name = "little", .owns = {1}},
                                                    {.name = "much", .owns = {2}},
                                                    {.name = "lender", .quota = cores(1), .owns = {3}}});
  EXPECT_THAT(victims(replayed(work, {processors(4)}, kReclaim)), ElementsAre(3));
}

TEST(Reclaim, AsksWhereBranchesOfTheTreePart) {
  // The department's quota holds against other departments; inside, its teams have none and take nothing back.
  const std::vector<Tenant> tree = {{.name = "research", .quota = cores(2)},
                                    {.name = "vision", .parent = 0, .owns = {1}},
                                    {.name = "language", .parent = 0, .owns = {2}},
                                    {.name = "product", .owns = {3}}};
  const Workload inside = of(jobs(2, 1) + jobs(2, 3) + jobs(1, 2, 10), tree);
  EXPECT_THAT(replayed(inside, {processors(4)}, kReclaim).interrupted, IsEmpty());
  const Workload across = of(jobs(4, 3) + jobs(3, 2, 10), tree);
  EXPECT_THAT(victims(replayed(across, {processors(4)}, kReclaim)), ElementsAre(3, 2));
}

TEST(Reclaim, KeepsToGraceMinimumRunAndBudget) {
  const auto second_start = [](const std::string& parameters) {
    const Workload work = of(jobs(1, 1) + jobs(1, 2, 10),
                             {{.name = "borrower", .owns = {1}}, {.name = "lender", .quota = cores(1), .owns = {2}}});
    return starts(replayed(work, {processors(1)}, kReclaim + parameters))[1];
  };
  EXPECT_EQ(second_start(""), 10);
  EXPECT_EQ(second_start("(grace=7)"), 17);
  EXPECT_EQ(second_start("(min_run=30)"), 30);
}

TEST(Reclaim, NeedsTenantsToTakeTurns) {
  const auto checked =
      check_setup(workload({{}}), std::vector{processors(1)}, *parse_policy("fcfs,greedy,preemption=reclaim"));
  ASSERT_FALSE(checked.ok());
  EXPECT_THAT(checked.error().text(), HasSubstr("preemption=reclaim goes with order=drf"));
}

// Whatever comes: nobody loses a job while his tenant holds no more than its quota, nobody takes what his quota does
// not name, and all work is done in full.
TEST(Reclaim, TakesOnlyWhatIsBeyondQuotas) {
  std::size_t reclaimed = 0;
  for (std::uint64_t seed = 1; seed <= 80; ++seed) {
    std::mt19937_64 random(seed);
    const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
    std::vector<JobLine> lines;
    std::int64_t submit = 0;
    for (int i = 0; i < 60; ++i) {
      submit += below(4);
      lines.push_back({.submit = submit,
                       .run = 1 + below(20),
                       .replicas = static_cast<std::uint32_t>(1 + below(3)),
                       .per_replica = {1000 * (1 + below(3)), 0, std::array{0L, 500L, 1000L, 2000L}[random() % 4]},
                       .user = static_cast<std::int32_t>(1 + below(4))});
    }
    std::vector<Tenant> tenants;
    for (std::int32_t user = 1; user <= 4; ++user) {
      tenants.push_back({.name = "t" + std::to_string(user), .owns = {user}});
      if (user > 1) tenants.back().quota = {1000 * below(12), 0, 1000 * below(5)};
    }
    const Workload work = of(lines, tenants);
    const std::vector<ClusterSpec> clusters = {{"c", {{"small", 2, {4000, 0, 1000}}, {"large", 2, {8000, 0, 4000}}}}};
    const std::string policy = kReclaim + std::string(seed % 2 == 0 ? "(checkpoint=2)" : "");
    const Replay replay = replayed(work, clusters, policy, {.check_invariants = true});
    const Stints stints(replay);
    const auto amount = [&](JobId job) { return work.jobs[job].per_replica * work.jobs[job].replicas; };
    // What the tenant of a user holds at an instant, with what starts, leaves and ends at it.
    const auto held_at = [&](std::int32_t user, Time at) {
      Resources held;
      stints.each([&](JobId job, Time from, Time until) {
        if (work.jobs[job].user == user && from <= at && at <= until) held += amount(job);
      });
      return held;
    };
    for (const Stint& stint : replay.interrupted) {
      ++reclaimed;
      const Job& victim = work.jobs[stint.job];
      const Job& taker = work.jobs[stint.for_job];
      const Resources quota = tenants[static_cast<std::size_t>(victim.user - 1)].quota;
      ASSERT_NE(victim.user, taker.user);
      ASSERT_FALSE(held_at(victim.user, stint.end_us).fits_in(quota)) << "seed " << seed << ", job " << stint.job;
      const Resources& counted_on = tenants[static_cast<std::size_t>(taker.user - 1)].quota;
      const Resources taken = amount(stint.for_job);
      ASSERT_TRUE((counted_on.cpu_milli > 0 && taken.cpu_milli > 0) ||
                  (counted_on.gpu_milli > 0 && taken.gpu_milli > 0));
      ASSERT_TRUE(counted_on.cpu_milli == 0 || taken.cpu_milli <= counted_on.cpu_milli);
      ASSERT_TRUE(counted_on.gpu_milli == 0 || taken.gpu_milli <= counted_on.gpu_milli);
    }
    for (JobId job = 0; job < work.jobs.size(); ++job) {
      if (replay.records[job].state == JobState::kRefused) continue;
      ASSERT_EQ(replay.records[job].state, JobState::kCompleted);
      ASSERT_GE(stints.useful_run(job), work.jobs[job].run_us) << "seed " << seed << ", job " << job;
    }
  }
  EXPECT_GT(reclaimed, 50U) << "or the cases say nothing";
}

}  // namespace
}  // namespace berth::test
