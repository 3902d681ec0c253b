#include "engine/simulation/assign_nodes.hpp"

#include <algorithm>
#include <cassert>

#include "engine/simulation/free_nodes.hpp"

namespace berth {
namespace {

// Joins ranges that overlap or touch, in place from `begin` on.
void normalize(std::vector<NodeRange>& ranges, std::size_t begin) {
  const auto from = ranges.begin() + static_cast<std::ptrdiff_t>(begin);
  std::sort(from, ranges.end(), [](const NodeRange& a, const NodeRange& b) { return a.first < b.first; });
  auto kept = from;
  for (auto range = from; range != ranges.end(); ++range) {
    if (range != from && range->first <= kept->last + 1) {
      kept->last = std::max(kept->last, range->last);
    } else {
      if (range != from) ++kept;
      *kept = *range;
    }
  }
  if (from != ranges.end()) ranges.erase(kept + 1, ranges.end());
}

// Started jobs in the order they take nodes: at one instant those that keep none come first.
std::vector<JobId> starts_in_order(const std::vector<Record>& records) {
  std::vector<JobId> jobs;
  for (JobId job = 0; job < records.size(); ++job) {
    if (records[job].start_us != kNever && records[job].cluster != kNoCluster) jobs.push_back(job);
  }
  std::sort(jobs.begin(), jobs.end(), [&](JobId left, JobId right) {
    const Record &a = records[left], &b = records[right];
    if (a.start_us != b.start_us) return a.start_us < b.start_us;
    const bool a_stays = a.end_us != a.start_us, b_stays = b.end_us != b.start_us;
    return a_stays != b_stays ? b_stays : left < right;
  });
  return jobs;
}

std::vector<JobId> ends_in_order(const std::vector<Record>& records, const std::vector<JobId>& starts) {
  std::vector<JobId> jobs;
  for (const JobId job : starts) {
    if (records[job].end_us != kNever && records[job].end_us != records[job].start_us) jobs.push_back(job);
  }
  std::sort(jobs.begin(), jobs.end(), [&](JobId left, JobId right) {
    return records[left].end_us != records[right].end_us ? records[left].end_us < records[right].end_us : left < right;
  });
  return jobs;
}

}  // namespace

NodeAssignment assign_nodes(const Workload& workload, std::span<const ClusterSpec> clusters, const Replay& replay) {
  const std::vector<Record>& records = replay.records;
  NodeAssignment assignment;
  assignment.first_.resize(records.size());
  assignment.count_.resize(records.size());
  std::vector<std::uint32_t> offsets;
  std::vector<FreeNodes> free;
  std::int64_t nodes = 0;
  for (const ClusterSpec& cluster : clusters) {
    offsets.push_back(static_cast<std::uint32_t>(nodes));
    free.emplace_back(offsets.back(), cluster.node_count());
    nodes += cluster.node_count();
  }
  assert(nodes <= 0xFFFFFFFF);

  const auto keep_ranges = [&](JobId job, std::size_t begin) {
    assignment.first_[job] = begin;
    assignment.count_[job] = static_cast<std::uint32_t>(assignment.ranges_.size() - begin);
  };
  if (!replay.placements.empty()) {
    for (JobId job = 0; job < records.size(); ++job) {
      const std::size_t begin = assignment.ranges_.size();
      for (const Seat& seat : replay.placements[job]) {
        const std::uint32_t offset = offsets[records[job].cluster];
        assignment.ranges_.push_back({offset + seat.node, offset + seat.node});
      }
      normalize(assignment.ranges_, begin);
      keep_ranges(job, begin);
    }
    return assignment;
  }

  const std::vector<JobId> starts = starts_in_order(records);
  const std::vector<JobId> ends = ends_in_order(records, starts);
  auto ending = ends.begin();
  for (const JobId job : starts) {
    const Record& record = records[job];
    for (; ending != ends.end() && records[*ending].end_us <= record.start_us; ++ending) {
      for (const NodeRange& range : assignment.of(*ending)) free[records[*ending].cluster].give_back(range);
    }
    const std::size_t begin = assignment.ranges_.size();
    const bool keeps_none = record.end_us == record.start_us;
    free[record.cluster].take_lowest(workload.jobs[job].replicas, keeps_none, assignment.ranges_);
    keep_ranges(job, begin);
  }
  return assignment;
}

}  // namespace berth
