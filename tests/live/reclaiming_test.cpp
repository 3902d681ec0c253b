// Quotas that are lent and taken back in live clusters, over all of an organization's clusters together.
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

using State = Standing::State;
constexpr Resources kGpu{1000, 0, kWholeGpu};

class Reclaiming : public ::testing::Test {
 protected:
  // Two queues of four GPUs' quota each, and one of none.
  Reclaiming() {
    Tenants tenants;
    tenants.by = TenantBy::kQueue;
    tenants.list.push_back({.name = "a", .quota = kGpu * 4, .owns = {0}});
    tenants.list.push_back({.name = "b", .quota = kGpu * 4, .owns = {1}});
    tenants.list.push_back({.name = "c", .limit = kGpu * 5, .owns = {2}});
    scheduler.set_tenants(tenants, 0, changes);
  }
  ClusterId add_lane(std::int64_t gpus, const std::string& policy = "order=drf,greedy,preemption=reclaim",
                     std::int64_t nodes = 1) {
    LaneSpec spec;
    spec.cluster = {"c", {{.name = "n", .count = nodes, .per_node = {64'000, 0, gpus * kWholeGpu}}}};
    spec.policy = *parse_policy(policy);
    return scheduler.add_lane(std::move(spec), now, changes);
  }
  JobId submit(std::int32_t queue, std::int64_t gpus = 1, ClusterId pinned = 0) {
    now += kSecond;
    return scheduler.submit({.per_replica = {1000, 0, gpus * kWholeGpu}, .queue = queue, .pinned = pinned}, now,
                            changes);
  }
  std::vector<JobId> submit_many(int count, std::int32_t queue, ClusterId pinned = 0) {
    std::vector<JobId> jobs(static_cast<std::size_t>(count));
    for (JobId& job : jobs) job = submit(queue, 1, pinned);
    return jobs;
  }
  State state(JobId job) const { return scheduler.standing(job).state; }
  std::int64_t held(std::int32_t queue) const {
    return scheduler.shares().held(static_cast<TenantId>(queue + 1)).gpu_milli / kWholeGpu;
  }

  LiveScheduler scheduler;
  Changes changes;
  Time now = 0;
};

TEST_F(Reclaiming, GivesAQueueBackWhatItHasLent) {
  add_lane(8);
  const std::vector<JobId> lent = submit_many(8, 1);
  EXPECT_EQ(held(1), 8) << "unused quota is lent";
  changes.clear();
  const JobId own = submit(0, 2);
  EXPECT_EQ(state(own), State::kRunning);
  EXPECT_EQ(state(lent[7]), State::kWaiting) << "the youngest leave";
  EXPECT_EQ(state(lent[6]), State::kWaiting);
  EXPECT_EQ(state(lent[5]), State::kRunning);
  const auto lost = std::find_if(changes.begin(), changes.end(),
                                 [&](const Change& change) { return change.kind == Change::Kind::kPreempted; });
  ASSERT_NE(lost, changes.end());
  EXPECT_EQ(lost->by, own);
}

TEST_F(Reclaiming, TakesNothingFromWhoKeepsWithinHisQuota) {
  add_lane(8);
  submit_many(4, 0);
  submit_many(4, 1);
  const JobId more = submit(0);
  EXPECT_EQ(state(more), State::kWaiting);
  EXPECT_EQ(held(0), 4);
  EXPECT_EQ(held(1), 4);
}

TEST_F(Reclaiming, CountsWhatAQueueHoldsInAllClusters) {
  add_lane(4);
  const ClusterId other = add_lane(4);
  submit_many(4, 0);
  submit_many(4, 2, other);
  EXPECT_EQ(state(submit(0, 1, other)), State::kWaiting) << "its quota is used up elsewhere";
  EXPECT_EQ(state(submit(1, 1, other)), State::kRunning);
  EXPECT_EQ(held(2), 3);
}

TEST_F(Reclaiming, LetsAJobGoToTheClusterWhereItsPartIsLent) {
  add_lane(4);
  const ClusterId other = add_lane(4);
  submit_many(4, 0);
  submit_many(4, 2, other);
  const JobId anywhere = submit(1, 2, kNoCluster);
  EXPECT_EQ(state(anywhere), State::kRunning);
  EXPECT_EQ(scheduler.standing(anywhere).lane, other);
}

TEST_F(Reclaiming, FindsALaterClaimInAnotherClusterThanItWaitsIn) {
  add_lane(4);
  const ClusterId other = add_lane(4);
  const ClusterId single = add_lane(1, "order=drf,greedy", 4);  // nodes of one GPU, of no use to who needs two
  submit_many(4, 1);
  submit_many(4, 2, other);
  const std::vector<JobId> own = submit_many(4, 0, single);
  const JobId anywhere = submit(0, 2, kNoCluster);
  submit(1, 1, other);
  EXPECT_EQ(state(anywhere), State::kWaiting);
  EXPECT_EQ(scheduler.standing(anywhere).lane, 0);
  scheduler.end(own[0], true, now += kSecond, changes);
  EXPECT_EQ(state(anywhere), State::kWaiting) << "three of four are in use, and it asks for two";
  scheduler.end(own[1], true, now += kSecond, changes);
  EXPECT_EQ(state(anywhere), State::kRunning);
  EXPECT_EQ(scheduler.standing(anywhere).lane, other);
}

TEST_F(Reclaiming, HoldsALimitInAllClustersTogether) {
  add_lane(4);
  const ClusterId other = add_lane(4);
  const std::vector<JobId> jobs = submit_many(4, 2);
  EXPECT_EQ(state(submit(2, 1, other)), State::kRunning);
  const JobId sixth = submit(2, 1, other);
  EXPECT_EQ(state(sixth), State::kWaiting);
  EXPECT_EQ(state(submit(2, 6, other)), State::kNever) << "more than it may ever hold";
  scheduler.end(jobs[0], true, now += kSecond, changes);
  EXPECT_EQ(state(sixth), State::kRunning) << "what ends in one cluster lets it start in the other";
}

TEST_F(Reclaiming, ForecastsWhomAJobWouldTakeThePlaceOf) {
  add_lane(4);
  const std::vector<JobId> lent = submit_many(4, 2);
  const LiveScheduler::Fate fate = scheduler.try_submit({.per_replica = kGpu, .queue = 0, .pinned = 0}, now += kSecond);
  EXPECT_EQ(fate.standing.state, State::kRunning);
  EXPECT_EQ(fate.victims, std::vector{lent[3]});
  EXPECT_EQ(held(2), 4) << "nothing has happened";
  EXPECT_EQ(held(0), 0);
}

TEST_F(Reclaiming, LeavesAJobAloneForAsLongAsThePolicySays) {
  add_lane(4, "order=drf,greedy,preemption=reclaim(min_run=30)");
  submit_many(4, 2);
  const JobId own = submit(0);
  EXPECT_EQ(state(own), State::kWaiting);
  ASSERT_EQ(scheduler.wake_at(), 31 * kSecond) << "the first has run for so long then";
  scheduler.tick(31 * kSecond, changes);
  EXPECT_EQ(state(own), State::kRunning);
}

TEST_F(Reclaiming, FollowsQuotasThatAreChanged) {
  add_lane(4);
  submit_many(4, 0);
  const JobId waits = submit(1);
  EXPECT_EQ(state(waits), State::kWaiting) << "all of a's is within its quota";
  Tenants tenants = scheduler.tenants();
  tenants.list[0].quota = kGpu * 2;
  scheduler.set_tenants(tenants, now += kSecond, changes);
  EXPECT_EQ(state(waits), State::kRunning);
  EXPECT_EQ(held(0), 3);
}

TEST_F(Reclaiming, TakesTurnsByWeightWhereNobodyHasAQuota) {
  Tenants tenants;
  tenants.by = TenantBy::kQueue;
  tenants.list.push_back({.name = "a", .weight = 3, .owns = {0}});
  tenants.list.push_back({.name = "b", .owns = {1}});
  scheduler.set_tenants(tenants, 0, changes);
  add_lane(8);
  const std::vector<JobId> first = submit_many(8, 3);
  for (int i = 0; i < 8; ++i) {
    submit(0);
    submit(1);
  }
  for (const JobId job : first) scheduler.end(job, true, now += kSecond, changes);
  EXPECT_EQ(held(0), 6);
  EXPECT_EQ(held(1), 2);
}

}  // namespace
}  // namespace berth::live
