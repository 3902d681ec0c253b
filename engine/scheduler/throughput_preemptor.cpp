#include "engine/scheduler/throughput_preemptor.hpp"

#include <algorithm>
#include <limits>

#include "engine/scheduler/throughput_shares.hpp"

namespace berth {
namespace {

constexpr double kLeastShare = 1e-6;  // less is rounding

}  // namespace

Duration ThroughputPreemptor::round_of(const Choice& choice) {
  const double otherwise = gavel().info.parameters.front().otherwise;
  const double us = choice.parameter("round", otherwise) * static_cast<double>(kSecond);
  return us < static_cast<double>(kTimeLimit) ? static_cast<Duration>(us) : kTimeLimit;
}

void ThroughputPreemptor::know_turns(JobId job, ClusterId cluster, Duration had_us, double due_us) {
  Present& present = present_.at(job);
  present.had[cluster] = had_us;
  present.due[cluster] = due_us;
}

double ThroughputPreemptor::due(JobId job, ClusterId cluster) const { return present_.at(job).due[cluster]; }

ThroughputPreemptor::ThroughputPreemptor(const Workload& workload, const PreemptionAlgorithm& algorithm,
                                         const Choice& choice, std::span<const ClusterSpec> clusters)
    : Preemptor(workload, algorithm, choice),
      clusters_(clusters),
      round_us_(round_of(choice)),
      running_(clusters.size()),
      weights_(workload.tenants) {}

void ThroughputPreemptor::waits(JobId job, Time submit_us) {
  if (!takes_turns(job)) return;
  Present& present = present_[job];
  present.submit_us = submit_us;
  present.is_over = false;
  present.had.resize(running_.size(), 0);
  present.due.resize(running_.size(), 0);
}

void ThroughputPreemptor::runs(JobId job, ClusterId cluster, const Book&, Time submit_us, Time now) {
  if (!takes_turns(job)) return;
  waits(job, submit_us);
  running_[cluster].emplace(job, Stay{now, submit_us});
}

void ThroughputPreemptor::ended(JobId job, ClusterId cluster, const Book&, Time now) {
  const auto stay = running_[cluster].find(job);
  if (stay == running_[cluster].end()) return;
  Present& present = present_.at(job);
  present.had[cluster] += now - stay->second.since_us;
  present.is_over = true;
  running_[cluster].erase(stay);
}

Time ThroughputPreemptor::wake_at(Time now) {
  const bool any_runs =
      std::any_of(running_.begin(), running_.end(), [](const Stays& stays) { return !stays.empty(); });
  return any_runs ? (now / round_us_ + 1) * round_us_ : kNever;
}

std::size_t ThroughputPreemptor::kind_of(JobId id, std::span<Book* const> books) {
  const Job& job = workload_.jobs[id];
  Kind key{gpus_of(id), {}, weights_.leaf_of(job)};
  for (ClusterId cluster = 0; cluster < books.size(); ++cluster) {
    const auto& groups = clusters_[cluster].groups;
    const auto with_gpus =
        std::find_if(groups.begin(), groups.end(), [](const NodeGroup& group) { return group.per_node.gpu_milli > 0; });
    const bool can = with_gpus != groups.end() && books[cluster]->can_ever(job) && (!may_be_ || may_be_(id, cluster));
    key.speeds.push_back(can ? workload_.traits_of(job).speed_on(with_gpus->gpu_model) : 0);
  }
  const auto [found, is_new] = kind_ids_.emplace(std::move(key), kinds_.size());
  if (is_new) kinds_.push_back(found->first);
  return found->second;
}

std::vector<std::int64_t> ThroughputPreemptor::gpus(std::span<Book* const> books, Time now) const {
  std::vector<std::int64_t> gpus(books.size(), 0);
  for (std::size_t cluster = 0; cluster < books.size(); ++cluster) {
    const NodePool& pool = dynamic_cast<const NodeBook&>(*books[cluster]).pool();
    std::vector<bool> closed(pool.node_count());
    for (const Closure& closure : clusters_[cluster].closures) {
      if (!closure.overlaps(now, now + 1)) continue;
      for (const std::uint32_t node : closure.nodes) closed[node] = true;
    }
    for (std::uint32_t node = 0; node < pool.node_count(); ++node) {
      if (!pool.is_blocked(node) && !closed[node]) gpus[cluster] += pool.room(node).gpu_milli();
    }
    for (const auto& [job, stay] : running_[cluster]) gpus[cluster] += gpus_of(job);
  }
  return gpus;
}

void ThroughputPreemptor::share_out(const std::vector<std::int64_t>& gpus) {
  std::vector<std::size_t> counts(kinds_.size(), 0);
  for (const auto& [job, present] : present_) ++counts[present.kind];
  if (counts == counts_ && gpus == gpus_) return;
  counts_ = std::move(counts);
  gpus_ = gpus;
  std::vector<std::size_t> by_leaf;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (by_leaf.size() <= kinds_[kind].leaf) by_leaf.resize(kinds_[kind].leaf + 1, 0);
    by_leaf[kinds_[kind].leaf] += counts_[kind];
  }
  const std::vector<double> weights = weights_.per_job(by_leaf);
  std::vector<ThroughputKind> kinds;
  for (std::size_t kind = 0; kind < kinds_.size(); ++kind) {
    if (counts_[kind] == 0) continue;
    const auto& [width, speeds, leaf] = kinds_[kind];
    ThroughputKind& added = kinds.emplace_back();
    added.count = static_cast<double>(counts_[kind]);
    added.weight = weights[leaf];
    added.width = static_cast<double>(width) / static_cast<double>(kWholeGpu);
    for (const std::int64_t speed : speeds) added.speeds.push_back(static_cast<double>(speed));
  }
  std::vector<double> machines;
  for (const std::int64_t milli : gpus) machines.push_back(static_cast<double>(milli) / static_cast<double>(kWholeGpu));
  const std::vector<std::vector<double>> shares = throughput_shares(kinds, machines);
  shares_.assign(kinds_.size(), {});
  for (std::size_t kind = 0, next = 0; kind < kinds_.size(); ++kind) {
    if (counts_[kind] > 0) shares_[kind] = shares[next++];
  }
}

