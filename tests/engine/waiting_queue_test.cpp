#include "engine/scheduler/waiting_queue.hpp"

#include <gtest/gtest.h>
#include <random>
#include <set>

namespace berth {
namespace {

Waiting random_waiting(std::mt19937& random, JobId job) {
  return {static_cast<double>(random() % 5), static_cast<Time>(random() % 50),
          (1 + static_cast<Duration>(random() % 90)) * kSecond / 3, job, 1 + static_cast<std::uint32_t>(random() % 40)};
}

// The indexed queue against a sorted set that is scanned.
TEST(WaitingQueue, FindsWhatAScanFinds) {
  for (std::uint32_t seed = 0; seed < 20; ++seed) {
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    const auto queue = make_queue({Scores::kFixed}, true);
    std::set<Waiting> plain;
    JobId next_job = 0;
    for (int step = 0; step < 4000; ++step) {
      if (plain.empty() || random() % 5 < (step < 2500 ? 4U : 1U)) {
        const Waiting waiting = random_waiting(random, next_job++);
        queue->insert(waiting);
        plain.insert(waiting);
      } else {
        auto victim = plain.begin();
        std::advance(victim, random() % 3 == 0 ? 0 : random() % plain.size());
        queue->erase(*victim);
        plain.erase(victim);
      }
      ASSERT_EQ(queue->size(), plain.size());
      if (plain.empty()) continue;
      ASSERT_EQ(queue->first().job, plain.begin()->job);
      auto after = plain.begin();
      std::advance(after, random() % plain.size());
      const Window window{static_cast<std::int64_t>(random() % 45), static_cast<Duration>(random() % 30) * kSecond / 2,
                          static_cast<std::int64_t>(random() % 4)};
      const auto expected =
          std::find_if(std::next(after), plain.end(), [&](const Waiting& waiting) { return passes(waiting, window); });
      Waiting found;
      const bool any = queue->next(*after, window, found);
      ASSERT_EQ(any, expected != plain.end());
      if (any) {
        ASSERT_EQ(found.job, expected->job);
      }
    }
  }
}

TEST(WaitingQueue, GivesBackEverythingInOrder) {
  for (const Scores scores : {Scores::kAllEqual, Scores::kFixed, Scores::kChanging}) {
    const auto queue = make_queue({scores}, scores != Scores::kAllEqual);
    for (JobId job = 0; job < 5000; ++job) queue->insert({0, static_cast<Time>(job / 3), kSecond, job, 1});
    for (JobId job = 0; job < 5000; ++job) {
      ASSERT_EQ(queue->first().job, job);
      queue->erase(queue->first());
    }
    EXPECT_TRUE(queue->empty());
  }
}

TEST(WaitingQueue, OrdersByTheScoresOfThisPassWhereTheyChange) {
  const auto queue = make_queue({Scores::kChanging}, true);
  for (JobId job = 0; job < 10; ++job) queue->insert({0, job, kSecond, job, 1});
  queue->rescore([](const Waiting& waiting) { return -static_cast<double>(waiting.job); });
  EXPECT_EQ(queue->first().job, 9U);
}

}  // namespace
}  // namespace berth
