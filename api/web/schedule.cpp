#include "api/web/schedule.hpp"

#include <algorithm>

#include "engine/simulation/assign_nodes.hpp"

namespace berth::web {
namespace {

// Estimates of what a job takes in the page, before base64 and where times are whole seconds.
constexpr std::size_t kFactBytes = 32;
constexpr std::size_t kRowBytes = 16;
constexpr std::size_t kRangeBytes = 5;

// The last instant of a replay: where jobs that still run are cut off.
Time last_instant(const Replay& replay) {
  Time last = 0;
  for (const Record& record : replay.records) {
    if (record.start_us != kNever) last = std::max(last, record.start_us);
    if (record.end_us != kNever) last = std::max(last, record.end_us);
  }
  return last;
}

Schedule schedule_of(const Outcome& outcome, std::size_t jobs) {
  Schedule schedule;
  const NodeAssignment nodes = assign_nodes(*outcome.workload, outcome.clusters, outcome.replay);
  const Time last = last_instant(outcome.replay);
  for (JobId id = 0; id < outcome.replay.records.size(); ++id) {
    const Record& record = outcome.replay.records[id];
    if (record.start_us == kNever) continue;
    ++schedule.started;
    if (id >= jobs) {
      schedule.complete_until_us = std::min(schedule.complete_until_us, record.start_us);
      continue;
    }
    schedule.job.push_back(id);
    schedule.eligible.push_back(record.submit_us);
    schedule.start.push_back(record.start_us);
    schedule.end.push_back(record.end_us == kNever ? last : record.end_us);
    schedule.state.push_back(static_cast<std::int64_t>(record.state));
    schedule.cluster.push_back(record.cluster);
    const auto ranges = nodes.of(id);
    schedule.range_count.push_back(static_cast<std::int64_t>(ranges.size()));
    for (const NodeRange& range : ranges) {
      schedule.range_first.push_back(range.first);
      schedule.range_extra.push_back(range.last - range.first);
    }
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
