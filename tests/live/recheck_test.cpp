#include "actors/live/recheck.hpp"

#include <chrono>
#include <thread>

#include "tests/live/harness.hpp"

namespace berth::live {
namespace {

// Queues that lend and take back, in two clusters.
void share(Harness& h, const Caller& ann) {
  const std::string policy = "order=drf,backfill=greedy,preemption=reclaim";
  const auto one = h.cluster(ann, {4, 8, 0}, policy), two = h.cluster(ann, {4, 8, 0}, policy);
  const Queue a{.name = "a", .weight = 2, .quota = {4, 0, 0}}, b{.name = "b", .quota = {2, 0, 0}};
  Queue part{.name = "part", .parent = "b"};
  part.limit.cpu = 6;
  h.ask<Organization>(ann, ChangeOrganization{.queues = std::vector{a, b, part}});
  const auto deploy = [&](const std::string& queue, std::int64_t cluster, double cpu) {
    CreateDeployment wish{.name = "job", .docker_image = "image", .required = {cpu, 1, 0}, .queue = queue};
    if (cluster != 0) wish.cluster_id = cluster;
    return h.ask<Deployment>(ann, wish).id;
  };
  for (int i = 0; i < 6; ++i) deploy(i % 3 == 2 ? "" : "part", i % 2 == 0 ? one : two, 1);
  for (int i = 0; i < 4; ++i) deploy("part", 0, 1);
  std::vector<std::int64_t> own(5);
  for (std::size_t i = 0; i < own.size(); ++i) own[i] = deploy("a", i % 2 == 0 ? one : 0, 1);
  EXPECT_EQ(h.shown(ann, own[0]).status, Status::kRunning);
  h.ask<Organization>(ann, ChangeOrganization{.queues = std::vector{Queue{.name = "a"}, b, part}});
  h.set_status(ann, own[0], Status::kCompleted);
  h.ask<Organization>(ann, ChangeOrganization{.queues = std::vector<Queue>()});
  h.set_status(ann, own[1], Status::kCompleted);
}

// Turns on two kinds of GPUs, in real time: rounds of a second.
void take_turns(Harness& h, const Caller& ann) {
  const auto gpus = [&](const std::string& model) {
    NodeGroupView nodes{.name = "n", .count = 2, .per_node = {8, 8, 1}};
    nodes.gpu_model = model;
    CreateCluster wish{.name = model, .limit = {}, .groups = {nodes}};
    wish.policy = "order=fcfs,backfill=greedy,preemption=gavel(round=1)";
    return h.ask<ClusterShown>(ann, wish).cluster.id;
  };
  gpus("V100");
  const auto slow = gpus("K80");
  std::vector<std::int64_t> jobs(9);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    CreateDeployment wish{.name = "job", .docker_image = "image", .required = {1, 1, i % 4 == 3 ? 0.0 : 1.0}};
    if (i % 5 == 4) wish.cluster_id = slow;
    if (wish.required.gpu > 0) {
      const Traits traits{.speeds = {{"V100", 1000 + 700 * static_cast<std::int64_t>(i)}}};
      wish.traits = std::make_shared<const Traits>(traits);
    }
    jobs[i] = h.ask<Deployment>(ann, wish).id;
  }
  for (int round = 0; round < 8; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(400));
    if (round == 2) h.ask<ClusterShown>(ann, ChangeNodes{slow, {0, 1}, {}});
    if (round == 5) h.ask<ClusterShown>(ann, ChangeNodes{slow, {}, {1}});
    if (round == 4) h.ask<Deployment>(ann, ChangeDeployment{.id = jobs[1], .status = Status::kCancelled});
    h.deploy(ann, slow, {1, 1, 0});
  }
}

RecheckOutcome recheck(const std::vector<JournalRecord>& records);

