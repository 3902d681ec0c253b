#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"

namespace berth::reference {

std::vector<Hold>::iterator Simulation::find(std::vector<Hold>& holds, JobId job) {
  return std::find_if(holds.begin(), holds.end(), [&](const Hold& hold) { return hold.job == job; });
}

Free Simulation::free_now(ClusterId cluster, const std::vector<JobId>& without) const {
  Free free = machines_[cluster].empty();
  for (const Hold& hold : running_) {
    const bool gone = std::find(without.begin(), without.end(), hold.job) != without.end();
    if (hold.cluster == cluster && !gone) machines_[cluster].take(free, jobs_[hold.job], hold.taken);
  }
  take_out_down(cluster, -1, free);
  return free;
}

Free Simulation::promised_free(ClusterId cluster, Time at) const {
  Free free = machines_[cluster].empty();
  for (const Hold& hold : running_) {
    if (hold.cluster == cluster && at < hold.until) machines_[cluster].take(free, jobs_[hold.job], hold.taken);
  }
  for (const Hold& hold : reservations_) {
    if (hold.cluster == cluster && hold.from <= at && at < hold.until) {
      machines_[cluster].take(free, jobs_[hold.job], hold.taken);
    }
  }
  take_out_down(cluster, at, free);
  return free;
}

Free Simulation::least(Free one, const Free& other) {
  for (std::size_t node = 0; node < one.size(); ++node) one[node] = reference::least(one[node], other[node]);
  return one;
}

Free Simulation::promised_free_during(ClusterId cluster, Time from, Time until) const {
  Free free = promised_free(cluster, from);
  for (const Hold& hold : reservations_) {
    if (hold.cluster == cluster && from < hold.from && hold.from < until) {
      free = least(std::move(free), promised_free(cluster, hold.from));
    }
  }
  return free;
}

Nodes Simulation::kept_from(JobId job, const std::vector<Hold>& holds, ClusterId cluster, Time from, Time until) const {
  Nodes nodes;
  const std::string& name = workload_.traits_of(jobs_[job]).apart;
  for (const Hold& hold : holds) {
    const bool meets = hold.cluster == cluster && hold.from < until && from < hold.until;
    if (!meets || name.empty() || workload_.traits_of(jobs_[hold.job]).apart != name) continue;
    for (const Seat& seat : hold.taken.seats) nodes.insert(seat.node);
  }
  return nodes;
}

Nodes Simulation::kept_from_during(JobId job, ClusterId cluster, Time from, Time until) const {
  Nodes nodes = kept_from(job, running_, cluster, from, until);
  nodes.merge(kept_from(job, reservations_, cluster, from, until));
  return nodes;
}

double Simulation::left(ClusterId cluster, Free free, JobId job, const Taken& taken) const {
  machines_[cluster].take(free, jobs_[job], taken);
  return machines_[cluster].units_left(free);
}

std::optional<Option> Simulation::earliest(JobId job, ClusterId cluster) const {
  std::vector<Time> instants = {now_};
  for (const Hold& hold : running_) {
    if (hold.cluster == cluster && hold.until > now_) instants.push_back(hold.until);
  }
  for (const Hold& hold : reservations_) {
    if (hold.cluster == cluster && hold.until > now_) instants.push_back(hold.until);
  }
  for (JobId number = 0; number < outages_.size(); ++number) {
    const auto& [where, outage] = outages_[number];
    const bool comes_back = is_down_[number] && !power_[number_of(where, outage.node)].scaling;  // else it stays off
    if (comes_back && where == cluster && outage.up_us > now_) instants.push_back(outage.up_us);
  }
  for (const Power& one : power_) {
    if (one.cluster == cluster && one.state == PowerState::kBooting && one.ready > now_) instants.push_back(one.ready);
    if (one.cluster == cluster && one.state == PowerState::kOff) instants.push_back(kHorizonLimit);
  }
  for (const auto& [where, closure] : closures_) {
    if (where == cluster && closure.until_us > now_) instants.push_back(closure.until_us);
  }
  std::sort(instants.begin(), instants.end());
  for (const Time at : instants) {
    const Free free = promised_free_during(cluster, at, at + jobs_[job].requested_us);
    if (const auto taken = machines_[cluster].place(open_to(job, cluster, at, free), jobs_[job],
                                                    kept_from_during(job, cluster, at, at + jobs_[job].requested_us))) {
      return Option{cluster, at, left(cluster, promised_free(cluster, at), job, *taken), *taken};
    }
  }
  return std::nullopt;
}

std::optional<Option> Simulation::best(const std::vector<Option>& options) {
  const auto rank = [](const Option& option) { return std::tuple(option.start, option.left, option.cluster); };
  const auto found = std::min_element(options.begin(), options.end(),
                                      [&](const Option& a, const Option& b) { return rank(a) < rank(b); });
  if (found == options.end()) return std::nullopt;
  return *found;
}

std::optional<Option> Simulation::best_promise(JobId job) const {
  std::vector<Option> options;
  for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
    if (const auto option = earliest(job, cluster)) options.push_back(*option);
  }
  return best(options);
}

std::optional<Option> Simulation::start_at_once(JobId job, ClusterId cluster, const Free& room) const {
  Nodes avoid = kept_from_during(job, cluster, now_, now_ + jobs_[job].requested_us);
  avoid.merge(kept_from_now(job, cluster));
  avoid.merge(nodes_being_left(cluster));
  const auto taken = machines_[cluster].place(open_to(job, cluster, now_, room), jobs_[job], avoid);
  if (!taken) return std::nullopt;
  return Option{cluster, now_, left(cluster, free_now(cluster), job, *taken), *taken};
}

void Simulation::start(JobId job, const Option& option, Duration delay) {
  const Time from = now_ + delay;
  Hold hold{job, option.cluster, from, from + jobs_[job].requested_us, option.taken, {}, now_};
  if (in_units_ && !outages_.empty()) hold.units = lowest_free_units(option.cluster, jobs_[job].replicas);
  running_.push_back(hold);
  nodes_taken(hold);
  speed_[job] = in_units_ ? kUsualSpeed : slowest(job, option.cluster, option.taken.seats);
  paces_[job] = {{from, jobs_[job].replicas}};
  queue_.erase(std::find(queue_.begin(), queue_.end(), job));
  order_.started(job, now_);
  if (result_.records[job].start_us == kNever) result_.records[job].start_us = from;
  result_.records[job].cluster = option.cluster;
  result_.records[job].state = JobState::kRunning;
  result_.placements[job].clear();
  for (const std::uint32_t unit : hold.units) result_.placements[job].push_back({unit, 1});
  if (!in_units_) result_.placements[job] = option.taken.seats;
}

}  // namespace berth::reference
