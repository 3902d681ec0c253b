#include "engine/policy/backfill/shape_queue.hpp"

#include <algorithm>

namespace berth {
namespace {

bool later(const Waiting& left, const Waiting& right) { return right < left; }

}  // namespace

Waiting ShapeQueue::kept(Waiting waiting) const {
  if (scores_change_) waiting.score = 0;
  return waiting;
}

void ShapeQueue::insert(const Waiting& waiting, const Job& job) {
  std::set<Waiting>& jobs = groups_[shape_of(job, by_job_ ? waiting.job : kNoJob)].jobs;
  jobs.insert(jobs.end(), kept(waiting));
  ++size_;
}

bool ShapeQueue::erase(const Waiting& waiting, const Job& job) {
  const auto group = groups_.find(shape_of(job, by_job_ ? waiting.job : kNoJob));
  if (group == groups_.end() || group->second.jobs.erase(kept(waiting)) == 0) return false;
  if (group->second.jobs.empty()) groups_.erase(group);
  --size_;
  return true;
}

Waiting ShapeQueue::first_of(const Group& group, const Rescore* rescore) const {
  if (!scores_change_) return *group.jobs.begin();
  Waiting first;
  for (Waiting waiting : group.jobs) {
    waiting.score = (*rescore)(waiting);
    if (first.job == kNoJob || waiting < first) first = waiting;
  }
  return first;
}

bool ShapeQueue::anyone_before(const Waiting& candidate, const Rescore* rescore) const {
  const auto comes_before = [&](Waiting waiting) {
    if (scores_change_) waiting.score = (*rescore)(waiting);
    return waiting < candidate;
  };
  return std::any_of(groups_.begin(), groups_.end(), [&](const auto& entry) {
    const std::set<Waiting>& jobs = entry.second.jobs;
    return scores_change_ ? std::any_of(jobs.begin(), jobs.end(), comes_before) : comes_before(*jobs.begin());
  });
}

Waiting ShapeQueue::first_left_out(const Rescore* rescore) const {
  Waiting first;
  for (const auto& [shape, group] : groups_) {
    if (group.in_line) continue;
    const Waiting waiting = first_of(group, rescore);
    if (first.job == kNoJob || waiting < first) first = waiting;
  }
  return first;
}

ShapeQueue::Line ShapeQueue::line_of(Groups::iterator group, const Rescore* rescore) const {
  Line line{group, *group->second.jobs.begin(), {}};
  if (!scores_change_) return line;
  line.scored.assign(group->second.jobs.begin(), group->second.jobs.end());
  for (Waiting& waiting : line.scored) waiting.score = (*rescore)(waiting);
  std::make_heap(line.scored.begin(), line.scored.end(), later);
  line.head = line.scored.front();
  return line;
}

bool ShapeQueue::advance(Line& line) {
  std::set<Waiting>& jobs = line.group->second.jobs;
  jobs.erase(kept(line.head));
  --size_;
  if (jobs.empty()) {
    groups_.erase(line.group);
    return false;
  }
  if (scores_change_) {
    std::pop_heap(line.scored.begin(), line.scored.end(), later);
    line.scored.pop_back();
    line.head = line.scored.front();
  } else {
    line.head = *jobs.begin();
  }
  return true;
}

void ShapeQueue::start_all_that_fit(const Rescore* rescore, const Choose& choose, const Start& start) {
  std::vector<Line> lines;
  for (auto group = groups_.begin(); group != groups_.end();) {
    group->second.in_line = choose(group->second.jobs.begin()->job) != kNoCluster;
    if (group->second.in_line) {
      lines.push_back(line_of(group++, rescore));
      continue;
    }
    const Shape widest = widest_of(group->first);
    while (group != groups_.end() && group->first <= widest) (group++)->second.in_line = false;
  }
  const auto comes_later = [](const Line& left, const Line& right) { return right.head < left.head; };
  std::make_heap(lines.begin(), lines.end(), comes_later);

  bool looked_for = false;
  Waiting left_out;  // the first of those passed over; looked for when the first start makes it matter
  while (!lines.empty()) {
    std::pop_heap(lines.begin(), lines.end(), comes_later);
    Line& line = lines.back();
    const Waiting head = line.head;
    const ClusterId cluster = choose(head.job);
    if (cluster == kNoCluster) {
      line.group->second.in_line = false;
      if (looked_for && (left_out.job == kNoJob || head < left_out)) left_out = head;
      lines.pop_back();
      continue;
    }
    if (!looked_for) left_out = first_left_out(rescore);
    looked_for = true;
    const bool more = advance(line);
    start(head, cluster, left_out.job == kNoJob || head < left_out);
    if (more) {
      std::push_heap(lines.begin(), lines.end(), comes_later);
    } else {
      lines.pop_back();
    }
  }
}

}  // namespace berth
