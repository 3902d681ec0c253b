#include "bench/floor.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <queue>

namespace berth::bench {
namespace {

struct Event {
  Time at;
  JobId job;
  std::uint8_t kind;

  friend bool operator<(const Event& left, const Event& right) { return left.at > right.at; }
};

}  // namespace

double floor_seconds(const Replay& replay) {
  // The pushes in order of start; between two of them, everything that ended is popped.
  std::vector<Event> pushes;  // `at` is the end
  std::vector<Time> starts;
  std::vector<std::pair<Time, JobId>> order;
  for (JobId job = 0; job < replay.records.size(); ++job) {
    if (replay.records[job].start_us != kNever) order.emplace_back(replay.records[job].start_us, job);
  }
  std::sort(order.begin(), order.end());
  pushes.reserve(order.size());
  for (const auto& [start, job] : order) {
    starts.push_back(start);
    pushes.push_back({replay.records[job].end_us, job, 0});
  }

  const auto begin = std::chrono::steady_clock::now();
  std::priority_queue<Event> heap;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < pushes.size(); ++i) {
    while (!heap.empty() && heap.top().at <= starts[i]) {
      sum += heap.top().job;
      heap.pop();
    }
    heap.push(pushes[i]);
  }
  while (!heap.empty()) {
    sum += heap.top().job;
    heap.pop();
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  if (sum == 1) std::puts("");  // the work must not be optimized away
  return seconds;
}

}  // namespace berth::bench
