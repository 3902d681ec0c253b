#include "api/web/schedule.hpp"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "api/web/occupations.hpp"

namespace berth::web {
namespace {

// Estimates of what a job takes in the page, before base64 and where times are whole seconds.
constexpr std::size_t kFactBytes = 32;
constexpr std::size_t kRowBytes = 16;
constexpr std::size_t kRangeBytes = 5;

struct Stretch {
  Occupation of;
  bool extra = false;
};

// Those of extra replicas after the one of the job that they grow from.
std::vector<Stretch> stretches_of(const Outcome& outcome) {
  std::vector<Stretch> all;
  for (const Occupation& of : occupations(outcome)) all.push_back({of});
  if (outcome.replay.grown.empty()) return all;
  const std::size_t own = all.size();
  for (const Grown& grown : outcome.replay.grown) {
    const auto begins_later = [](const Grown& one, const Stretch& stretch) {
      return std::tie(one.job, one.from_us) < std::tie(stretch.of.job, stretch.of.start_us);
    };
    const auto after =
        std::upper_bound(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(own), grown, begins_later);
    if (after == all.begin()) continue;
    const Occupation& from = std::prev(after)->of;
    const Duration waited = from.start_us - from.waits_since_us;
    const Time until = std::min(grown.until_us, from.end_us);
    all.push_back(
        {{grown.job, grown.cluster, grown.from_us - waited, grown.from_us, until, false, &grown.nodes}, true});
  }
  std::stable_sort(all.begin(), all.end(), [](const Stretch& left, const Stretch& right) {
    return std::tie(left.of.job, left.of.start_us) < std::tie(right.of.job, right.of.start_us);
  });
  return all;
}

Schedule schedule_of(const Outcome& outcome, std::size_t jobs) {
  Schedule schedule;
  const NodeAssignment nodes = assign_nodes(*outcome.workload, outcome.clusters, outcome.replay);
  for (const auto& [of, extra] : stretches_of(outcome)) {
    ++schedule.started;
    if (of.job >= jobs) {
      schedule.complete_until_us = std::min(schedule.complete_until_us, of.start_us);
      continue;
    }
    schedule.job.push_back(of.job);
    schedule.eligible.push_back(of.waits_since_us);
    schedule.start.push_back(of.start_us);
    schedule.end.push_back(of.end_us);
    schedule.state.push_back(extra            ? kExtra
                             : of.interrupted ? kInterrupted
                                              : static_cast<std::int64_t>(outcome.replay.records[of.job].state));
    schedule.cluster.push_back(of.cluster);
    const std::size_t before = schedule.range_first.size();
    each_node_range(outcome, nodes, of, [&](const NodeRange& range, std::uint32_t) {
      const auto first = static_cast<std::int64_t>(range.first), last = static_cast<std::int64_t>(range.last);
      if (schedule.range_first.size() > before) {
        const std::int64_t end = schedule.range_first.back() + schedule.range_extra.back();
        if (first <= end + 1) {
          schedule.range_extra.back() += std::max<std::int64_t>(0, last - end);
          return;
        }
      }
      schedule.range_first.push_back(first);
      schedule.range_extra.push_back(last - first);
    });
    schedule.range_count.push_back(static_cast<std::int64_t>(schedule.range_first.size() - before));
  }
  return schedule;
}

}  // namespace

void Schedule::keep_first(std::size_t jobs) {
  const auto rows =
      static_cast<std::size_t>(std::lower_bound(job.begin(), job.end(), static_cast<std::int64_t>(jobs)) - job.begin());
  for (std::size_t row = rows; row < job.size(); ++row) complete_until_us = std::min(complete_until_us, start[row]);
  for (auto* column : {&job, &eligible, &start, &end, &state, &cluster, &range_count}) column->resize(rows);
  std::size_t ranges = 0;
  for (const std::int64_t count : range_count) ranges += static_cast<std::size_t>(count);
  range_first.resize(ranges);
  range_extra.resize(ranges);
}

Schedules make_schedules(std::span<const Outcome> outcomes, std::span<const std::size_t> workload_of,
                         std::size_t workload_count, const ScheduleBounds& bounds) {
  Schedules schedules;
  std::vector<std::vector<std::size_t>> cost(workload_count);  // bytes, by workload and job
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    const Workload& workload = *outcomes[i].workload;
    std::vector<std::size_t>& bytes = cost[workload_of[i]];
    if (bytes.empty()) {
      bytes.assign(std::min(bounds.jobs, workload.jobs.size()), kFactBytes);
      for (std::size_t job = 0; job < bytes.size() && !workload.names.empty(); ++job) {
        bytes[job] += workload.names[job].size();
      }
    }
    const Schedule& schedule = schedules.by_outcome.emplace_back(schedule_of(outcomes[i], bytes.size()));
    for (std::size_t row = 0; row < schedule.job.size(); ++row) {
      bytes[static_cast<std::size_t>(schedule.job[row])] +=
          kRowBytes + kRangeBytes * static_cast<std::size_t>(schedule.range_count[row]);
    }
  }
  for (const std::vector<std::size_t>& bytes : cost) {
    std::size_t kept = 0, sum = 0;
    while (kept < bytes.size() && (sum += bytes[kept]) <= bounds.bytes / workload_count) ++kept;
    schedules.jobs_kept.push_back(kept);
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) {
    schedules.by_outcome[i].keep_first(schedules.jobs_kept[workload_of[i]]);
  }
  return schedules;
}

}  // namespace berth::web
