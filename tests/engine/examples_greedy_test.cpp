// Greedy backfilling (list scheduling: Graham, SIAM J. Applied Mathematics 17(2), 1969), worked out by hand.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/policy/registry.hpp"
#include "engine/scheduler/scheduler.hpp"
#include "tests/support/builders.hpp"
#include "tests/support/recorded_decisions.hpp"

namespace berth::test {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

//  H needs the whole machine. X and Y fit beside A and start, though each outlives A and H has to wait for them.
//
//   4 | . . X X X X X X X X X X X X H H
//   3 | A A A A A A A A A A Y Y Y . H H
//   2 | A A A A A A A A A A . . . . H H
//   1 | A A A A A A A A A A . . . . H H
//     0         5         10        14
TEST(GreedyExample, StartsWhoeverFitsPastAHeadThatDoesNot) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 3},   // A
                                  {.submit = 1, .run = 2, .replicas = 4},    // H
                                  {.submit = 2, .run = 12, .replicas = 1},   // X
                                  {.submit = 3, .run = 3, .replicas = 1}});  // Y
  for (const Semantics semantics : {Semantics::kBatch, Semantics::kEvent}) {
    EXPECT_THAT(starts(replayed(work, {processors(4)}, "fcfs,greedy", semantics)), ElementsAre(0, 14, 2, 10));
  }
}

//  Smallest area first: Y (3) starts at 10, beside it X (18) would not fit any more than H (4); then H, then X.
TEST(GreedyExample, TriesTheQueueInThePolicysOrder) {
  const Workload work = workload({{.submit = 0, .run = 10, .replicas = 2},   // A
                                  {.submit = 1, .run = 9, .replicas = 2},    // X
                                  {.submit = 2, .run = 3, .replicas = 1},    // Y
                                  {.submit = 3, .run = 2, .replicas = 2}});  // H
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "saf,greedy", Semantics::kBatch)), ElementsAre(0, 15, 10, 13));
}

//  Largest response ratio first. At 4, A ends and W, which has waited longest for its length, is first; it does not fit
//  beside B, N and M do: M has waited 2 for its 1 s, N 3 for its 6 s, and one unit is free.
TEST(GreedyExample, ScoresAnewWhenSomethingEnds) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 1},    // A
                                  {.submit = 0, .run = 20, .replicas = 1},   // B
                                  {.submit = 1, .run = 1, .replicas = 2},    // W
                                  {.submit = 1, .run = 6, .replicas = 1},    // N
                                  {.submit = 2, .run = 1, .replicas = 1}});  // M
  EXPECT_THAT(starts(replayed(work, {processors(2)}, "hrrn,greedy", Semantics::kBatch)), ElementsAre(0, 0, 20, 5, 4));
}

//  B's replicas fit one on the second node and none beside A, for want of memory. C, with less of it, goes there past
//  B, which then waits for C as well as for A.
TEST(GreedyExample, FillsTheHolesOfNodes) {
  const ClusterSpec cluster{"nodes", {{"node", 2, {4000, 100, 0}}}};
  const Workload work = workload({{.submit = 0, .run = 5, .per_replica = {1000, 60, 0}},                 // A
                                  {.submit = 1, .run = 5, .replicas = 2, .per_replica = {2000, 60, 0}},  // B
                                  {.submit = 2, .run = 5, .per_replica = {3000, 40, 0}}});               // C
  EXPECT_THAT(starts(replayed(work, {cluster}, "fcfs,greedy", Semantics::kBatch)), ElementsAre(0, 7, 2));
}

//  The first fills b, the second finds two of three units on a, the last the third.
TEST(GreedyExample, StartsOnTheClusterThatIsLeftFullest) {
  const Workload work = workload({{.replicas = 2}, {.replicas = 2}, {.replicas = 1}});
  const Replay result = replayed(work, {processors(3, "a"), processors(2, "b")}, "fcfs,greedy", Semantics::kBatch);
  EXPECT_THAT(starts(result), ElementsAre(0, 0, 0));
  EXPECT_EQ(result.records[0].cluster, 1);
  EXPECT_EQ(result.records[1].cluster, 0);
  EXPECT_EQ(result.records[2].cluster, 0);
}

// Why each job started, in the order of the starts.
std::vector<Reason> reasons(const Workload& work, const std::string& policy) {
  RecordedDecisions log;
  ReplayOptions options;
  options.decisions = &log;
  replayed(work, {processors(2)}, policy, options);
  std::vector<Reason> reasons;
  for (const Decision& decision : log.all()) {
    if (decision.kind == DecisionKind::kStart) reasons.push_back(decision.reason);
  }
  return reasons;
}

