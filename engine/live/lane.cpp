#include "engine/live/lane.hpp"

#include <algorithm>
#include <deque>

#include "engine/policy/registry.hpp"

namespace berth::live {

namespace {

// When a node is planned to be back that nobody knows of when it will be: so late that nobody is told it as an instant,
// and that whatever has to be promised on it can be.
constexpr Time kBackSomeDay = 8'000'000'000 * kSecond;

}  // namespace

PolicySpec default_policy() {
  return {.order = {"priority", {}},
          .backfill = {"greedy", {}},
          .placement = {"best-fit", {}},
          .preemption = {"priority", {}}};
}

Lane::Ways::Ways(const PolicySpec& policy)
    : claim(find_preemption(policy.preemption.name)->claim),
      counts_service(policy.order.name == las().info.name),
      takes_turns(policy.order.name == drf().info.name),
      by_fragmentation(policy.placement.name == fgd().info.name),
      preempts_after_an_instant(claim == Claim::kQuota ||
                                (claim == Claim::kService && policy.preemption.parameter("min_run", 1) == 0)) {
  if (claim != Claim::kPriority) return;
  const double us = policy.preemption.parameter("min_run", 0) * static_cast<double>(kSecond);
  min_run_us = us < static_cast<double>(kTimeLimit) ? static_cast<Duration>(us) : kTimeLimit;
  budget = policy.preemption.parameter("budget", 0);
}

Lane::Lane(const Workload& workload, const std::vector<Standing>& standings, LaneSpec spec, DominantShares& shares,
           FairShare* used)
    : workload_(workload),
      standings_(standings),
      spec_(std::move(spec)),
      ways_(spec_.policy),
      shares_(shares),
      used_(used) {
  rebuild(0);
}

std::unique_ptr<NodeBook> Lane::make_book(const LaneSpec& spec) const {
  const Choice& placement = spec.policy.placement;
  auto book = std::make_unique<NodeBook>(spec.cluster, workload_, *find_placement(placement.name), placement);
  for (const std::uint32_t node : spec.down) book->take_down(node, kBackSomeDay, 0);
  return book;
}

namespace {

// By attained service and by quota each lane decides for itself whom to preempt; what that costs whom it hits is his
// own affair. By priority it is decided for all lanes together (live_scheduler.hpp).
Choice preemption_within(const Choice& preemption) {
  const Claim claim = find_preemption(preemption.name)->claim;
  if (claim != Claim::kService && claim != Claim::kQuota) return {"none", {}};
  Choice within = preemption;
  std::erase_if(within.parameters,
                [](const auto& parameter) { return parameter.first != "min_run" && parameter.first != "budget"; });
  return within;
}

}  // namespace

std::unique_ptr<Lane> Lane::copy(DominantShares& shares, FairShare* used) const {
  // What it holds is counted again as the copy takes in who runs.
  for (const auto& [tenant, amount] : held_) shares.change(tenant, amount * -1);
  auto lane = std::make_unique<Lane>(workload_, standings_, spec_, shares, used);
  for (const JobId job : running_) lane->adopt_use(job, -1);
  for (const JobId job : running_) lane->adopt_running(job, book_->placement_of(job));
  for (const auto& [priority, eligible_us, job] : waiting_) lane->adopt_waiting(job);
  return lane;
}

void Lane::rebuild(Time now) {
  auto book = make_book(spec_);
  book->advance(now);
  PolicySpec policy = spec_.policy;
  policy.preemption = preemption_within(policy.preemption);
  for (const auto& [tenant, amount] : held_) shares_.change(tenant, amount * -1);
  held_.clear();
  scheduler_ = std::make_unique<Scheduler>(workload_, std::span(&spec_.cluster, 1), policy, nullptr, &shares_, used_);
  for (const JobId job : running_) {
    const Standing& standing = standings_[job];
    book->start_at(job, workload_.jobs[job], standing.started_us, book_->placement_of(job));
    book->extend(job, workload_.jobs[job], standing.started_us, standing.expected_end_us);
    know(job);
    scheduler_->adopt_running(job, 0, *book, standing.eligible_us, standing.started_us);
    note_held(job, 1);
  }
  book_ = std::move(book);
  stale_ = false;
  queue_stale_ = true;
}

void Lane::note_held(JobId id, int sign) {
  if (!takes_turns()) return;
  const Job& job = workload_.jobs[id];
  held_[shares_.leaf_of(job)] += job.per_replica * (sign * std::int64_t{job.replicas});
}

void Lane::change_held(JobId id, int sign) {
  if (!takes_turns()) return;
  note_held(id, sign);
  const Job& job = workload_.jobs[id];
  shares_.change(shares_.leaf_of(job), job.per_replica * (sign * std::int64_t{job.replicas}));
}

void Lane::change_use(JobId id, int sign, Time now) {
  change_held(id, sign);
  const Job& job = workload_.jobs[id];
  if (used_) used_->change_rate(job.user, sign * job.per_replica.cpu_milli * job.replicas, now);
}

void Lane::adopt_use(JobId id, int sign) const {
  const Job& job = workload_.jobs[id];
  if (used_) used_->adopt(job.user, sign * job.per_replica.cpu_milli * job.replicas, standings_[id].started_us);
}

void Lane::count(std::int32_t priority, int sign) {
  const auto entry = running_priorities_.try_emplace(priority, 0).first;
  entry->second += sign;
  if (entry->second == 0) running_priorities_.erase(entry);
}

void Lane::left(JobId job) {
  running_.erase(job);
  count(workload_.jobs[job].priority, -1);
  if (workload_.jobs[job].per_replica.gpu_milli > 0) --running_on_gpus_;
}

void Lane::joined(JobId job) {
  running_.insert(job);
  count(workload_.jobs[job].priority, 1);
  if (workload_.jobs[job].per_replica.gpu_milli > 0) ++running_on_gpus_;
}

void Lane::drain(const Round& round) {
  for (const Ended& ended : round.ended) {
    book_->finish(ended.job, workload_.jobs[ended.job], ended.expected_end, round.now);
    left(ended.job);
    change_use(ended.job, -1, round.now);
  }
  for (const JobId job : round.submitted) waiting_.insert(in_line(job));
  for (const auto& [job, eligible_us] : round.unusual().requeued) waiting_.insert(in_line(job));
  stale_ = true;
}

Round Lane::pass(Round round) {
  if (spec_.cordoned) {
    drain(round);
    wake_at_ = kNever;
    return round;
  }
  bool moved = takes_turns() && !is_behind() && shares_seen_ != shares_.next_change();
  if (moved) round.note_unusual().opened = true;  // a limit may have been what held somebody back
  if (stale_) rebuild(round.now);
  if (queue_stale_) {
    for (const auto& [priority, eligible_us, job] : waiting_)
      round.note_unusual().requeued.emplace_back(job, eligible_us);
    queue_stale_ = false;
  }
  for (const JobId job : round.submitted) waiting_.insert(in_line(job));
  for (const auto& [job, eligible_us] : round.unusual().requeued) waiting_.insert(in_line(job));
  for (const auto& [job, eligible_us] : round.unusual().requeued) know(job);
  Book* const books[] = {book_.get()};
  scheduler_->decide(round, books);
  for (const Ended& ended : round.ended) {
    left(ended.job);
    note_held(ended.job, -1);
  }
  for (const Preempted& preempted : round.unusual().preempted) {
    left(preempted.job);
    note_held(preempted.job, -1);
    waiting_.insert(in_line(preempted.job));
  }
  for (const Start& start : round.starts) {
    waiting_.erase(in_line(start.job));
    joined(start.job);
    note_held(start.job, 1);
  }
  for (const Refusal& refusal : round.unusual().refusals) waiting_.erase(in_line(refusal.job));
  wake_at_ = round.wake_at;
  // Who starts is left alone for the instant; who lost his place may have a claim on another's.
  moved = moved || !round.starts.empty() || !round.unusual().preempted.empty();
  if (moved && ways_.preempts_after_an_instant) wake_at_ = std::min(wake_at_, round.now + 1);
  shares_seen_ = shares_.next_change();
  return round;
}

void Lane::mix_changed() {
  if (ways_.by_fragmentation) stale_ = true;
}

NodeBook& Lane::ready(Time now) {
  if (stale_) rebuild(now);
  return *book_;
}

void Lane::leaves(JobId job, Time now) {
  book_->finish(job, workload_.jobs[job], standings_[job].expected_end_us, now);
  left(job);
  change_use(job, -1, now);
  stale_ = true;
}

Placement Lane::starts(JobId job, Time now) {
  book_->start(job, workload_.jobs[job], now);
  joined(job);
  change_use(job, 1, now);
  stale_ = true;
  return book_->placement_of(job);
}

bool Lane::shares_moved() const {
  if (!takes_turns() || spec_.cordoned || waiting_.empty()) return false;
  return is_behind() || shares_seen_ != shares_.next_change();
}

void Lane::shares_renewed() {
  held_.clear();
  if (!takes_turns()) return;
  for (const JobId job : running_) change_held(job, 1);
  stale_ = true;
}

void Lane::know(JobId job) { scheduler_->know(job, standings_[job].held_us, standings_[job].preemptions); }

void Lane::withdraw(JobId job) {
  waiting_.erase(in_line(job));
  if (!is_behind() && !scheduler_->withdraw(job, standings_[job].eligible_us)) stale_ = true;
}

void Lane::priority_changed(JobId job, std::int32_t old) {
  count(old, -1);
  count(workload_.jobs[job].priority, 1);
}

void Lane::adopt_running(JobId job, const Placement& nodes) {
  book_->start_at(job, workload_.jobs[job], standings_[job].started_us, nodes);
  joined(job);
  change_held(job, 1);
  adopt_use(job, 1);
  stale_ = true;
}

void Lane::adopt_waiting(JobId job) {
  waiting_.insert(in_line(job));
  stale_ = true;
}

void Lane::change(LaneSpec spec, const std::vector<std::uint32_t>& nodes) {
  auto book = make_book(spec);
  for (const JobId job : running_) {
    Placement placement = book_->placement_of(job);
    if (!nodes.empty()) {
      for (Seat& seat : placement) seat.node = nodes[seat.node];
      std::sort(placement.begin(), placement.end());
    }
    book->start_at(job, workload_.jobs[job], standings_[job].started_us, placement);
  }
  book_ = std::move(book);
  spec_ = std::move(spec);
  ways_ = Ways(spec_.policy);
  stale_ = true;
}

std::vector<Extended> Lane::overdue(Time now) const {
  std::vector<Extended> overdue;
  if (scheduler_->foresight() == Foresight::kNone) return overdue;
  for (const JobId job : running_) {
    const Standing& standing = standings_[job];
    Time until = standing.expected_end_us;
    while (until <= now) until += until - standing.started_us;
    if (until != standing.expected_end_us) overdue.push_back({job, 0, standing.expected_end_us, until});
  }
  return overdue;
}

std::optional<std::int32_t> Lane::least_running_priority() const {
  if (running_priorities_.empty()) return std::nullopt;
  return running_priorities_.begin()->first;
}

std::vector<JobId> Lane::would_leave_for(JobId job, Time now) {
  if (!reclaims() || spec_.cordoned) return {};
  if (stale_) rebuild(now);
  Book* const books[] = {book_.get()};
  return scheduler_->would_leave_for(job, books, now);
}

Time Lane::wake_at() const {
  if (waiting_.empty()) return kNever;
  if (spec_.cordoned) return wake_at_;
  return is_behind() ? 0 : std::min({wake_at_, ripens_at(), look_again_});
}

bool Lane::may_leave(JobId job, Time now) const {
  if (now - standings_[job].started_us < ways_.min_run_us) return false;
  return ways_.budget == 0 || static_cast<double>(standings_[job].preemptions) < ways_.budget;
}

Time Lane::ripens_at() const {
  const Duration alone = ways_.min_run_us;
  Time at = kNever;
  if (alone == 0) return at;
  for (const JobId job : running_) {
    const Time ripe = standings_[job].started_us + alone;
    if (ripe > looked_at_) at = std::min(at, ripe);
  }
  return at;
}

std::vector<JobId> Lane::shut_out(Time now) const {
  std::vector<JobId> jobs;
  for (const Closure& closure : spec_.cluster.closures) {
    if (closure.lets_finish || !closure.overlaps(now, now + 1)) continue;
    for (const JobId job : running_) {
      const Placement& seats = book_->running_placement(job);
      const bool is_there = std::any_of(seats.begin(), seats.end(), [&](const Seat& seat) {
        return std::binary_search(closure.nodes.begin(), closure.nodes.end(), seat.node);
      });
      if (is_there && !closure.admits(workload_.jobs[job])) jobs.push_back(job);
    }
  }
  std::sort(jobs.begin(), jobs.end());
  jobs.erase(std::unique(jobs.begin(), jobs.end()), jobs.end());
  return jobs;
}

Time Lane::next_closure(Time after) const {
  Time next = kNever;
  for (const Closure& closure : spec_.cluster.closures) {
    for (const Time at : {closure.from_us, closure.until_us}) {
      if (at > after) next = std::min(next, at);
    }
  }
  return next;
}

bool Lane::opened(Time after, Time now) const {
  return std::any_of(spec_.cluster.closures.begin(), spec_.cluster.closures.end(),
                     [&](const Closure& closure) { return closure.until_us > after && closure.until_us <= now; });
}

std::vector<JobId> Lane::victims_for(const Job& job, Time now) const {
  const PreemptionAlgorithm* preemption = find_preemption(spec_.policy.preemption.name);
  if (!preemption->choose || spec_.cordoned || !may_preempt(workload_.traits_of(job), job.replicas)) return {};
  if (running_priorities_.empty() || running_priorities_.begin()->first >= job.priority) return {};
  // Only nodes the job may go to are looked at: what others hold elsewhere is of no use to it.
  const NodePool& pool = book_->pool();
  const NodeBook::Shut shut = book_->shut_for(job);
  std::vector<Room> free(pool.node_count());
  std::vector<bool> usable(pool.node_count());
  for (std::uint32_t node = 0; node < free.size(); ++node) {
    usable[node] = !pool.is_blocked(node) && book_->allows(job, node);
    if (usable[node]) free[node] = pool.room(node);
  }
  std::vector<Running> candidates;
  std::deque<Placement> seats;
  for (const JobId id : running_) {
    const Job& running = workload_.jobs[id];
    if (running.priority >= job.priority || !may_leave(id, now)) continue;
    Placement& here = seats.emplace_back(book_->running_placement(id));
    std::erase_if(here, [&](const Seat& seat) { return !usable[seat.node]; });
    if (here.empty()) continue;
    candidates.push_back({id, running.priority, standings_[id].started_us, running.per_replica, &here});
  }
  return preemption->choose(job, free, candidates).value_or(std::vector<JobId>{});
}

}  // namespace berth::live
