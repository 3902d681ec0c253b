#include "engine/scheduler/preemptor.hpp"

#include <algorithm>
#include <deque>

namespace berth {
namespace {

Duration seconds_of(const Choice& choice, std::string_view key) {
  return static_cast<Duration>(choice.parameter(key, 0) * static_cast<double>(kSecond));
}

}  // namespace

Preemptor::Preemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice,
                     std::size_t clusters)
    : workload_(workload),
      algorithm_(algorithm),
      cost_{seconds_of(choice, "grace"), seconds_of(choice, "checkpoint"), seconds_of(choice, "restart")},
      min_run_us_(seconds_of(choice, "min_run")),
      budget_(static_cast<std::uint32_t>(choice.parameter("budget", 0))),
      running_(clusters),
      on_node_(clusters),
      plans_(clusters, PreemptionPlans(algorithm)) {}

void Preemptor::runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) {
  running_[cluster].emplace(job, Stay{now, submit_us});
  ++running_priorities_[workload_.jobs[job].priority];
  auto& nodes = on_node_[cluster];
  for (const Seat& seat : book.placement_of(job)) {
    if (seat.node >= nodes.size()) nodes.resize(seat.node + 1);
    std::vector<JobId>& here = nodes[seat.node];
    if (std::find(here.begin(), here.end(), job) == here.end()) here.push_back(job);
    plans_[cluster].changed(seat.node);
    ripening_.emplace(now + std::max<Duration>(min_run_us_, 1), cluster, seat.node);
  }
}

void Preemptor::ended(JobId job, ClusterId cluster, const Book& book) {
  if (running_[cluster].erase(job) == 0) return;
  for (const Seat& seat : book.placement_of(job)) {
    std::erase(on_node_[cluster][seat.node], job);
    plans_[cluster].changed(seat.node);
  }
  const auto count = running_priorities_.find(workload_.jobs[job].priority);
  if (--count->second == 0) running_priorities_.erase(count);
}

void Preemptor::ripen(Time now) {
  while (!ripening_.empty() && std::get<0>(ripening_.top()) <= now) {
    const auto [at, cluster, node] = ripening_.top();
    plans_[cluster].changed(node);
    ripening_.pop();
  }
}

void Preemptor::preempted(JobId job, ClusterId cluster, const Placement& nodes, Time now) {
  ++preemptions_[job];
  made_room_ = true;
  if (cost_.grace_us == 0) return;
  for (const Seat& seat : nodes) ripening_.emplace(now + cost_.grace_us, cluster, seat.node);  // it opens then
}

bool Preemptor::may_leave(JobId id, const Stay& stay, std::int32_t priority, Time now) const {
  if (workload_.jobs[id].priority >= priority || stay.since_us == now || now - stay.since_us < min_run_us_)
    return false;
  if (budget_ == 0) return true;
  const auto count = preemptions_.find(id);
  return count == preemptions_.end() || count->second < budget_;
}

std::vector<JobId> Preemptor::on_one_node(const Job& job, ClusterId cluster, const NodeBook& book, Time now) {
  std::deque<Placement> seats;
  const auto candidates_on = [&](std::uint32_t node) {
    std::vector<Running> candidates;
    seats.clear();
    if (node >= on_node_[cluster].size()) return candidates;
    for (const JobId id : on_node_[cluster][node]) {
      const Stay& stay = running_[cluster].at(id);
      if (!may_leave(id, stay, job.priority, now)) continue;
      Placement& here = seats.emplace_back(book.running_placement(id));
      std::erase_if(here, [&](const Seat& seat) { return seat.node != node; });
      for (Seat& seat : here) seat.node = 0;
      const Job& running = workload_.jobs[id];
      candidates.push_back({id, running.priority, stay.since_us, running.per_replica, &here});
    }
    return candidates;
  };
  return plans_[cluster].best(job, book, candidates_on);
}

std::vector<JobId> Preemptor::victims_for(const Job& job, ClusterId cluster, const NodeBook& book, Time now) const {
  // Only nodes the job may go to are looked at: what others hold elsewhere is of no use to it.
  const NodePool& pool = book.pool();
  std::vector<Room> free(pool.node_count());
  std::vector<bool> usable(pool.node_count());
  for (std::uint32_t node = 0; node < free.size(); ++node) {
    usable[node] = !pool.is_blocked(node) && book.allows(job, node);
    if (usable[node]) free[node] = pool.room(node);
  }
  std::vector<Running> candidates;
  std::deque<Placement> filtered;
  for (const auto& [id, stay] : running_[cluster]) {
    if (!may_leave(id, stay, job.priority, now)) continue;
    const Job& running = workload_.jobs[id];
    const Placement* seats = &book.running_placement(id);
    if (!std::all_of(seats->begin(), seats->end(), [&](const Seat& seat) { return usable[seat.node]; })) {
      Placement& kept = filtered.emplace_back(*seats);
      std::erase_if(kept, [&](const Seat& seat) { return !usable[seat.node]; });
      if (kept.empty()) continue;
      seats = &kept;
    }
    candidates.push_back({id, running.priority, stay.since_us, running.per_replica, seats});
  }
  return algorithm_.choose(job, free, candidates).value_or(std::vector<JobId>{});
}

std::optional<Preemptor::Swap> Preemptor::next(std::span<Book* const> books, const MayStart& may_start, Time now) {
  if (running_priorities_.empty()) return std::nullopt;
  ripen(now);
  for (const auto& [minus_priority, submit_us, id] : waiting_) {
    const Job& job = workload_.jobs[id];
    if (job.priority <= running_priorities_.begin()->first) return std::nullopt;
    if (!may_preempt(workload_.traits_of(job), job.replicas)) continue;
    const auto known = hopeless_.find(shape_of(job));
    if (known != hopeless_.end() && job.priority <= known->second) continue;
    if (!may_start(job)) continue;
    const auto fits = [&](const Book* book) { return book->fits_now(job); };
    if (made_room_ && std::any_of(books.begin(), books.end(), fits)) continue;
    for (ClusterId cluster = 0; cluster < books.size(); ++cluster) {
      const auto* book = dynamic_cast<const NodeBook*>(books[cluster]);
      if (!book || !book->can_ever(job)) continue;
      const std::vector<JobId> victims =
          job.replicas == 1 ? on_one_node(job, cluster, *book, now) : victims_for(job, cluster, *book, now);
      if (victims.empty()) continue;
      Swap swap{id, submit_us, cluster, {}};
      for (const JobId victim : victims) swap.victims.emplace_back(victim, running_[cluster].at(victim).submit_us);
      return swap;
    }
    hopeless_[shape_of(job)] = job.priority;
  }
  return std::nullopt;
}

}  // namespace berth
