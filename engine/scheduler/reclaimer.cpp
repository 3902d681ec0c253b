#include "engine/scheduler/reclaimer.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <limits>

namespace berth {
namespace {

// How many steps of work (smallest_cover.hpp) one question may cost.
constexpr std::int64_t kWork = 100'000;

// A leaf and those above it, from the top.
struct Path {
  std::array<TenantId, kTenantDepthLimit> tenants;
  std::size_t length = 0;
};

Path path_of(TenantId leaf, const DominantShares& shares) {
  Path path;
  for (TenantId tenant = leaf; tenant != kRootTenant; tenant = shares.parent(tenant)) {
    path.tenants[path.length++] = tenant;
  }
  std::reverse(path.tenants.begin(), path.tenants.begin() + static_cast<std::ptrdiff_t>(path.length));
  return path;
}

// Where two of them part. REQUIRES: neither leads through the other's leaf.
std::size_t parting(const Path& left, const Path& right) {
  std::size_t at = 0;
  while (left.tenants[at] == right.tenants[at]) ++at;
  return at;
}

}  // namespace

Reclaimer::Reclaimer(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice,
                     std::size_t clusters, DominantShares& shares)
    : Preemptor(workload, algorithm, choice), shares_(shares), running_(clusters) {}

void Reclaimer::waits(JobId id, Time submit_us) {
  const Job& job = workload_.jobs[id];
  leaves_[shares_.leaf_of(job)].waiting[shape_of(job)].emplace(submit_us, id);
}

void Reclaimer::waits_no_more(JobId id, Time submit_us) {
  const Job& job = workload_.jobs[id];
  auto& waiting = leaves_[shares_.leaf_of(job)].waiting;
  const auto shape = waiting.find(shape_of(job));
  if (shape == waiting.end()) return;
  shape->second.erase({submit_us, id});
  if (shape->second.empty()) waiting.erase(shape);
}

void Reclaimer::runs(JobId job, ClusterId cluster, const Book&, Time submit_us, Time now) {
  note_ripening(job, running_[cluster].emplace(job, Stay{now, submit_us}).first->second);
  Leaf& leaf = leaves_[shares_.leaf_of(workload_.jobs[job])];
  leaf.running.resize(running_.size());
  leaf.running[cluster].emplace(-now, ~job);
}

void Reclaimer::ended(JobId job, ClusterId cluster, const Book&, Time) {
  const auto found = running_[cluster].find(job);
  if (found == running_[cluster].end()) return;
  leaves_[shares_.leaf_of(workload_.jobs[job])].running[cluster].erase({-found->second.since_us, ~job});
  forget_ripening(job);
  running_[cluster].erase(found);
}

void Reclaimer::begin() {
  hopeless_.clear();
  made_room_ = false;
}

void Reclaimer::preempted(JobId job, ClusterId, const Placement&, Time) {
  count_preemption(job);
  made_room_ = true;
}

Time Reclaimer::wake_at(Time now) {
  const bool any_waits =
      std::any_of(leaves_.begin(), leaves_.end(), [](const auto& leaf) { return !leaf.second.waiting.empty(); });
  return any_waits ? next_ripe(now) : kNever;
}

bool Reclaimer::comes_before(TenantId left, TenantId right) const {
  if (left == right) return false;
  const Path one = path_of(left, shares_), other = path_of(right, shares_);
  const std::size_t at = parting(one, other);
  const double share = shares_.share(one.tenants[at]), others = shares_.share(other.tenants[at]);
  return share != others ? share < others : one.tenants[at] < other.tenants[at];
}

std::vector<TenantId> Reclaimer::takers() const {
  std::vector<TenantId> takers;
  for (const auto& [leaf, jobs] : leaves_) {
    if (jobs.waiting.empty()) continue;
    for (TenantId tenant = leaf; tenant != kRootTenant; tenant = shares_.parent(tenant)) {
      if (!shares_.has_quota(tenant)) continue;
      takers.push_back(leaf);
      break;
    }
  }
  std::sort(takers.begin(), takers.end(), [&](TenantId left, TenantId right) { return comes_before(left, right); });
  return takers;
}

Reclaimer::Givers Reclaimer::givers_for(TenantId taker, const Resources& amount) const {
  const Path taking = path_of(taker, shares_);
  std::array<bool, kTenantDepthLimit> counts_on{};
  for (std::size_t i = 0; i < taking.length; ++i) counts_on[i] = shares_.may_count_on(taking.tenants[i], amount);
  Givers givers;
  for (const auto& [leaf, jobs] : leaves_) {
    if (leaf == taker || shares_.held(leaf).is_nothing()) continue;
    const Path giving = path_of(leaf, shares_);
    const std::size_t at = parting(taking, giving);
    if (!counts_on[at]) continue;
    const auto* const first = giving.tenants.begin() + at;
    const auto* const last = giving.tenants.begin() + giving.length;
    if (std::all_of(first, last, [&](TenantId tenant) { return shares_.is_beyond_quota_without(tenant, {}); })) {
      givers.push_back({leaf, *first});
    }
  }
  std::sort(givers.begin(), givers.end(),
            [&](const Giver& left, const Giver& right) { return comes_before(right.leaf, left.leaf); });
  return givers;
}

std::vector<Reclaimer::Candidate> Reclaimer::candidates(const Givers& givers, ClusterId cluster, Time now) const {
  std::vector<Candidate> all;
  for (std::uint32_t giver = 0; giver < givers.size(); ++giver) {
    const Leaf& leaf = leaves_.at(givers[giver].leaf);
    if (leaf.running.empty()) continue;
    for (const auto& [minus_since, not_job] : leaf.running[cluster]) {
      const JobId job = ~not_job;
      if (may_leave(job, running_[cluster].at(job), now)) all.push_back({job, giver});
    }
  }
  return all;
}

std::vector<Reclaimer::Candidate> Reclaimer::within_excess(const std::vector<Candidate>& jobs,
                                                           const Givers& givers) const {
  std::map<TenantId, Resources> gone;
  std::vector<Candidate> may_leave;
  for (const Candidate& candidate : jobs) {
    const Giver& giver = givers[candidate.giver];
    const TenantId end = shares_.parent(giver.branch);
    bool beyond = true;
    for (TenantId tenant = giver.leaf; tenant != end && beyond; tenant = shares_.parent(tenant)) {
      beyond = shares_.is_beyond_quota_without(tenant, gone[tenant]);
    }
    if (!beyond) continue;
    const Job& job = workload_.jobs[candidate.job];
    for (TenantId tenant = giver.leaf; tenant != end; tenant = shares_.parent(tenant)) {
      gone[tenant] += job.per_replica * job.replicas;
    }
    may_leave.push_back(candidate);
  }
  return may_leave;
}

bool Reclaimer::may_all_leave(const std::vector<Candidate>& jobs, const Givers& givers) const {
  return within_excess(jobs, givers).size() == jobs.size();
}

std::vector<JobId> Reclaimer::choose(const Job& wanted, std::span<const Room> free, std::vector<Running> running,
                                     const Givers& givers, std::int64_t& work) const {
  std::map<JobId, std::uint32_t> giver_of;
  for (const Running& one : running) giver_of.emplace(one.job, static_cast<std::uint32_t>(one.priority));
  const auto may_leave = [&](const std::vector<JobId>& jobs) {
    std::vector<Candidate> leaving;
    leaving.reserve(jobs.size());
    for (const JobId job : jobs) leaving.push_back({job, giver_of.at(job)});
    return may_all_leave(leaving, givers);
  };
  std::vector<JobId> victims = by_priority().choose(wanted, free, running).value_or(std::vector<JobId>{});
  if (victims.empty() || may_leave(victims)) return victims;
  if (work >= 0) {
    victims = choose_victims_of(wanted, free, running, may_leave, work);
    if (work >= 0) return victims;
  }
  // It took too long to look at all sets: of those who may leave one after the other, some may do.
  std::sort(running.begin(), running.end(), [](const Running& left, const Running& right) {
    return std::tuple(left.priority, -left.started_us, ~left.job) <
           std::tuple(right.priority, -right.started_us, ~right.job);
  });
  std::vector<Candidate> all;
  all.reserve(running.size());
  for (const Running& one : running) all.push_back({one.job, giver_of.at(one.job)});
  std::set<JobId> kept;
  for (const Candidate& candidate : within_excess(all, givers)) kept.insert(candidate.job);
  std::erase_if(running, [&](const Running& one) { return !kept.contains(one.job); });
  return by_priority().choose(wanted, free, running).value_or(std::vector<JobId>{});
}

JobId Reclaimer::one_alone(const Job& wanted, const Givers& givers, ClusterId cluster, const NodeBook& book,
                           Time now) const {
  for (const Giver& giver : givers) {
    const Leaf& leaf = leaves_.at(giver.leaf);
    if (leaf.running.empty()) continue;
    for (const auto& [minus_since, not_job] : leaf.running[cluster]) {
      const JobId job = ~not_job;
      if (may_leave(job, running_[cluster].at(job), now) && makes_room_alone(job, wanted, book)) return job;
    }
  }
  return kNoJob;
}

std::vector<JobId> Reclaimer::on_one_node(const Job& wanted, const Givers& givers, ClusterId cluster,
                                          const NodeBook& book, Time now) const {
  std::map<std::uint32_t, std::vector<Candidate>> by_node;
  std::map<JobId, std::size_t> turn;  // when each leaves
  for (const Candidate& candidate : candidates(givers, cluster, now)) {
    turn.emplace(candidate.job, turn.size());
    std::uint32_t last = Seat::kNoSlot;
    for (const Seat& seat : book.running_placement(candidate.job)) {
      if (seat.node != last) by_node[seat.node].push_back(candidate);
      last = seat.node;
    }
  }
  std::vector<JobId> best;
  const auto is_better = [&](const std::vector<JobId>& victims) {
    if (best.empty() || victims.size() != best.size()) return best.empty() || victims.size() < best.size();
    return std::lexicographical_compare(victims.rbegin(), victims.rend(), best.rbegin(), best.rend(),
                                        [&](JobId left, JobId right) { return turn.at(left) < turn.at(right); });
  };
  std::int64_t work = kWork;
  for (const auto& [node, here] : by_node) {
    if (book.pool().is_blocked(node) || !book.allows(wanted, node)) continue;
    std::deque<Placement> seats;
    std::vector<Running> running;
    for (const Candidate& candidate : here) {
      Placement& own = seats.emplace_back(book.running_placement(candidate.job));
      std::erase_if(own, [&, at = node](const Seat& seat) { return seat.node != at; });
      for (Seat& seat : own) seat.node = 0;
      running.push_back({candidate.job, static_cast<std::int32_t>(candidate.giver),
                         running_[cluster].at(candidate.job).since_us, workload_.jobs[candidate.job].per_replica,
                         &own});
    }
    const std::vector<JobId> victims =
        choose(wanted, std::span(&book.pool().room(node), 1), std::move(running), givers, work);
    if (!victims.empty() && is_better(victims)) best = victims;
  }
  return best;
}

std::vector<JobId> Reclaimer::victims_for(const Job& wanted, const Givers& givers, ClusterId cluster,
                                          const NodeBook& book, Time now) const {
  const NodeBook::Shut shut = book.shut_for(wanted);
  if (wanted.replicas == 1) {
    const JobId alone = one_alone(wanted, givers, cluster, book, now);
    return alone != kNoJob ? std::vector{alone} : on_one_node(wanted, givers, cluster, book, now);
  }
  std::map<JobId, std::int32_t> ranks;
  for (const Candidate& candidate : candidates(givers, cluster, now)) {
    ranks.emplace(candidate.job, static_cast<std::int32_t>(candidate.giver));
  }
  std::int64_t work = kWork;
  return choose_in_cluster(
      wanted, book, running_[cluster],
      [&](JobId job, const Stay&) {
        const auto rank = ranks.find(job);
        return rank == ranks.end() ? std::nullopt : std::optional(rank->second);
      },
      [&](std::span<const Room> free, std::vector<Running> running) {
        return choose(wanted, free, std::move(running), givers, work);
      });
}

std::optional<Preemptor::Swap> Reclaimer::swap_for(TenantId taker, JobId id, Time submit_us,
                                                   std::span<Book* const> books, Time now) const {
  Job wanted = with_grace(workload_.jobs[id]);
  const Resources amount = wanted.per_replica * wanted.replicas;
  if (!may_preempt(workload_.traits_of(wanted), wanted.replicas)) return std::nullopt;
  const Givers givers = givers_for(taker, amount);
  if (givers.empty()) return std::nullopt;
  wanted.priority = std::numeric_limits<std::int32_t>::max();
  for (ClusterId cluster = 0; cluster < books.size(); ++cluster) {
    const auto* book = dynamic_cast<const NodeBook*>(books[cluster]);
    if (!book || !book->can_ever(wanted)) continue;
    const std::vector<JobId> victims = victims_for(wanted, givers, cluster, *book, now);
    if (victims.empty()) continue;
    Swap swap{id, submit_us, cluster, {}};
    for (const JobId victim : victims) swap.victims.emplace_back(victim, running_[cluster].at(victim).submit_us);
    return swap;
  }
  return std::nullopt;
}

std::vector<JobId> Reclaimer::would_leave_for(JobId job, std::span<Book* const> books, Time now) const {
  std::vector<JobId> victims;
  if (const auto swap = swap_for(shares_.leaf_of(workload_.jobs[job]), job, now, books, now)) {
    for (const auto& [victim, submit_us] : swap->victims) victims.push_back(victim);
  }
  return victims;
}

std::optional<Preemptor::Swap> Reclaimer::next(std::span<Book* const> books, const MayStart& may_start, Time now) {
  for (const TenantId taker : takers()) {
    for (const auto& [submit_us, id] : askers(taker, books)) {
      const Job& job = workload_.jobs[id];
      const std::pair asked{taker, asked_by(with_grace(job), books)};
      if (hopeless_.contains(asked) || !may_start(job)) continue;
      // Who fits by now, in the room of others that was made, is started by the pass that follows.
      const auto fits = [&](const Book* book) { return book->fits_now(job); };
      if (made_room_ && std::any_of(books.begin(), books.end(), fits)) continue;
      if (auto swap = swap_for(taker, id, submit_us, books, now)) return swap;
      hopeless_.insert(asked);
    }
  }
  return std::nullopt;
}

std::vector<std::pair<Time, JobId>> Reclaimer::askers(TenantId taker, std::span<Book* const> books) const {
  const bool any_closes = std::any_of(books.begin(), books.end(), [](const Book* book) {
    const auto* nodes = dynamic_cast<const NodeBook*>(book);
    return nodes && nodes->has_closures();
  });
  std::vector<std::pair<Time, JobId>> askers;
  for (const auto& [shape, jobs] : leaves_.at(taker).waiting) {
    // What is found for the first of a shape is found for all, unless nodes are closed to some of them.
    askers.insert(askers.end(), jobs.begin(), any_closes ? jobs.end() : std::next(jobs.begin()));
  }
  std::sort(askers.begin(), askers.end());
  return askers;
}

}  // namespace berth
