// Turns on GPUs of several generations: at the beginning of each round jobs go where their turn comes first, over all
// of an organization's lanes whose policy gives turns the same way. Nothing is kept between rounds but what each job
// had and what is due to it; the preemptor of a replay is given that, and decides.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>

#include "engine/live/live_scheduler.hpp"
#include "engine/scheduler/throughput_preemptor.hpp"

namespace berth::live {

using State = Standing::State;

Turns::Part& Turns::part(ClusterId lane) {
  auto at = std::lower_bound(parts.begin(), parts.end(), lane,
                             [](const Part& part, ClusterId wanted) { return part.lane < wanted; });
  if (at == parts.end() || at->lane != lane) at = parts.insert(at, {.lane = lane});
  return *at;
}

std::vector<std::vector<ClusterId>> LiveScheduler::turn_takers() const {
  std::map<std::string, std::vector<ClusterId>> alike;
  for (ClusterId lane = 0; lane < lane_count(); ++lane) {
    if (!lanes_[lane] || !lanes_[lane]->gives_turns() || lanes_[lane]->spec().cordoned) continue;
    alike[PolicySpec{.preemption = lanes_[lane]->spec().policy.preemption}.text()].push_back(lane);
  }
  std::vector<std::vector<ClusterId>> groups;
  for (auto& [how, lanes] : alike) groups.push_back(std::move(lanes));
  return groups;
}

Time LiveScheduler::next_round(const std::vector<ClusterId>& lanes) const {
  Time last = 0;
  bool any_runs = false;
  for (const ClusterId lane : lanes) {
    if (lane < last_round_.size()) last = std::max(last, last_round_[lane]);
    any_runs = any_runs || lanes_[lane]->runs_on_gpus();
  }
  if (!any_runs) return kNever;
  const Duration round = ThroughputPreemptor::round_of(lanes_[lanes.front()]->spec().policy.preemption);
  return (last / round + 1) * round;
}

Time LiveScheduler::next_round() const {
  Time next = kNever;
  for (const std::vector<ClusterId>& lanes : turn_takers()) next = std::min(next, next_round(lanes));
  return next;
}

void LiveScheduler::hold_rounds(Changes& changes) {
  for (const std::vector<ClusterId>& lanes : turn_takers()) {
    if (next_round(lanes) <= now_) hold_round(lanes, changes);
  }
}

void LiveScheduler::hold_round(const std::vector<ClusterId>& lanes, Changes& changes) {
  std::vector<ClusterSpec> clusters;
  std::vector<Book*> books;
  for (const ClusterId lane : lanes) {
    clusters.push_back(lanes_[lane]->spec().cluster);
    books.push_back(&lanes_[lane]->ready(now_));
  }
  const Choice& how = lanes_[lanes.front()]->spec().policy.preemption;
  ThroughputPreemptor preemptor(workload_, gavel(), how, clusters);
  preemptor.let_only(
      [&](JobId job, ClusterId cluster) { return floats(job) || standings_[job].pinned == lanes[cluster]; });
  std::vector<JobId> present;
  for (ClusterId cluster = 0; cluster < lanes.size(); ++cluster) {
    const Lane& lane = *lanes_[lanes[cluster]];
    for (const JobId job : lane.running()) {
      preemptor.runs(job, cluster, *books[cluster], standings_[job].eligible_us, standings_[job].started_us);
      if (workload_.jobs[job].per_replica.gpu_milli > 0) present.push_back(job);
    }
    for (const auto& [priority, eligible_us, job] : lane.waiting()) {
      preemptor.waits(job, eligible_us);
      if (workload_.jobs[job].per_replica.gpu_milli > 0) present.push_back(job);
    }
  }
  std::sort(present.begin(), present.end());
  for (const JobId job : present) {
    Turns& turns = turns_[job];
    for (ClusterId cluster = 0; cluster < lanes.size(); ++cluster) {
      const Turns::Part& part = turns.part(lanes[cluster]);
      preemptor.know_turns(job, cluster, part.had_us, static_cast<double>(part.due_us));
    }
  }
  preemptor.hold_round(books, now_);
  for (const JobId job : present) {
    Turns& turns = turns_[job];
    for (ClusterId cluster = 0; cluster < lanes.size(); ++cluster) {
      Turns::Part& part = turns.part(lanes[cluster]);
      part.due_us = std::llround(preemptor.due(job, cluster));
      part.round_us = now_;
    }
    changes.push_back({.kind = Change::Kind::kTurn, .job = job});
  }
  last_round_.resize(lanes_.size());
  for (const ClusterId lane : lanes) last_round_[lane] = now_;

  while (const auto swap = preemptor.next(
             books, [](const Job&) { return true; }, now_)) {
    const auto leave = [&](JobId job, ClusterId cluster) {
      preemptor.ended(job, cluster, *books[cluster], now_);
      stops(job, lanes[cluster]);
      lanes_[lanes[cluster]]->leaves(job, now_);
      preemptor.preempted(job, cluster, {}, now_);
    };
    const ClusterId to = lanes[swap->cluster];
    for (const auto& [victim, eligible_us] : swap->victims) {
      leave(victim, swap->cluster);
      loses_place(victim, to, swap->job, changes);
      lanes_[to]->waits(victim);
    }
    if (swap->from == kNoCluster) {
      lanes_[standings_[swap->job].lane]->withdraw(swap->job);
    } else {
      leave(swap->job, swap->from);
    }
    Placement nodes = lanes_[to]->starts(swap->job, now_);
    preemptor.runs(swap->job, swap->cluster, *books[swap->cluster], swap->submit_us, now_);
    begins(swap->job, to, swap->from == kNoCluster ? Change::Kind::kStarted : Change::Kind::kMoved, std::move(nodes),
           changes);
  }
  // What is left over is for whoever fits.
  for (const ClusterId lane : lanes) pass(lane, {}, changes);
  for (const ClusterId lane : lanes) offer_to_floating(lane, changes);
}

}  // namespace berth::live
