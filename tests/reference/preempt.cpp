#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"
#include "tests/reference/victims.hpp"

namespace berth::reference {

Duration Simulation::seconds_of(const char* parameter) const {
  return static_cast<Duration>(policy_.preemption.parameter(parameter, 0) * static_cast<double>(kSecond));
}

Duration Simulation::min_run() const {
  return policy_.preemption.name == "las" && !has(policy_.preemption, "min_run") ? 60 * kSecond : seconds_of("min_run");
}

Duration Simulation::checkpoint() const {
  return policy_.preemption.name == "las" && !has(policy_.preemption, "checkpoint") ? kSecond
                                                                                    : seconds_of("checkpoint");
}

bool Simulation::has(const Choice& choice, const std::string& parameter) {
  return std::any_of(choice.parameters.begin(), choice.parameters.end(),
                     [&](const auto& one) { return one.first == parameter; });
}

std::int32_t Simulation::rank(JobId job, Time at) const {
  return policy_.preemption.name == "las" ? -order_.service_queue(job, at) : jobs_[job].priority;
}

bool Simulation::preempt() {
  std::vector<JobId> victims;
  std::set<std::pair<int, Shape>> given_up;
  const bool reclaims = policy_.preemption.name == "reclaim";
  while (reclaims ? take_back(victims, given_up) : make_room(victims)) {
  }
  if (seconds_of("grace") == 0) queue_.insert(queue_.end(), victims.begin(), victims.end());
  return !victims.empty();
}

bool Simulation::make_room(std::vector<JobId>& left) {
  std::vector<JobId> waiting = queue_;
  std::sort(waiting.begin(), waiting.end(), [&](JobId a, JobId b) {
    return std::tuple(-rank(a, now_), eligible_[a], a) < std::tuple(-rank(b, now_), eligible_[b], b);
  });
  for (const JobId job : waiting) {
    if (!may_preempt(job) || fits_now(job)) continue;
    for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
      const auto victims = victims_for(job, cluster);
      if (victims.empty()) continue;
      swap(job, cluster, victims);
      left.insert(left.end(), victims.begin(), victims.end());
      return true;
    }
  }
  return false;
}

bool Simulation::may_preempt(JobId job) const {
  const Traits& traits = workload_.traits_of(jobs_[job]);
  if (order_.takes_turns() && !order_.may_hold(job)) return false;
  if (!traits.apart.empty()) return false;
  const bool one_place = traits.pack == Pack::kRack || traits.pack == Pack::kZone;
  return jobs_[job].replicas == 1 || (traits.spread == Spread::kAnywhere && !one_place);
}

bool Simulation::fits_now(JobId job) const {
  for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
    if (start_at_once(job, cluster, free_now(cluster))) return true;
  }
  return false;
}

bool Simulation::may_leave(const Hold& hold) const {
  if (hold.since == now_ || now_ - hold.since < min_run()) return false;
  const double budget = policy_.preemption.parameter("budget", 0);
  return budget == 0 || preempted_.count(hold.job) < static_cast<std::size_t>(budget);
}

std::vector<JobId> Simulation::victims_for(JobId job, ClusterId cluster) const {
  std::vector<JobId> victims = victims_among(job, cluster, false);
  if (victims.empty() && policy_.preemption.name == "las") victims = victims_among(job, cluster, true);
  return victims;
}

std::vector<JobId> Simulation::victims_among(JobId job, ClusterId cluster, bool same_rank) const {
  std::vector<Leaver> leavers;
  for (const Hold& hold : running_) {
    const std::int32_t his = rank(hold.job, now_), own = rank(job, now_);
    const bool came_later = std::pair(eligible_[hold.job], hold.job) > std::pair(eligible_[job], job);
    if (hold.cluster != cluster || !(his < own || (same_rank && his == own && came_later))) continue;
    if (!may_leave(hold)) continue;
    leavers.push_back({hold.job, his, hold.since});
  }
  const auto suffice = [&](const std::vector<JobId>& victims) { return place_of(job, cluster, victims).has_value(); };
  return fewest(leavers, suffice).value_or(std::vector<JobId>{});
}

void Simulation::swap(JobId job, ClusterId cluster, const std::vector<JobId>& victims) {
  const Duration grace = seconds_of("grace");
  const Taken place = *place_of(job, cluster, victims);
  for (const JobId victim : victims) {
    const Hold hold = *find(running_, victim);
    if (grace > 0) {
      returning_[victim] = {std::max(hold.from, now_ + grace), result_.interrupted.size(), saved_[victim],
                            restart_[victim], hold};
      drop_extra(victim);
      set_pace(victim, jobs_[victim].replicas);
    }
    interrupt(hold, {Interruption::kPreempted, grace, checkpoint(), seconds_of("restart")});
    preempted_.insert(victim);
    if (grace == 0) continue;
    for (const Seat& seat : hold.taken.seats) being_left_.push_back({cluster, seat.node, now_ + grace});
  }
  start(job, {cluster, now_, 0, place}, grace);
}

std::optional<Taken> Simulation::place_of(JobId job, ClusterId cluster, const std::vector<JobId>& without) const {
  const Free free = open_to(job, cluster, now_, free_now(cluster, without), seconds_of("grace"));
  return machines_[cluster].place(free, jobs_[job], nodes_being_left(cluster));
}

Nodes Simulation::nodes_being_left(ClusterId cluster) const {
  Nodes nodes;
  for (const BeingLeft& one : being_left_) {
    if (one.cluster == cluster && now_ < one.until) nodes.insert(one.node);
  }
  return nodes;
}

}  // namespace berth::reference
