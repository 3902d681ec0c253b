#include "engine/simulation/assign_nodes.hpp"

#include <array>
#include <random>

#include "tests/support/replays.hpp"

namespace berth {
namespace {

using test::WrittenReplay;
using testing::ElementsAre;

const std::array kTenProcessors = {processors(10)};

NodeAssignment assigned(const WrittenReplay& written) {
  return assign_nodes(written.workload, kTenProcessors, written.replay);
}

TEST(AssignNodes, TakesTheLowestFreeNodesInJobOrder) {
  WrittenReplay written;
  written.add(0, 0, 10, 3);
  written.add(0, 0, 20, 2);
  written.add(0, 10, 20, 5);
  const NodeAssignment nodes = assigned(written);
  EXPECT_THAT(nodes.of(0), ElementsAre(NodeRange{0, 2}));
  EXPECT_THAT(nodes.of(1), ElementsAre(NodeRange{3, 4}));
  EXPECT_THAT(nodes.of(2), ElementsAre(NodeRange{0, 2}, NodeRange{5, 6}));
}

TEST(AssignNodes, LetsAJobOfNoTimeShareItsInstantWithOneThatNeedsTheWholeMachine) {
  WrittenReplay written;
  written.add(0, 0, 5, 10);
  written.add(0, 5, 9, 10);
  written.add(0, 5, 5, 10);
  const NodeAssignment nodes = assigned(written);
  EXPECT_THAT(nodes.of(1), ElementsAre(NodeRange{0, 9}));
  EXPECT_THAT(nodes.of(2), ElementsAre(NodeRange{0, 9}));
}

TEST(AssignNodes, GivesNothingToJobsThatNeverStarted) {
  WrittenReplay written;
  written.add_refused(0, 99);
  written.add_waiting(0);
  EXPECT_THAT(assigned(written).of(0), ElementsAre());
  EXPECT_THAT(assigned(written).of(1), ElementsAre());
}

TEST(AssignNodes, NumbersTheNodesOfLaterClustersAfterThoseOfEarlierOnes) {
  WrittenReplay written;
  written.add(0, 0, 5, 2);
  written.add(0, 0, 5, 2);
  written.replay.records[1].cluster = 1;
  const std::array clusters = {processors(4, "a"), processors(4, "b")};
  EXPECT_THAT(assign_nodes(written.workload, clusters, written.replay).of(1), ElementsAre(NodeRange{4, 5}));
}

TEST(AssignNodes, RepeatsWhatTheReplayKnowsWithRangesJoined) {
  WrittenReplay written;
  written.add(0, 0, 5, 4);
  written.replay.placements = {{{1, 1}, {2, 1}, {3, 2}, {7, 1}, {8, 1}}};
  EXPECT_THAT(assigned(written).of(0), ElementsAre(NodeRange{1, 3}, NodeRange{7, 8}));
}

TEST(AssignNodes, NeverGivesANodeToTwoJobsAtOnce) {
  std::mt19937_64 random(7);
  WrittenReplay written;
  std::array<int, 10> free_at{};  // a toy scheduler: each processor a queue of its own
  for (int job = 0; job < 500; ++job) {
    const auto replicas = static_cast<std::uint32_t>(1 + random() % 4);
    std::sort(free_at.begin(), free_at.end());
    const int start = free_at[replicas - 1];
    const int end = start + static_cast<int>(random() % 6);
    for (std::uint32_t i = 0; i < replicas; ++i) free_at[i] = end;
    written.add(0, start, end, replicas);
  }
  const NodeAssignment nodes = assigned(written);
  std::array<std::vector<JobId>, 10> users;
  for (JobId job = 0; job < 500; ++job) {
    std::uint32_t count = 0;
    for (const NodeRange& range : nodes.of(job)) {
      for (std::uint32_t node = range.first; node <= range.last; ++node, ++count) users.at(node).push_back(job);
    }
    EXPECT_EQ(count, written.workload.jobs[job].replicas);
  }
  const auto& records = written.replay.records;
  for (const auto& jobs : users) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Record &a = records[jobs[i]], &b = records[jobs[j]];
        const Time overlap = std::min(a.end_us, b.end_us) - std::max(a.start_us, b.start_us);
        const bool none = a.start_us == a.end_us || b.start_us == b.end_us || overlap <= 0;
        ASSERT_TRUE(none) << "jobs " << jobs[i] << " and " << jobs[j] << " share a node";
      }
    }
  }
}

}  // namespace
}  // namespace berth
