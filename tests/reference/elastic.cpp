// Elastic jobs: docs/replay-semantics.md, "Elastic jobs" and "Speeds", to the letter.
#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"

namespace berth::reference {

bool Simulation::is_elastic(JobId job) const {
  return workload_.traits_of(jobs_[job]).most_replicas > jobs_[job].replicas;
}

std::int64_t Simulation::slowest(JobId job, ClusterId cluster, const Placement& seats) const {
  const Traits& traits = workload_.traits_of(jobs_[job]);
  std::int64_t speed = kFastestSpeed;
  for (const Seat& seat : seats) speed = std::min(speed, traits.speed_on(machines_[cluster].model_of(seat.node)));
  return seats.empty() ? kUsualSpeed : speed;
}

std::int64_t Simulation::work_by(JobId job, Time until) const {
  const std::int64_t all = left_to_run(job) * jobs_[job].replicas;
  const auto& paces = paces_.at(job);
  std::int64_t work = 0;
  for (std::size_t i = 0; i < paces.size() && paces[i].first < until; ++i) {
    const Time end = i + 1 < paces.size() ? std::min(until, paces[i + 1].first) : until;
    work += (end - paces[i].first) * paces[i].second;
  }
  return std::min(work, all);
}

Time Simulation::over(const Hold& hold) const {
  if (!is_elastic(hold.job)) return hold.from + runs(hold.job);
  const auto& [since, replicas] = paces_.at(hold.job).back();
  const std::int64_t left = left_to_run(hold.job) * jobs_[hold.job].replicas - work_by(hold.job, since);
  const Time through = since + (left + replicas - 1) / replicas;
  return kills_ ? std::min(through, hold.from + jobs_[hold.job].requested_us) : through;
}

void Simulation::set_pace(JobId job, std::int64_t replicas) {
  auto& paces = paces_[job];
  if (paces.back().first >= now_) {
    paces.back().second = replicas;
  } else {
    paces.emplace_back(now_, replicas);
  }
}

void Simulation::drop_extra(JobId job) {
  const auto found = extra_.find(job);
  if (found == extra_.end()) return;
  const auto& [since, seats] = found->second;
  if (since < now_) result_.grown.push_back({job, result_.records[job].cluster, since, now_, seats});
  extra_.erase(found);
}

bool Simulation::may_take_extra(const Hold& hold, std::uint32_t node) const {
  const Job& job = jobs_[hold.job];
  const Machine& machine = machines_[hold.cluster];
  if (!machine.allows(job, node) || nodes_being_left(hold.cluster).contains(node)) return false;
  if (is_down(hold.cluster, node)) return false;
  for (const Power& one : power_) {
    if (one.cluster == hold.cluster && one.node == node && one.state != PowerState::kOn) return false;
  }
  for (const auto& [where, closure] : closures_) {
    const bool here = where == hold.cluster && closure.from_us <= now_ && now_ < closure.until_us;
    const bool holds_it = std::find(closure.nodes.begin(), closure.nodes.end(), node) != closure.nodes.end();
    if (here && holds_it && !closure.admits(job)) return false;
  }
  return workload_.traits_of(job).speed_on(machine.model_of(node)) >= speed_[hold.job];
}

void Simulation::deal() {
  std::vector<Hold> elastic;
  for (const Hold& hold : running_) {
    if (is_elastic(hold.job) && hold.from <= now_) elastic.push_back(hold);
  }
  std::sort(elastic.begin(), elastic.end(), [&](const Hold& a, const Hold& b) {
    return std::tuple(eligible_[a.job], a.job) < std::tuple(eligible_[b.job], b.job);
  });
  std::vector<Free> free;
  for (const Machine& machine : machines_) free.push_back(machine.empty());
  for (const Hold& hold : running_) machines_[hold.cluster].take(free[hold.cluster], jobs_[hold.job], hold.taken);
  for (const Hold& hold : elastic) {
    const Job& job = jobs_[hold.job];
    std::int64_t missing = std::int64_t{workload_.traits_of(job).most_replicas} - job.replicas, dealt = 0;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> seats;
    const auto take = [&](std::uint32_t node, std::uint32_t slot) {
      if (missing == 0 || !may_take_extra(hold, node) || !free[hold.cluster][node].take(job.per_replica, 1, slot)) {
        return false;
      }
      --missing;
      ++dealt;
      ++seats[{node, slot}];
      return true;
    };
    const Placement before = extra_.contains(hold.job) ? extra_[hold.job].second : Placement{};
    for (const Seat& seat : before) {
      for (std::uint32_t i = 0; i < seat.replicas && take(seat.node, seat.slot); ++i) {
      }
    }
    for (std::uint32_t node = 0; node < node_counts_[hold.cluster]; ++node) {
      for (auto slot = free[hold.cluster][node].slot_for(job.per_replica); slot && take(node, *slot);) {
        slot = free[hold.cluster][node].slot_for(job.per_replica);
      }
    }
    Placement after;
    for (const auto& [where, replicas] : seats) after.push_back({where.first, replicas, where.second});
    if (after == before) continue;
    drop_extra(hold.job);
    if (!after.empty()) extra_[hold.job] = {now_, after};
    set_pace(hold.job, job.replicas + dealt);
  }
}

}  // namespace berth::reference