TEST(GreedyExample, SaysWhoWasFirstAndWhoWentPastOthers) {
  const Workload work = workload({{.submit = 0, .run = 4, .replicas = 1},    // A: first
                                  {.submit = 0, .run = 9, .replicas = 2},    // W: does not fit
                                  {.submit = 1, .run = 2, .replicas = 1},    // X: past W, as it comes
                                  {.submit = 2, .run = 5, .replicas = 1}});  // Y: past W, at 3
  for (const char* order : {"fcfs,greedy", "hrrn,greedy"}) {
    EXPECT_THAT(reasons(work, order), ElementsAre(Reason::kHead, Reason::kFits, Reason::kFits, Reason::kHead)) << order;
  }
}

// A scheduler of two units on which A runs, with W (2 units), X and Y (1 unit each, longer) waiting.
struct Queue {
  Workload work = workload({{.run = 4, .replicas = 2},
                            {.submit = 1, .run = 1, .replicas = 2},
                            {.submit = 1, .run = 2, .replicas = 1},
                            {.submit = 1, .run = 3, .replicas = 1}});
  std::vector<ClusterSpec> clusters = {processors(2)};
  Scheduler scheduler;
  std::vector<std::unique_ptr<Book>> books;
  Round round;

  explicit Queue(const std::string& policy) : scheduler(work, clusters, *parse_policy(policy), nullptr) {
    books = make_books(clusters, work, scheduler.foresight(), {});
    decide(0, {0}, {});
    decide(kSecond, {1, 2, 3}, {});
  }
  std::vector<JobId> decide(Time now, const std::vector<JobId>& submitted, const std::vector<JobId>& ended) {
    round.clear();
    round.now = now;
    round.submitted = submitted;
    for (const JobId job : ended) round.ended.push_back({job, 0, now});
    Book* const drafts[] = {books.front().get()};
    scheduler.decide(round, drafts);
    std::vector<JobId> started;
    for (const Start& start : round.starts) started.push_back(start.job);
    return started;
  }
};

TEST(GreedyWithdraw, LetsAJobGoUnderEveryOrder) {
  for (const AlgorithmInfo& info : algorithms()) {
    if (info.kind != "order") continue;
    Queue queue("greedy,order=" + std::string(info.name));
    ASSERT_EQ(queue.scheduler.waiting(), 3U) << info.name;
    EXPECT_TRUE(queue.scheduler.withdraw(1, kSecond)) << info.name;
    EXPECT_EQ(queue.scheduler.waiting(), 2U) << info.name;
    EXPECT_THAT(queue.decide(4 * kSecond, {}, {0}), testing::UnorderedElementsAre(2, 3)) << info.name;
    EXPECT_EQ(queue.scheduler.waiting(), 0U) << info.name;
  }
}

TEST(GreedyWithdraw, RefusesAJobThatDoesNotWait) {
  Queue queue("fcfs,greedy");
  EXPECT_FALSE(queue.scheduler.withdraw(0, 0));            // it runs
  EXPECT_FALSE(queue.scheduler.withdraw(2, 2 * kSecond));  // not eligible since then
  EXPECT_TRUE(queue.scheduler.withdraw(2, kSecond));
  EXPECT_FALSE(queue.scheduler.withdraw(2, kSecond));
  EXPECT_EQ(queue.scheduler.waiting(), 2U);
}

TEST(GreedyWithdraw, IsLeftToOthersWhereReservationsStand) {
  for (const char* policy : {"fcfs,none", "fcfs,easy", "fcfs,conservative"}) {
    Queue queue(policy);
    EXPECT_FALSE(queue.scheduler.withdraw(2, kSecond)) << policy;
    EXPECT_EQ(queue.scheduler.waiting(), 3U) << policy;
  }
}

// A fresh book may have room that the old one did not: everybody is tried again, though nothing ended.
TEST(GreedyQueue, IsTriedAgainOnAFreshBook) {
  Queue queue("fcfs,greedy");
  EXPECT_THAT(queue.decide(2 * kSecond, {}, {}), IsEmpty());
  queue.books = make_books(queue.clusters, queue.work, Foresight::kNone, {});
  queue.scheduler.void_bid(0);
  EXPECT_THAT(queue.decide(3 * kSecond, {}, {}), ElementsAre(1));
}

}  // namespace
}  // namespace berth::test