ClusterId ThroughputPreemptor::place_of(JobId job) const {
  for (ClusterId cluster = 0; cluster < running_.size(); ++cluster) {
    if (running_[cluster].contains(job)) return cluster;
  }
  return kNoCluster;
}

void ThroughputPreemptor::give_turns(std::vector<std::int64_t> gpus_left, Time now) {
  struct Turn {
    double priority;
    double due;
    Time submit_us;
    JobId job;
    ClusterId cluster;
  };
  std::vector<Turn> turns;
  for (auto& [job, present] : present_) {
    present.turn = kNoCluster;
    for (ClusterId cluster = 0; cluster < gpus_left.size(); ++cluster) {
      const double share = shares_[present.kind][cluster];
      if (share < kLeastShare) continue;
      const double due = present.due[cluster] += share * static_cast<double>(round_us_);
      const auto stay = running_[cluster].find(job);
      const Duration had = present.had[cluster] + (stay == running_[cluster].end() ? 0 : now - stay->second.since_us);
      const double priority = had > 0 ? due / static_cast<double>(had) : std::numeric_limits<double>::infinity();
      turns.push_back({priority, due, present.submit_us, job, cluster});
    }
  }
  std::sort(turns.begin(), turns.end(), [](const Turn& left, const Turn& right) {
    if (left.priority != right.priority) return left.priority > right.priority;
    if (left.due != right.due) return left.due > right.due;
    return std::tie(left.submit_us, left.job, left.cluster) < std::tie(right.submit_us, right.job, right.cluster);
  });
  for (const Turn& turn : turns) {
    Present& present = present_.at(turn.job);
    if (present.turn != kNoCluster || gpus_left[turn.cluster] < gpus_of(turn.job)) continue;
    present.turn = turn.cluster;
    gpus_left[turn.cluster] -= gpus_of(turn.job);
    if (!running_[turn.cluster].contains(turn.job)) to_start_.push_back(turn.job);
  }
  std::stable_partition(to_start_.begin(), to_start_.end(), [this](JobId job) { return gains(job); });
}

bool ThroughputPreemptor::gains(JobId job) const {
  const ClusterId from = place_of(job);
  const Present& present = present_.at(job);
  const std::vector<std::int64_t>& speeds = kinds_[present.kind].speeds;
  return from == kNoCluster || speeds[from] < speeds[present.turn];
}

void ThroughputPreemptor::begin_round(std::span<Book* const> books, Time now) {
  round_begun_ = now;
  to_start_.clear();
  next_ = 0;
  std::erase_if(present_, [](const auto& one) { return one.second.is_over; });
  for (auto& [job, present] : present_) {
    if (present.kind == kNoKind) present.kind = kind_of(job, books);
  }
  const std::vector<std::int64_t> usable = gpus(books, now);
  share_out(usable);
  give_turns(usable, now);
}

std::vector<JobId> ThroughputPreemptor::victims_for(const Job& wanted, ClusterId cluster, const NodeBook& book,
                                                    Time now) const {
  const NodeBook::Shut shut = book.shut_for(wanted);
  const auto may_go = [&](JobId job, const Stay& stay) {
    return present_.at(job).turn != cluster && may_leave(job, stay, now);
  };
  // Who is to go anyway, rather than who would lose his place.
  for (const bool moves : {true, false}) {
    if (wanted.replicas > 1) break;
    for (const auto& [job, stay] : running_[cluster]) {
      if ((present_.at(job).turn != kNoCluster) != moves || !may_go(job, stay)) continue;
      if (makes_room_alone(job, wanted, book)) return {job};
    }
  }
  Job above = wanted;
  above.priority = 1;
  return choose_in_cluster(above, book, running_[cluster], [&](JobId job, const Stay& stay) {
    const std::int32_t rank = present_.at(job).turn != kNoCluster ? -1 : 0;
    return may_go(job, stay) ? std::optional(rank) : std::nullopt;
  });
}

std::optional<Preemptor::Swap> ThroughputPreemptor::next(std::span<Book* const> books, const MayStart& may_start,
                                                         Time now) {
  if (now % round_us_ == 0 && round_begun_ != now) begin_round(books, now);
  while (round_begun_ == now && next_ < to_start_.size()) {
    const JobId id = to_start_[next_++];
    const Job& wanted = workload_.jobs[id];
    const Present& present = present_.at(id);
    const ClusterId from = place_of(id);
    if (from == kNoCluster ? !may_start(wanted) : !gains(id)) continue;
    Swap swap{id,
              present.submit_us,
              present.turn,
              {},
              from,
              from == kNoCluster ? Reason::kTurn : Reason::kMoves,
              Reason::kTurnOver};
    if (books[swap.cluster]->fits_now(wanted)) return swap;
    if (!may_preempt(workload_.traits_of(wanted), wanted.replicas)) continue;
    const auto& book = dynamic_cast<const NodeBook&>(*books[swap.cluster]);
    const std::vector<JobId> victims = victims_for(wanted, swap.cluster, book, now);
    if (victims.empty()) continue;
    for (const JobId victim : victims) swap.victims.emplace_back(victim, running_[swap.cluster].at(victim).submit_us);
    return swap;
  }
  return std::nullopt;
}

}  // namespace berth
