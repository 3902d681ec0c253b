#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"

namespace berth::reference {

Simulation::Simulation(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                       const ReplayOptions& options)
    : jobs_(workload.jobs), workload_(workload), policy_(policy), order_(workload, clusters, policy.order) {
  batch_ = options.semantics == Semantics::kBatch;
  kills_ = (options.overrun == OverrunRule::kAsLogged ? workload.overrun : options.overrun) == OverrunRule::kKill;
  in_units_ = policy.preemption.name == "none" && made_of_units(clusters, workload);
  know_fleet(clusters);
  in_units_ &= !scales_;
  for (const ClusterSpec& cluster : clusters) in_units_ &= cluster.closures.empty();
  for (const ClusterSpec& cluster : clusters) {
    machines_.emplace_back(cluster, workload, in_units_, policy.placement.name);
  }
  result_.records.resize(jobs_.size());
  result_.placements.resize(jobs_.size());
  eligible_.resize(jobs_.size(), kNever);
  saved_.resize(jobs_.size(), 0);
  restart_.resize(jobs_.size(), 0);
  speed_.resize(jobs_.size(), kUsualSpeed);
  any_grows_ = std::any_of(jobs_.begin(), jobs_.end(),
                           [&](const Job& job) { return workload.traits_of(job).most_replicas > 0; });
  for (ClusterId cluster = 0; cluster < clusters.size(); ++cluster) {
    recoveries_.push_back(clusters[cluster].recovery);
    node_counts_.push_back(static_cast<std::uint32_t>(clusters[cluster].node_count()));
    for (const Outage& outage : clusters[cluster].outages) outages_.push_back({cluster, outage});
    for (const Closure& closure : clusters[cluster].closures) closures_.emplace_back(cluster, closure);
  }
  std::sort(outages_.begin(), outages_.end(), [](const OnCluster& a, const OnCluster& b) {
    return std::tuple(a.outage.down_us, a.cluster, a.outage.node) <
           std::tuple(b.outage.down_us, b.cluster, b.outage.node);
  });
  is_down_.resize(outages_.size(), false);
  has_closed_.resize(closures_.size(), false);
  has_opened_.resize(closures_.size(), false);
}

Replay Simulation::run() {
  bool woken = false;  // for a pass that still has to come
  while (!all_over()) {
    const auto event = next_event();
    const Time wake = next_wake_up();
    if (!event && wake == kNever) break;
    if (!event || wake < event->at) {
      now_ = wake;
    } else {
      now_ = event->at;
      if (batch_) {
        anything_ = false;
        for (const Kind kind :
             {Kind::kCompletion, Kind::kExtension, Kind::kReturn, Kind::kNodeUp, Kind::kNodeDown, Kind::kClosing,
              Kind::kOpening, Kind::kBooted, Kind::kIdle, Kind::kSwitchOn, Kind::kSubmission}) {
          take_all(kind);
        }
      } else {
        anything_ = false;
        take(*event);
      }
      const auto next = next_event();
      woken |= wake == now_;
      const bool due = woken && (!next || next->at > now_);
      if (!anything_ && !due) continue;
    }
    woken = false;
    pass();
  }
  return std::move(result_);
}

std::vector<Event> Simulation::pending() const {
  std::vector<Event> events;
  for (JobId job = 0; job < jobs_.size(); ++job) {
    const Record& record = result_.records[job];
    if (record.state == JobState::kWaiting && eligible_[job] == kNever) {
      const Time at = becomes_eligible(job);
      if (at != kNever) events.push_back({at, Kind::kSubmission, job});
    }
  }
  for (const Hold& hold : running_) {
    const Time end = over(hold);
    if (end <= hold.until) events.push_back({end, Kind::kCompletion, hold.job});
    if (end > hold.until) events.push_back({hold.until, Kind::kExtension, hold.job});
  }
  for (const auto& [job, leaving] : returning_) events.push_back({leaving.until, Kind::kReturn, job});
  for (const auto& [until, job] : lost_graces_) events.push_back({until, Kind::kReturn, job});
  for (JobId number = 0; number < outages_.size(); ++number) {
    const Outage& outage = outages_[number].outage;
    if (is_down_[number]) events.push_back({outage.up_us, Kind::kNodeUp, number});
    if (!is_down_[number] && number >= next_down_) events.push_back({outage.down_us, Kind::kNodeDown, number});
  }
  for (JobId number = 0; number < closures_.size(); ++number) {
    const Closure& closure = closures_[number].second;
    if (!has_closed_[number] && !closure.lets_finish) events.push_back({closure.from_us, Kind::kClosing, number});
    if (!has_opened_[number]) events.push_back({closure.until_us, Kind::kOpening, number});
  }
  add_fleet_events(events);
  return events;
}

std::optional<Event> Simulation::next_event() const {
  const std::vector<Event> events = pending();
  const auto rank = [](const Event& event) { return std::tuple(event.at, event.kind, event.job); };
  const auto next =
      std::min_element(events.begin(), events.end(), [&](const Event& a, const Event& b) { return rank(a) < rank(b); });
  if (next == events.end()) return std::nullopt;
  return *next;
}

Time Simulation::next_wake_up() const {
  Time next = kNever;
  for (const Hold& reservation : reservations_) {
    if (reservation.from > now_) next = std::min(next, reservation.from);
  }
  return std::min(next, next_fall());
}

Time Simulation::next_fall() const {
  Time next = kNever;
  const bool by_service = policy_.preemption.name == "las";
  if (policy_.preemption.name == "none" || queue_.empty() || (!by_service && min_run() == 0)) return next;
  for (const Hold& hold : running_) {
    const Time ripe = hold.since + std::max<Duration>(min_run(), 1);
    if (ripe > now_) next = std::min(next, ripe);
    // By halves: a queue never goes up again.
    Time still = now_, fallen = hold.until + kSecond;
    if (rank(hold.job, fallen) == rank(hold.job, still)) continue;
    while (fallen - still > 1) {
      const Time middle = still + (fallen - still) / 2;
      (rank(hold.job, middle) == rank(hold.job, now_) ? still : fallen) = middle;
    }
    next = std::min(next, fallen);
  }
  return next;
}

Time Simulation::becomes_eligible(JobId job) const {
  Time at = jobs_[job].submit_us;
  for (const Dependency& dependency : workload_.dependencies) {
    if (dependency.job != job) continue;
    const Time end = result_.records[dependency.on].end_us;
    if (end == kNever) return kNever;
    at = std::max(at, end + dependency.think_us);
  }
  return at;
}

bool Simulation::all_over() const {
  return std::all_of(result_.records.begin(), result_.records.end(), [](const Record& record) {
    return record.state != JobState::kWaiting && record.state != JobState::kRunning;
  });
}

Duration Simulation::runs(JobId job) const {
  return kills_ ? std::min(left_to_run(job), jobs_[job].requested_us) : left_to_run(job);
}

void Simulation::take_all(Kind kind) {
  std::vector<Event> events = pending();
  std::erase_if(events, [&](const Event& event) { return event.at != now_ || event.kind != kind; });
  std::sort(events.begin(), events.end(), [](const Event& a, const Event& b) { return a.job < b.job; });
  for (const Event& event : events) {
    const bool of_job = kind == Kind::kCompletion || kind == Kind::kExtension || kind == Kind::kSubmission;
    if (!of_job || result_.records[event.job].state != JobState::kRefused) take(event);
  }
}

void Simulation::take(const Event& event) {
  if (event.kind != Kind::kClosing) anything_ = true;
  if (event.kind == Kind::kClosing) close(event.job);
  if (event.kind == Kind::kOpening) has_opened_[event.job] = true;
  if (event.kind == Kind::kSubmission) submit(event.job);
  if (event.kind == Kind::kCompletion) end(event.job);
  if (event.kind == Kind::kExtension) extend(event.job);
  if (event.kind == Kind::kReturn) come_back(event.job);
  if (event.kind == Kind::kNodeUp) is_down_[event.job] = false;
  if (event.kind == Kind::kBooted) {
    power_[event.job].state = PowerState::kOn;
    power_[event.job].idle_since = now_;
  }
  if (event.kind == Kind::kIdle) power_[event.job].is_idle = true;
  if (event.kind == Kind::kSwitchOn) {
    switch_on_.erase(std::find_if(switch_on_.begin(), switch_on_.end(),
                                  [&](const Event& one) { return one.job == event.job && one.at == now_; }));
    demanded_ = event.job;
  }
  if (event.kind == Kind::kNodeDown) node_down(event.job);
}

void Simulation::submit(JobId job) {
  eligible_[job] = now_;
  result_.records[job].submit_us = now_;
  order_.submitted(job);
  const bool possible = std::any_of(machines_.begin(), machines_.end(),
                                    [&](const Machine& m) { return m.place(m.empty(), jobs_[job], {}).has_value(); });
  if (possible && order_.may_ever_hold(job)) return queue_.push_back(job);
  just_refused_.push_back(job);
  refuse(job);
}

void Simulation::refuse(JobId job) {
  if (result_.records[job].state == JobState::kRefused) return;
  result_.records[job].state = JobState::kRefused;
  if (eligible_[job] == kNever) result_.records[job].submit_us = jobs_[job].submit_us;
  result_.refusals.push_back({job, ""});
  for (const Dependency& dependency : workload_.dependencies) {
    if (dependency.on == job) refuse(dependency.job);
  }
}

void Simulation::end(JobId job) {
  const Hold hold = *find(running_, job);
  if (now_ < hold.until) ended_early_ = true;
  const bool done =
      is_elastic(job) ? work_by(job, now_) == left_to_run(job) * jobs_[job].replicas : runs(job) == left_to_run(job);
  drop_extra(job);
  running_.erase(find(running_, job));
  nodes_left(hold, now_);
  order_.ended(job, now_);
  result_.records[job].end_us = now_;
  result_.records[job].state = done ? JobState::kCompleted : JobState::kKilled;
}

void Simulation::node_down(JobId number) {
  const auto& [cluster, outage] = outages_[number];
  std::vector<Hold> hit;
  for (const Hold& hold : running_) {
    if (hold.cluster == cluster && stands_on(hold, outage.node)) hit.push_back(hold);
  }
  for (const Hold& hold : hit) interrupt_by(Interruption::kNodeDown, hold);
  cut_short(cluster, outage.node);
  is_down_[number] = true;
  Power& node = power_[number_of(cluster, outage.node)];
  if (node.scaling) switch_off(node);
  next_down_ = number + 1;
  extended_ = true;
}

void Simulation::close(JobId number) {
  const auto& [cluster, closure] = closures_[number];
  has_closed_[number] = true;
  std::vector<Hold> hit;
  for (const Hold& hold : running_) {
    if (hold.cluster != cluster || closure.admits(jobs_[hold.job])) continue;
    const bool here = std::any_of(closure.nodes.begin(), closure.nodes.end(),
                                  [&](std::uint32_t node) { return stands_on(hold, node); });
    if (here) hit.push_back(hold);
  }
  const std::size_t waited = queue_.size();
  for (const Hold& hold : hit) interrupt_by(Interruption::kClosed, hold);
  for (const std::uint32_t node : closure.nodes) cut_short(cluster, node, &closure);
  if (queue_.size() > waited) extended_ = anything_ = true;
  anything_ |= any_grows_;
}

bool Simulation::is_shut(const Closure& closure, JobId job, Time from, Duration longer) const {
  const Time until = from + jobs_[job].requested_us + longer;
  return closure.from_us < until && from < closure.until_us && !closure.admits(jobs_[job]);
}

Free Simulation::open_to(JobId job, ClusterId cluster, Time from, Free free, Duration longer) const {
  for (const auto& [where, closure] : closures_) {
    if (where != cluster || !is_shut(closure, job, from, longer)) continue;
    for (const std::uint32_t node : closure.nodes) free[node] = {};
  }
  return free;
}

bool Simulation::stands_on(const Hold& hold, std::uint32_t node) const {
  if (!in_units_) return hold.taken[node] > 0;
  return std::find(hold.units.begin(), hold.units.end(), node) != hold.units.end();
}

void Simulation::interrupt_by(Interruption by, const Hold& hold) {
  const JobId job = hold.job;
  const Recovery& recovery = recoveries_[hold.cluster];
  interrupt(hold, {by, 0, recovery.checkpoint_us, recovery.restart_us});
  queue_.push_back(job);
}

void Simulation::interrupt(const Hold& hold, const Cost& cost) {
  const JobId job = hold.job;
  result_.interrupted.push_back({job, hold.cluster, hold.from, 0, 0, cost.by, kNoJob, {}});
  settle(hold, cost, result_.interrupted.back());
  order_.ended(job, now_);
  result_.records[job].state = JobState::kWaiting;
  result_.placements[job].clear();
  drop_extra(job);
  std::erase_if(running_, [&](const Hold& one) { return one.job == job; });
  nodes_left(hold, result_.interrupted.back().end_us);
}

void Simulation::settle(const Hold& hold, const Cost& cost, Stint& stint) {
  const JobId job = hold.job;
  stint.end_us = std::min(std::max(hold.from, now_ + cost.grace), over(hold));
  const Duration ran = stint.end_us - hold.from;
  Duration kept = 0;
  if (cost.checkpoint > 0) kept = cost.grace > 0 ? ran : ran / cost.checkpoint * cost.checkpoint;
  kept = std::min(kept, runs(job) - 1);
  stint.lost_us = ran - kept;
  if (is_elastic(job)) kept = std::min(work_by(job, hold.from + kept) / jobs_[job].replicas, left_to_run(job) - 1);
  saved_[job] += std::max<Duration>(0, kept - restart_[job]) * speed_[job] / kUsualSpeed;
  restart_[job] = cost.restart;
}

void Simulation::cut_short(ClusterId cluster, std::uint32_t node, const Closure* closure) {
  std::map<JobId, Leaving> leaving;
  std::swap(leaving, returning_);
  for (const auto& [job, one] : leaving) {
    Stint& stint = result_.interrupted[one.stint];
    const bool may_stay = closure != nullptr && closure->admits(jobs_[job]);
    if (one.hold.cluster != cluster || !stands_on(one.hold, node) || stint.end_us <= now_ || may_stay) {
      returning_.emplace(job, one);
      continue;
    }
    saved_[job] = one.saved;
    restart_[job] = one.restart;
    settle(one.hold, {Interruption::kPreempted, 0, checkpoint(), seconds_of("restart")}, stint);
    queue_.push_back(job);
    lost_graces_.insert({one.until, job});
  }
}

void Simulation::come_back(JobId job) {
  if (lost_graces_.erase({now_, job}) > 0) return;
  queue_.push_back(job);
  returning_.erase(job);
}

std::vector<std::uint32_t> Simulation::lowest_free_units(ClusterId cluster, std::uint32_t count) const {
  std::vector<std::uint32_t> units;
  for (std::uint32_t unit = 0; unit < node_counts_[cluster] && units.size() < count; ++unit) {
    bool held = false;
    for (const Hold& hold : running_) held |= hold.cluster == cluster && stands_on(hold, unit);
    for (JobId number = 0; number < outages_.size(); ++number) {
      held |= is_down_[number] && outages_[number].cluster == cluster && outages_[number].outage.node == unit;
    }
    if (!held) units.push_back(unit);
  }
  return units;
}

void Simulation::take_out_down(ClusterId cluster, Time at, Free& free) const {
  for (JobId number = 0; number < outages_.size(); ++number) {
    if (!is_down_[number] || outages_[number].cluster != cluster || at >= outages_[number].outage.up_us) continue;
    if (in_units_) {
      --free.front().cpu_milli;
    } else {
      free[outages_[number].outage.node] = {};
    }
  }
  for (const Power& one : power_) {
    const bool is_out =
        (one.state == PowerState::kOff && at < kHorizonLimit) || (one.state == PowerState::kBooting && at < one.ready);
    if (one.cluster == cluster && is_out) free[one.node] = {};
  }
}

void Simulation::extend(JobId job) {
  const auto hold = find(running_, job);
  hold->until = hold->from + 2 * (hold->until - hold->from);
  extended_ = true;
}

}  // namespace berth::reference
