#include "engine/scheduler/scheduler.hpp"

#include <algorithm>
#include <cassert>

#include "engine/scheduler/ranked_preemptor.hpp"
#include "engine/scheduler/reclaimer.hpp"
#include "engine/scheduler/throughput_preemptor.hpp"

namespace berth {

Scheduler::Scheduler(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                     DecisionLog* log, DominantShares* shares, FairShare* fair_share)
    : workload_(workload),
      clusters_(clusters),
      order_algorithm_(find_order(policy.order.name)),
      backfill_algorithm_(find_backfill(policy.backfill.name)),
      score_(order_algorithm_->make(policy.order)),
      fair_share_(fair_share ? *fair_share : own_fair_share_),
      uses_fair_share_(half_life_of(policy.order).has_value()),
      log_(log) {
  for (const ClusterSpec& cluster : clusters) {
    total_cores_ += static_cast<double>(cluster.capacity().cpu_milli) / 1000.0;
  }
  if (order_algorithm_->scores == Scores::kByTenant) {
    Resources capacity;
    for (const ClusterSpec& cluster : clusters) capacity += cluster.capacity();
    shares_ = shares ? shares : &own_shares_.emplace(workload.tenants, capacity);
  }
  backfill_ = backfill_algorithm_->make(
      policy.backfill, {order_algorithm_->scores, shares_, &workload.jobs,
                        std::any_of(clusters.begin(), clusters.end(),
                                    [](const ClusterSpec& cluster) { return !cluster.closures.empty(); })});
  if (const auto half_life = half_life_of(policy.order)) own_fair_share_.set_half_life(*half_life);

  if (policy.order.name == las().info.name) queues_.emplace(policy.order);
  scores_ = order_algorithm_->scores != Scores::kAllEqual && !shares_;
  counts_held_ = queues_ || shares_ || uses_fair_share_;
  make_preemptor(policy.preemption);
  rescore_ = [this](const Waiting& waiting) { return score(waiting.job, waiting.submit_us, round_->now); };
}

void Scheduler::make_preemptor(const Choice& choice) {
  const PreemptionAlgorithm& algorithm = *find_preemption(choice.name);
  const std::size_t clusters = clusters_.size();
  switch (algorithm.claim) {
    case Claim::kNone:
      break;
    case Claim::kPriority:
      preemptor_ = std::make_unique<RankedPreemptor>(workload_, algorithm, choice, clusters, nullptr, nullptr);
      break;
    case Claim::kService:
      preemptor_ = std::make_unique<RankedPreemptor>(workload_, algorithm, choice, clusters, &*queues_, &service_);
      break;
    case Claim::kQuota:
      preemptor_ = std::make_unique<Reclaimer>(workload_, algorithm, choice, clusters, *shares_);
      break;
    case Claim::kThroughput:
      preemptor_ = std::make_unique<ThroughputPreemptor>(workload_, algorithm, choice, clusters_);
      break;
  }
}

void Scheduler::log(const Decision& decision) {
  if (log_) log_->record(decision);
}

double Scheduler::score(JobId id, Time submit_us, Time now) const {
  if (!scores_) return 0;
  const Job& job = workload_.jobs[id];
  if (!queues_) return score_({job, submit_us, now, fair_share_, total_cores_});
  return score_({job, submit_us, now, fair_share_, total_cores_, service_.held_us(id), service_width(job, workload_)});
}

void Scheduler::know(JobId job, Duration held_us, std::uint32_t preemptions) {
  if (queues_) service_.know(job, held_us);
  if (preemptor_ && preemptions > 0) preemptor_->know_preemptions(job, preemptions);
}

void Scheduler::adopt_running(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time since) {
  // What it has used is known already.
  count_shares(workload_.jobs[job], 1);
  if (queues_) service_.started(job, since);
  if (preemptor_) preemptor_->runs(job, cluster, book, submit_us, since);
}

bool Scheduler::withdraw(JobId job, Time submit_us) {
  if (preemptor_) preemptor_->waits_no_more(job, submit_us);
  return backfill_->withdraw(waiting_since(job, submit_us, submit_us), workload_.jobs[job]);
}

std::vector<JobId> Scheduler::would_leave_for(JobId id, std::span<Book* const> books, Time now) const {
  const Job& job = workload_.jobs[id];
  if (!preemptor_ || (shares_ && !shares_->may_take(shares_->leaf_of(job), job.per_replica * job.replicas))) return {};
  return preemptor_->would_leave_for(id, books, now);
}

void Scheduler::count_held(JobId id, int sign, Time now) {
  if (!counts_held_) return;
  const Job& job = workload_.jobs[id];
  if (queues_) sign > 0 ? service_.started(id, now) : service_.stopped(id, now);
  count_shares(job, sign);
  if (uses_fair_share_) fair_share_.change_rate(job.user, sign * job.per_replica.cpu_milli * job.replicas, now);
}

void Scheduler::count_shares(const Job& job, int sign) {
  if (shares_) shares_->change(shares_->leaf_of(job), job.per_replica * (sign * std::int64_t{job.replicas}));
}

void Scheduler::started(const Waiting& waiting, ClusterId cluster, Reason reason, Time at) {
  touch(cluster);
  round_->starts.push_back({waiting.job, cluster, delay_us_});
  if (preemptor_) {
    preemptor_->waits_no_more(waiting.job, waiting.submit_us);
    preemptor_->runs(waiting.job, cluster, *books_[cluster], waiting.submit_us, round_->now);
  }
  if (!units_are_alike_) round_->placements.push_back(books_[cluster]->placement_of(waiting.job));
  count_held(waiting.job, 1, round_->now);
  ++decisions_;
  log({round_->now, waiting.job, DecisionKind::kStart, reason, cluster, at});
}

void Scheduler::promised(JobId job, ClusterId cluster, Reason reason, Time at) {
  ++decisions_;
  log({round_->now, job, DecisionKind::kReserve, reason, cluster, at});
}

void Scheduler::add_award(ClusterId cluster) {
  std::vector<AwardedOn>& awards = round_->awards;
  auto at = std::lower_bound(awards.begin(), awards.end(), cluster,
                             [](const AwardedOn& award, ClusterId wanted) { return award.cluster < wanted; });
  if (at != awards.end() && at->cluster == cluster) return;
  awards.insert(at, {cluster, books_[cluster]->version()});
  books_[cluster]->bump_version();
}

void Scheduler::finish(const Ended& ended, Pass& pass) {
  const Job& job = workload_.jobs[ended.job];
  touch(ended.cluster);
  if (preemptor_) preemptor_->ended(ended.job, ended.cluster, *books_[ended.cluster], pass.now);
  books_[ended.cluster]->finish(ended.job, job, ended.expected_end, pass.now);
  pass.anything_ended = true;
  if (pass.now < ended.expected_end) pass.freed_until = std::max(pass.freed_until, ended.expected_end);
  count_held(ended.job, -1, pass.now);
}

void Scheduler::extend(const Extended& extended, Pass& pass) {
  touch(extended.cluster);
  books_[extended.cluster]->extend(extended.job, workload_.jobs[extended.job], extended.expected_end, extended.new_end);
  pass.extended = true;
}

void Scheduler::face_unusual(const Unusual& unusual, Pass& pass) {
  for (const Extended& extended : unusual.extended) extend(extended, pass);
  change_nodes(unusual, pass);
  pass.anything_ended |= unusual.opened;
  pass.extended |= !unusual.requeued.empty();  // what was promised to others is to be found anew
  for (const auto& [id, cluster, delay_us] : unusual.ahead) {
    books_[cluster]->start(id, workload_.jobs[id], pass.now);
    started(waiting_since(id, pass.now, pass.now), cluster, Reason::kHead, kNever);
  }
}

void Scheduler::change_nodes(const Unusual& unusual, Pass& pass) {
  for (const NodeChange& change : unusual.up) {
    touch(change.cluster);
    books_[change.cluster]->bring_up(change.node, change.until);
    if (preemptor_) preemptor_->node_changed(change.cluster, change.node);
    pass.anything_ended = true;
  }
  for (const NodeChange& change : unusual.down) {
    touch(change.cluster);
    books_[change.cluster]->take_down(change.node, change.until, pass.now);
    if (preemptor_) preemptor_->node_changed(change.cluster, change.node);
    pass.extended = true;  // what was promised is to be found anew
  }
}

std::string Scheduler::why_never(const Job& job) const {
  const auto widest = std::max_element(clusters_.begin(), clusters_.end(), [](const auto& left, const auto& right) {
    return left.node_count() < right.node_count();
  });
  std::string text = "asks for " + std::to_string(job.replicas) +
                     (job.replicas == 1 ? " replica of " : " replicas of ") +
                     std::to_string(job.per_replica.cpu_milli) + " milli-cores";
  if (job.per_replica.memory_mib > 0) text += ", " + std::to_string(job.per_replica.memory_mib) + " MiB";
  if (job.per_replica.gpu_milli > 0) text += ", " + std::to_string(job.per_replica.gpu_milli) + " milli-GPUs";
  text += ", which no cluster has room for even when empty";
  if (widest != clusters_.end()) {
    text += "; the largest, " + widest->name + ", has " + std::to_string(widest->node_count()) + " nodes";
  }
  return text;
}

void Scheduler::refuse(Round& round, JobId id, std::string why) {
  round.note_unusual().refusals.push_back({id, std::move(why)});
  ++decisions_;
  log({round.now, id, DecisionKind::kRefuse, Reason::kNeverFits, kNoCluster, kNever});
}

bool Scheduler::can_some(const Job& job) const {
  return std::any_of(books_.begin(), books_.end(), [&](const Book* book) { return book->can_ever(job); });
}

void Scheduler::arrive(Round& round, JobId id) {
  const Job& job = workload_.jobs[id];
  const TenantId leaf = shares_ ? shares_->leaf_of(job) : kRootTenant;  // refused or not: who is first seen counts
  if (!can_ever(job)) {
    refuse(round, id, why_never(job));
  } else if (shares_ && !shares_->may_ever_take(leaf, job.per_replica * job.replicas)) {
    refuse(round, id, "asks for more than its tenant, or one above it, may hold at most");
  } else {
    arrivals_.push_back(waiting_since(id, round.now, round.now));
  }
}

void Scheduler::take_in(Round& round) {
  arrivals_.clear();
  // How many users there are says how each is scored.
  if (uses_fair_share_) {
    for (const JobId id : round.submitted) fair_share_.know(workload_.jobs[id].user);
  }
  for (const JobId id : round.submitted) arrive(round, id);
  if (!round.is_usual()) {
    for (const auto& [id, submit_us] : round.unusual().returned) {
      count_held(id, -1, round.now);
      arrivals_.push_back(waiting_since(id, submit_us, round.now));
    }
    for (const auto& [id, submit_us] : round.unusual().requeued) {
      arrivals_.push_back(waiting_since(id, submit_us, round.now));
    }
  }
  if (arrivals_.size() > 1) std::sort(arrivals_.begin(), arrivals_.end());
  if (!preemptor_) return;
  for (const Waiting& arrival : arrivals_) preemptor_->waits(arrival.job, arrival.submit_us);
}

Placement Scheduler::leave(Round& round, JobId id, ClusterId cluster, JobId for_job, Reason reason) {
  touch(cluster);
  Placement nodes = books_[cluster]->placement_of(id);
  preemptor_->ended(id, cluster, *books_[cluster], round.now);
  books_[cluster]->finish(id, workload_.jobs[id], kNever, round.now);
  preemptor_->preempted(id, cluster, nodes, round.now);
  count_held(id, -1, round.now);
  round.note_unusual().preempted.push_back({id, cluster, for_job, preemptor_->cost()});
  ++decisions_;
  log({round.now, id, DecisionKind::kPreempt, reason, cluster, kNever});
  return nodes;
}

// It waits in the queue; or came at this very instant, or made way at it, and is in none yet.
void Scheduler::stop_waiting(const Preemptor::Swap& swap) {
  if (std::erase_if(back_, [&](const auto& one) { return one.first == swap.job; }) > 0) return;
  if (std::erase_if(arrivals_, [&](const Waiting& one) { return one.job == swap.job; }) > 0) return;
  const bool withdrawn = withdraw(swap.job, swap.submit_us);
  assert(withdrawn);
  static_cast<void>(withdrawn);
}

void Scheduler::swap(Round& round, const Preemptor::Swap& swap) {
  if (swap.from == kNoCluster) stop_waiting(swap);
  const Waiting waiting = waiting_since(swap.job, swap.submit_us, round.now);
  const PreemptionCost& cost = preemptor_->cost();
  Placement left;
  for (const auto& [victim, submit_us] : swap.victims) {
    const Placement nodes = leave(round, victim, swap.cluster, swap.job, swap.leaves);
    left.insert(left.end(), nodes.begin(), nodes.end());
    if (cost.grace_us == 0) back_.emplace_back(victim, submit_us);
  }
  if (swap.from != kNoCluster) leave(round, swap.job, swap.from, kNoJob, swap.starts);
  books_[swap.cluster]->start(swap.job, preemptor_->with_grace(workload_.jobs[swap.job]), round.now);
  delay_us_ = cost.grace_us;
  started(waiting, swap.cluster, swap.starts, kNever);
  delay_us_ = 0;
  // Whatever else the victims leave is theirs as long as they run on.
  if (cost.grace_us > 0) books_[swap.cluster]->close(left, round.now + cost.grace_us);
}

// With a grace, victims come back when it is over.
void Scheduler::make_room(Round& round) {
  const auto may_start = [this](const Job& job) {
    return !shares_ || shares_->may_take(shares_->leaf_of(job), job.per_replica * job.replicas);
  };
  preemptor_->begin();
  back_.clear();
  while (const auto found = preemptor_->next(books_, may_start, round.now)) swap(round, *found);
  for (const auto& [victim, submit_us] : back_) {
    arrivals_.push_back(waiting_since(victim, submit_us, round.now));
    preemptor_->waits(victim, submit_us);
  }
  std::sort(arrivals_.begin(), arrivals_.end());
}

void Scheduler::preempt_first(Round& round, Pass& pass) {
  make_room(round);
  pass.anything_ended |= !round.unusual().preempted.empty();
}

void Scheduler::preempt(Round& round, Pass& pass) {
  arrivals_.clear();
  make_room(round);
  if (round.unusual().preempted.empty()) return;
  // What is left of the room that was made is for whoever fits.
  pass.arrivals = arrivals_;
  pass.anything_ended = true;
  backfill_->pass(pass);
}

void Scheduler::decide(Round& round, std::span<Book* const> books) {
  round_ = &round;
  books_ = books;
  units_are_alike_ = books.front()->units_are_alike();
  Pass pass{.now = round.now, .jobs = workload_.jobs, .books = books, .arrivals = {}, .decisions = *this};
  for (Book* book : books) pass.anything_ended |= book->advance(round.now);
  for (const Ended& ended : round.ended) finish(ended, pass);
  if (!round.is_usual()) face_unusual(round.unusual(), pass);
  take_in(round);
  const bool goes_first = preemptor_ && preemptor_->goes_first();
  if (goes_first) preempt_first(round, pass);
  pass.arrivals = arrivals_;
  if (order_algorithm_->scores == Scores::kChanging) pass.rescore = &rescore_;
  backfill_->pass(pass);
  if (preemptor_ && !goes_first) preempt(round, pass);
  round.wake_at = pass.wake_at;
  if (preemptor_) round.wake_at = std::min(round.wake_at, preemptor_->wake_at(round.now));
  ++passes_;
}

}  // namespace berth
