// The part of the conductor that takes in what becomes of nodes: they go down and come back, or are closed, and whoever
// runs there is interrupted.
#include <algorithm>
#include <iterator>

#include "engine/simulation/conductor.hpp"

namespace berth {

void Conductor::node_up(std::uint32_t number, Round& round) {
  const auto& [cluster, outage] = nodes_.outages()[number];
  nodes_.came_up(cluster, outage.node);
  if (elastic_.any()) elastic_.set_down(cluster, outage.node, false);
  if (fleet_.any() && fleet_.came_up(cluster, outage.node)) {
    round.note_unusual().woken = true;  // it is off
    return;
  }
  round.note_unusual().up.push_back({cluster, outage.node, outage.up_us});
}

void Conductor::node_down(std::uint32_t number, Round& round) {
  const auto& [cluster, outage] = nodes_.outages()[number];
  for (const JobId job : nodes_.jobs_on(cluster, outage.node)) fail(job, Interruption::kNodeDown, round);
  cut_short(cluster, outage.node, nullptr, round);
  nodes_.went_down(cluster, outage.node);
  if (elastic_.any()) elastic_.set_down(cluster, outage.node, true);
  const bool is_off = fleet_.any() && fleet_.went_down(cluster, outage.node, round.now);
  if (is_off && elastic_.any()) elastic_.set_off(cluster, outage.node, true);
  round.note_unusual().down.push_back({cluster, outage.node, is_off ? Fleet::kSomeTime : outage.up_us});
  heap_.push({outage.up_us, EventKind::kNodeUp, number});
  await_outage(number + std::size_t{1});
}

void Conductor::close(std::uint32_t number, Round& round) {
  const auto& [cluster, closure] = nodes_.closures()[number];
  std::vector<JobId> jobs;
  for (const std::uint32_t node : closure.nodes) {
    for (const JobId job : nodes_.jobs_on(cluster, node)) {
      if (!closure.admits(workload_.jobs[job])) jobs.push_back(job);
    }
  }
  std::sort(jobs.begin(), jobs.end());
  jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
  for (const JobId job : jobs) fail(job, Interruption::kClosed, round);
  for (const std::uint32_t node : closure.nodes) cut_short(cluster, node, &closure, round);
  if (elastic_.any()) round.note_unusual().woken = true;  // extra replicas go, too
}

void Conductor::fail(JobId job, Interruption by, Round& round) {
  const ClusterId cluster = replay_.records[job].cluster;
  Time expected = expected_end(job);
  std::erase_if(round.note_unusual().extended, [&](const Extended& extended) {
    if (extended.job == job) expected = extended.expected_end;  // the book has not heard of it
    return extended.job == job;
  });
  round.ended.push_back({job, cluster, expected});
  waits_again(job, round);
  const Time start = stint_start(job);
  const Recovery& recovery = nodes_.recovery(cluster);
  interrupt(job, {job, cluster, start, std::max(start, round.now), 0, by, kNoJob, {}},
            {0, recovery.checkpoint_us, recovery.restart_us});
  log(round.now, job, DecisionKind::kInterrupt, by == Interruption::kClosed ? Reason::kClosed : Reason::kNodeDown,
      kNever);
}

void Conductor::cut_short(ClusterId cluster, std::uint32_t node, const Closure* closure, Round& round) {
  const auto stands_there = [&](const Leaving& leaving) {
    if (closure != nullptr && closure->admits(workload_.jobs[leaving.job])) return false;
    const Stint& stint = replay_.interrupted[leaving.stint];
    return stint.cluster == cluster && stint.end_us > round.now &&
           std::any_of(stint.nodes.begin(), stint.nodes.end(), [&](const Seat& seat) { return seat.node == node; });
  };
  std::vector<Leaving> cut;
  std::copy_if(leaving_.begin(), leaving_.end(), std::back_inserter(cut), stands_there);
  std::sort(cut.begin(), cut.end(), [](const Leaving& left, const Leaving& right) { return left.job < right.job; });
  std::erase_if(leaving_, stands_there);
  for (const auto& [job, until, number, kept, cost] : cut) {
    Stint& stint = replay_.interrupted[number];
    stint.end_us = std::max(stint.start_us, round.now);
    work_.put_back(job, kept);
    settle(job, stint, {0, cost.checkpoint_us, cost.restart_us});
    waits_again(job, round);
  }
}

}  // namespace berth
