#include <algorithm>

#include "engine/metrics/metrics.hpp"
#include "engine/metrics/span.hpp"
#include "engine/metrics/stints.hpp"

namespace berth {
namespace {

// A change of an amount at an instant.
struct Change {
  Time at_us;
  std::int64_t amount;
};

// Adds the changes up, one step for all of an instant, and none where they cancel out. Changes after `last_us` are
// left out.
std::vector<Step> add_up(std::vector<Change> changes, Time last_us, double scale) {
  std::sort(changes.begin(), changes.end(),
            [](const Change& left, const Change& right) { return left.at_us < right.at_us; });
  std::vector<Step> steps;
  std::int64_t level = 0;
  for (std::size_t i = 0; i < changes.size() && changes[i].at_us <= last_us;) {
    const Time at = changes[i].at_us;
    const std::int64_t before = level;
    for (; i < changes.size() && changes[i].at_us == at; ++i) level += changes[i].amount;
    if (level != before) steps.push_back({at, static_cast<double>(level) * scale});
  }
  return steps;
}

}  // namespace

std::vector<Step> queue_length_over_time(const Replay& replay) {
  std::vector<Change> changes;
  for (const Record& record : replay.records) {
    if (record.state == JobState::kRefused || record.submit_us == kNever) continue;
    if (record.start_us == record.submit_us) continue;
    changes.push_back({record.submit_us, 1});
    if (record.start_us != kNever) changes.push_back({record.start_us, -1});
  }
  return add_up(std::move(changes), measured_span(replay).last_us, 1);
}

std::vector<Step> utilization_over_time(const Workload& workload, std::span<const ClusterSpec> clusters,
                                        const Replay& replay) {
  std::int64_t capacity = 0;
  for (const ClusterSpec& cluster : clusters) capacity += cluster.capacity().cpu_milli;
  if (capacity == 0) return {};
  std::vector<Change> changes;
  Stints(replay).each([&](JobId id, Time start, Time end) {
    const std::int64_t held = workload.jobs[id].per_replica.cpu_milli * workload.jobs[id].replicas;
    if (held == 0 || start == end) return;
    changes.push_back({start, held});
    if (end != kNever) changes.push_back({end, -held});
  });
  for (const Grown& grown : replay.grown) {
    std::int64_t held = 0;
    for (const Seat& seat : grown.nodes) held += workload.jobs[grown.job].per_replica.cpu_milli * seat.replicas;
    if (held == 0) continue;
    changes.push_back({grown.from_us, held});
    if (grown.until_us != kNever) changes.push_back({grown.until_us, -held});
  }
  return add_up(std::move(changes), measured_span(replay).last_us, 1 / static_cast<double>(capacity));
}

}  // namespace berth
