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
      running_(clusters) {}

void Preemptor::runs(JobId job, ClusterId cluster, Time submit_us, Time now) {
  running_[cluster].emplace(job, Stay{now, submit_us});
  ++running_priorities_[workload_.jobs[job].priority];
}

void Preemptor::ended(JobId job, ClusterId cluster) {
  if (running_[cluster].erase(job) == 0) return;
  const auto count = running_priorities_.find(workload_.jobs[job].priority);
  if (--count->second == 0) running_priorities_.erase(count);
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
    const Time since = stay.since_us;
    const Job& running = workload_.jobs[id];
    if (running.priority >= job.priority || since == now || now - since < min_run_us_) continue;
    if (budget_ > 0) {
      const auto count = preemptions_.find(id);
      if (count != preemptions_.end() && count->second >= budget_) continue;
    }
    const Placement* seats = &book.running_placement(id);
    if (!std::all_of(seats->begin(), seats->end(), [&](const Seat& seat) { return usable[seat.node]; })) {
      Placement& kept = filtered.emplace_back(*seats);
      std::erase_if(kept, [&](const Seat& seat) { return !usable[seat.node]; });
      if (kept.empty()) continue;
      seats = &kept;
    }
    candidates.push_back({id, running.priority, since, running.per_replica, seats});
  }
  return algorithm_.choose(job, free, candidates).value_or(std::vector<JobId>{});
}

std::optional<Preemptor::Swap> Preemptor::next(std::span<Book* const> books, Time now) {
  if (running_priorities_.empty()) return std::nullopt;
  for (const auto& [minus_priority, submit_us, id] : waiting_) {
    const Job& job = workload_.jobs[id];
    if (job.priority <= running_priorities_.begin()->first) return std::nullopt;
    const auto known = hopeless_.find(shape_of(job));
    if (known != hopeless_.end() && job.priority <= known->second) continue;
    for (ClusterId cluster = 0; cluster < books.size(); ++cluster) {
      const auto* book = dynamic_cast<const NodeBook*>(books[cluster]);
      if (!book || !book->can_ever(job)) continue;
      const std::vector<JobId> victims = victims_for(job, cluster, *book, now);
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
