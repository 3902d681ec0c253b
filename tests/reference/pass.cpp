#include <algorithm>
#include <tuple>

#include "tests/reference/simulation.hpp"

namespace berth::reference {

void Simulation::pass() {
  if (scales_) scale();
  just_refused_.clear();
  backfill();
  if (policy_.preemption.name != "none" && preempt()) backfill();
  ended_early_ = extended_ = false;
  deal();
  unstick();
}

void Simulation::backfill() {
  if (order_.takes_turns()) return take_turns();
  const std::vector<JobId> queue = order_.sorted(queue_, eligible_, now_);
  if (policy_.backfill.name == "conservative") {
    conservative(queue);
  } else if (policy_.backfill.name == "greedy") {
    for (const JobId job : queue) start_in_order({job});
  } else {
    const std::size_t head = start_in_order(queue);
    if (policy_.backfill.name != "none" && head < queue.size()) easy(queue, head);
  }
}

void Simulation::take_turns() {
  for (;;) {
    std::vector<JobId> candidates = queue_;
    if (policy_.backfill.name == "greedy") {
      std::erase_if(candidates, [&](JobId job) {
        if (!order_.may_hold(job)) return true;
        for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
          if (start_at_once(job, cluster, free_now(cluster))) return false;
        }
        return true;
      });
    }
    if (candidates.empty() || start_in_order({order_.next_in_turn(candidates, eligible_)}) == 0) return;
  }
}

std::size_t Simulation::depth(std::size_t waiting) const {
  const auto limit = static_cast<std::size_t>(policy_.backfill.parameter("depth", 0));
  return limit == 0 ? waiting : std::min(waiting, limit);
}

std::size_t Simulation::start_in_order(const std::vector<JobId>& queue) {
  for (std::size_t place = 0; place < queue.size(); ++place) {
    std::vector<Option> options;
    for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
      if (const auto option = start_at_once(queue[place], cluster, free_now(cluster))) options.push_back(*option);
    }
    const auto chosen = best(options);
    if (!chosen) return place;
    start(queue[place], *chosen);
  }
  return queue.size();
}

void Simulation::easy(const std::vector<JobId>& queue, std::size_t place_of_head) {
  const JobId head = queue[place_of_head];
  const Option promise = *best_promise(head);
  std::int64_t extra = 0;
  if (in_units_) {
    extra = promised_free(promise.cluster, promise.start).front().cpu_milli - jobs_[head].replicas;
  } else {
    reservations_ = {{head, promise.cluster, promise.start, promise.start + jobs_[head].requested_us, promise.taken}};
  }

  std::vector<JobId> behind(queue.begin() + static_cast<std::ptrdiff_t>(place_of_head) + 1, queue.end());
  behind.resize(depth(behind.size()));
  if (policy_.backfill.name == "easy-sjbf") {
    std::stable_sort(behind.begin(), behind.end(),
                     [&](JobId a, JobId b) { return jobs_[a].requested_us < jobs_[b].requested_us; });
  }
  for (const JobId job : behind) {
    const Time end = now_ + jobs_[job].requested_us;
    std::vector<Option> options;
    for (ClusterId cluster = 0; cluster < machines_.size(); ++cluster) {
      Free room = free_now(cluster);
      if (cluster == promise.cluster && in_units_) {
        if (end > promise.start && jobs_[job].replicas > extra) continue;
      } else if (cluster == promise.cluster) {
        room = least(std::move(room), promised_free_during(cluster, now_, end));
      }
      if (const auto option = start_at_once(job, cluster, room)) options.push_back(*option);
    }
    const auto chosen = best(options);
    if (!chosen) continue;
    start(job, *chosen);
    if (chosen->cluster == promise.cluster && end > promise.start) extra -= jobs_[job].replicas;
  }
  reservations_.clear();
}

void Simulation::conservative(std::vector<JobId> queue) {
  const std::size_t holders = depth(queue.size());
  for (std::size_t place = holders; place < queue.size(); ++place) drop_reservation(queue[place]);
  queue.resize(holders);
  if (extended_) reservations_.clear();
  for (const JobId job : queue) {
    const auto held = find(reservations_, job);
    if (held != reservations_.end() && !ended_early_) continue;
    const std::optional<Hold> was = held == reservations_.end() ? std::nullopt : std::optional(*held);
    drop_reservation(job);
    const Option promise = *best_promise(job);
    if (was && was->from >= now_ && promise.start > was->from) {
      reservations_.push_back(*was);
      continue;
    }
    reservations_.push_back(
        {job, promise.cluster, promise.start, promise.start + jobs_[job].requested_us, promise.taken});
  }
  for (const JobId job : queue) {
    const Hold reservation = *find(reservations_, job);
    if (reservation.from > now_) continue;
    if (!is_free(reservation)) continue;
    drop_reservation(job);
    start(job, {reservation.cluster, now_, 0, reservation.taken});
  }
}

bool Simulation::is_free(const Hold& reservation) const {
  const Nodes kept = kept_from_now(reservation.job, reservation.cluster);
  for (const Seat& seat : reservation.taken.seats) {
    if (kept.contains(seat.node)) return false;
  }
  return machines_[reservation.cluster].fits(free_now(reservation.cluster), jobs_[reservation.job], reservation.taken);
}

void Simulation::drop_reservation(JobId job) {
  std::erase_if(reservations_, [&](const Hold& hold) { return hold.job == job; });
}

}  // namespace berth::reference