TEST(LiveRecheckSlow, FindsTurnsAsTheyWereTaken) {
  Harness h;
  const Caller ann = h.founder("ann");
  take_turns(h, ann);
  const Result<std::vector<JournalRecord>> records = h.service->events(h.organization_of(ann), 0, 100'000);
  ASSERT_TRUE(records);
  const auto counted = std::count_if(records->begin(), records->end(),
                                     [](const JournalRecord& record) { return record.event == "deployment.turn"; });
  EXPECT_GT(counted, 5) << "no round was held";
  const RecheckOutcome outcome = recheck(*records);
  EXPECT_EQ(outcome.recorded_hash, outcome.replayed_hash);
  for (const auto& one : outcome.differences) ADD_FAILURE() << one.recorded << "\n" << one.replayed;
}

// A founder's records after a bit of everything.
std::vector<JournalRecord> recorded() {
  Harness h;
  const Caller ann = h.founder("ann");
  const auto pool = h.cluster(ann, {8, 8, 2});
  const auto other = h.cluster(ann, {4.1, 4.7, 0}, "order=fcfs,backfill=easy");
  for (int i = 0; i < 30; ++i) {
    const double cpu = 0.1 + i % 5;
    const Deployment made = h.deploy(ann, i % 3 == 0 ? 0 : pool, {cpu, 0.7, (i % 4) * 0.5}, i % 4);
    if (i % 5 == 4 && made.status == Status::kRunning) h.set_status(ann, made.id, Status::kFailed);
    if (i % 7 == 3) h.ask<Deployment>(ann, ChangeDeployment{.id = made.id, .priority = 5});
  }
  h.ask<ClusterShown>(ann, ChangeCluster{.id = pool, .name = "renamed", .cpu_limit = 5});
  h.ask<ClusterShown>(ann, ChangeCluster{.id = other, .drain = true});
  h.ask<ClusterShown>(ann, ChangeCluster{.id = other, .cordoned = false});
  const Time now = h.service->now();
  h.ask<ClusterShown>(ann, MakeReservation{other, {.name = "now", .from_us = now, .until_us = now + kDay}});
  h.ask<ClusterShown>(ann, MakeReservation{pool, {.name = "later", .from_us = now + kDay, .until_us = now + 2 * kDay}});
  for (int i = 0; i < 3; ++i) h.deploy(ann, i % 2 == 0 ? 0 : other, {1, 1, 0});
  h.ask<ClusterShown>(ann, EndReservation{other, 1});
  h.ask<ClusterShown>(ann, EndReservation{pool, 1});
  h.ask<Organization>(ann, ChangeOrganization{.quota = Amounts{6, 6, 1}});
  h.deploy(ann, pool, {1, 1, 0}, 9);
  h.ask<Organization>(ann, ChangeOrganization{.quota = std::optional<Amounts>()});
  h.deploy(ann, 0, {1, 1, 0});
  h.ask<Removed>(ann, DeleteCluster{.id = pool, .force = true});
  share(h, ann);
  Result<std::vector<JournalRecord>> records = h.service->events(h.organization_of(ann), 0, 100'000);
  EXPECT_TRUE(records);
  return records ? *records : std::vector<JournalRecord>();
}

RecheckOutcome recheck(const std::vector<JournalRecord>& records) {
  Recheck recheck;
  for (const JournalRecord& record : records) recheck.take(record);
  return recheck.finish();
}

TEST(LiveRecheck, FindsEveryDecisionAsItWasRecorded) {
  const RecheckOutcome outcome = recheck(recorded());
  EXPECT_EQ(outcome.organizations, 1U);
  EXPECT_GT(outcome.decisions, 90U);
  EXPECT_EQ(outcome.recorded_hash, outcome.replayed_hash);
  for (const auto& one : outcome.differences) {
    ADD_FAILURE() << "position " << one.position << "\n" << one.recorded << "\n" << one.replayed;
  }
}

TEST(LiveRecheck, TellsWhereADecisionIsNotWhatItWouldBe) {
  std::vector<JournalRecord> records = recorded();
  std::uint64_t position = 0;
  for (JournalRecord& record : records) {
    if (record.event != "deployment.preempted") continue;
    record.document.replace(record.document.find("\"by\":"), 5, "\"by\":9");
    position = record.position;
    break;
  }
  ASSERT_NE(position, 0U);
  const RecheckOutcome outcome = recheck(records);
  ASSERT_EQ(outcome.differences.size(), 1U);
  EXPECT_EQ(outcome.differences.front().position, position);
  EXPECT_NE(outcome.recorded_hash, outcome.replayed_hash);
}

TEST(LiveRecheck, TellsOfADecisionThatWasLeftOut) {
  std::vector<JournalRecord> records = recorded();
  const auto left_out = std::find_if(records.begin(), records.end(),
                                     [](const JournalRecord& one) { return one.event == "deployment.preempted"; });
  ASSERT_NE(left_out, records.end());
  const std::uint64_t command = left_out->command;
  records.erase(left_out);
  const RecheckOutcome outcome = recheck(records);
  ASSERT_EQ(outcome.differences.size(), 1U);
  EXPECT_GE(outcome.differences.front().position, command);
}

}  // namespace
}  // namespace berth::live
