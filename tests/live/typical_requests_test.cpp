// What is typical of a live organization's jobs, by which FGD places them.
#include <algorithm>
#include <gtest/gtest.h>

#include "engine/live/live_scheduler.hpp"

namespace berth::live {
namespace {

class TypicalRequests : public ::testing::Test {
 protected:
  TypicalRequests() { scheduler.add_lane(spec(), 0, changes); }

  static LaneSpec spec() {
    LaneSpec lane;
    lane.cluster = {"c", {{.name = "n", .count = 2, .per_node = {8000, 0, 2 * kWholeGpu}}}};
    lane.policy = *parse_policy("fcfs,greedy,placement=fgd");
    return lane;
  }
  static JobRequest gpus(std::int64_t count) { return {.per_replica = {1000, 0, count * kWholeGpu}, .pinned = 0}; }
  std::uint32_t node_of(JobId job) const { return scheduler.lane(0).book().running_placement(job).front().node; }

  LiveScheduler scheduler;
  Changes changes;
};

TEST_F(TypicalRequests, AreKnownToFgdAsJobsCome) {
  const JobId pair = scheduler.submit(gpus(2), kSecond, changes);
  const JobId single = scheduler.submit(gpus(1), 2 * kSecond, changes);
  ASSERT_EQ(node_of(single), 1U);
  scheduler.end(pair, true, 3 * kSecond, changes);
  EXPECT_EQ(node_of(scheduler.submit(gpus(1), 4 * kSecond, changes)), 1U)
      << "two GPUs stay together for who needs both";
}

TEST_F(TypicalRequests, AreTheSameAfterARecovery) {
  auto next = [seed = 7U]() mutable { return (seed = seed * 1664525U + 1013904223U) >> 16U; };
  for (int step = 0; step < 3; ++step) {
    for (int i = 0; i < 7; ++i) scheduler.submit(gpus(1 + next() % 2), (10 * step + i) * kSecond, changes);
    LiveScheduler twin;
    twin.restore_lane(spec());
    for (JobId job = 0; job < scheduler.jobs().size(); ++job) {
      const bool runs = scheduler.standing(job).state == Standing::State::kRunning;
      twin.restore_job({.per_replica = scheduler.jobs()[job].per_replica,
                        .expected_us = scheduler.jobs()[job].requested_us,
                        .pinned = 0},
                       scheduler.jobs()[job].submit_us, scheduler.standing(job),
                       runs ? scheduler.lane(0).book().placement_of(job) : Placement{});
    }
    Changes twins;
    for (JobId job = 0; job < std::min<std::size_t>(10, scheduler.jobs().size()); ++job) {
      if (scheduler.standing(job).state != Standing::State::kRunning) continue;
      changes.clear();
      twins.clear();
      const Time now = (10 * step + 8) * kSecond;
      scheduler.end(job, true, now, changes);
      twin.end(job, true, now, twins);
      ASSERT_EQ(changes.size(), twins.size());
      for (std::size_t i = 0; i < changes.size(); ++i) EXPECT_EQ(changes[i].nodes, twins[i].nodes);
    }
  }
}

}  // namespace
}  // namespace berth::live
