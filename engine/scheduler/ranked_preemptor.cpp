#include "engine/scheduler/ranked_preemptor.hpp"

#include <algorithm>
#include <deque>

namespace berth {

RankedPreemptor::RankedPreemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice,
                                 std::size_t clusters, const ServiceQueues* queues, const AttainedService* service)
    : Preemptor(workload, algorithm, choice),
      queues_(queues),
      service_(service),
      running_(clusters),
      on_node_(clusters),
      plans_(clusters, PreemptionPlans(by_priority())) {}

std::int32_t RankedPreemptor::rank_of(JobId id) const {
  const Job& job = workload_.jobs[id];
  return queues_ ? -queues_->queue_of(service_width(job, workload_), service_->held_us(id)) : job.priority;
}

void RankedPreemptor::count(JobId id, const Stay& stay, int sign) {
  const auto count = running_ranks_.try_emplace(stay.rank, 0).first;
  count->second += static_cast<std::uint64_t>(sign);
  if (count->second == 0) running_ranks_.erase(count);
  if (!queues_) return;
  if (sign > 0) {
    in_queue_[stay.rank].emplace(stay.submit_us, id);
  } else {
    in_queue_[stay.rank].erase({stay.submit_us, id});
  }
}

bool RankedPreemptor::any_came_later(std::int32_t rank, Arrival arrival) const {
  const auto queue = in_queue_.find(rank);
  return queue != in_queue_.end() && !queue->second.empty() && *queue->second.rbegin() > arrival;
}

void RankedPreemptor::changed(ClusterId cluster, const Placement& seats) {
  for (const Seat& seat : seats) plans_[cluster].changed(seat.node);
}

void RankedPreemptor::runs(JobId job, ClusterId cluster, const Book& book, Time submit_us, Time now) {
  const Stay& stay = running_[cluster].emplace(job, Stay{now, submit_us, rank_of(job)}).first->second;
  count(job, stay, +1);
  auto& nodes = on_node_[cluster];
  const Placement seats = book.placement_of(job);
  for (const Seat& seat : seats) {
    if (seat.node >= nodes.size()) nodes.resize(seat.node + 1);
    std::vector<JobId>& here = nodes[seat.node];
    if (std::find(here.begin(), here.end(), job) == here.end()) here.push_back(job);
  }
  changed(cluster, seats);
  ripening_.emplace(ripe_at(stay), cluster, job, now);
  note_next_change(job, cluster, stay);
  if (!queues_) note_ripening(job, stay);
}

void RankedPreemptor::note_next_change(JobId id, ClusterId cluster, const Stay& stay) {
  if (!queues_) return;
  const Duration leaves = queues_->leaves_after(service_width(workload_.jobs[id], workload_), -stay.rank);
  if (leaves == kNever) return;
  ripening_.emplace(stay.since_us + leaves - service_->held_us(id), cluster, id, stay.since_us);
}

void RankedPreemptor::ended(JobId job, ClusterId cluster, const Book& book, Time) {
  const auto found = running_[cluster].find(job);
  if (found == running_[cluster].end()) return;
  count(job, found->second, -1);
  forget_ripening(job);
  running_[cluster].erase(found);
  const Placement seats = book.placement_of(job);
  for (const Seat& seat : seats) std::erase(on_node_[cluster][seat.node], job);
  changed(cluster, seats);
}

void RankedPreemptor::begin() {
  hopeless_.clear();
  made_room_ = false;
}

void RankedPreemptor::preempted(JobId job, ClusterId cluster, const Placement& nodes, Time now) {
  count_preemption(job);
  made_room_ = true;
  if (cost().grace_us == 0) return;
  for (const Seat& seat : nodes) opening_.emplace(now + cost().grace_us, cluster, seat.node);
}

void RankedPreemptor::ripen(std::span<Book* const> books, Time now) {
  for (; !opening_.empty() && std::get<0>(opening_.top()) <= now; opening_.pop()) {
    plans_[std::get<1>(opening_.top())].changed(std::get<2>(opening_.top()));
  }
  while (!ripening_.empty() && std::get<0>(ripening_.top()) <= now) {
    const auto [at, cluster, job, since] = ripening_.top();
    ripening_.pop();
    const auto found = running_[cluster].find(job);
    if (found == running_[cluster].end() || found->second.since_us != since) continue;
    Stay& stay = found->second;
    if (queues_) {
      const double width = service_width(workload_.jobs[job], workload_);
      const int queue = queues_->queue_of(width, service_->held_us(job) + now - since);
      if (-queue != stay.rank) {
        count(job, stay, -1);
        stay.rank = -queue;
        count(job, stay, +1);
        note_next_change(job, cluster, stay);
      }
    }
    changed(cluster, books[cluster]->placement_of(job));
  }
}

Time RankedPreemptor::wake_at(Time now) {
  if (waiting_.empty()) return kNever;
  if (!queues_) return next_ripe(now);
  while (!ripening_.empty()) {
    const auto [at, cluster, job, since] = ripening_.top();
    const auto found = running_[cluster].find(job);
    if (found != running_[cluster].end() && found->second.since_us == since) return at;
    ripening_.pop();
  }
  return kNever;
}

std::vector<JobId> RankedPreemptor::on_one_node(const Job& wanted, ClusterId cluster, const NodeBook& book,
                                                const NodeBook::Shut& shut, Time now) {
  std::deque<Placement> seats;
  const auto candidates_on = [&](std::uint32_t node) {
    std::vector<Running> candidates;
    seats.clear();
    if (node >= on_node_[cluster].size()) return candidates;
    for (const JobId id : on_node_[cluster][node]) {
      const Stay& stay = running_[cluster].at(id);
      if (!may_leave_for(id, stay, wanted.priority, now)) continue;
      Placement& here = seats.emplace_back(book.running_placement(id));
      std::erase_if(here, [&](const Seat& seat) { return seat.node != node; });
      for (Seat& seat : here) seat.node = 0;
      candidates.push_back({id, stay.rank, stay.since_us, workload_.jobs[id].per_replica, &here});
    }
    return candidates;
  };
  return plans_[cluster].best(wanted, book, shut.closures(), candidates_on);
}

std::vector<JobId> RankedPreemptor::victims_for(const Job& wanted, Arrival arrival, ClusterId cluster,
                                                const NodeBook& book, Time now) {
  const NodeBook::Shut shut = book.shut_for(wanted);
  std::vector<JobId> victims =
      wanted.replicas == 1
          ? on_one_node(wanted, cluster, book, shut, now)
          : choose_in_cluster(wanted, book, running_[cluster], [&](JobId id, const Stay& stay) {
              return may_leave_for(id, stay, wanted.priority, now) ? std::optional(stay.rank) : std::nullopt;
            });
  if (!victims.empty() || !any_came_later(wanted.priority, arrival)) return victims;
  Job above = wanted;  // those of its own queue are below it, too
  ++above.priority;
  return choose_in_cluster(above, book, running_[cluster], [&](JobId id, const Stay& stay) {
    const bool later = stay.rank < wanted.priority || Arrival(stay.submit_us, id) > arrival;
    return later && may_leave_for(id, stay, above.priority, now) ? std::optional(stay.rank) : std::nullopt;
  });
}

std::optional<Preemptor::Swap> RankedPreemptor::next(std::span<Book* const> books, const MayStart& may_start,
                                                     Time now) {
  if (running_ranks_.empty()) return std::nullopt;
  ripen(books, now);
  for (const auto& [minus_rank, submit_us, id] : waiting_) {
    const std::int32_t rank = -minus_rank;
    const std::int32_t lowest = running_ranks_.begin()->first;
    if (queues_ ? rank < lowest : rank <= lowest) return std::nullopt;
    const Job& job = workload_.jobs[id];
    if (!may_preempt(workload_.traits_of(job), job.replicas)) continue;
    Job wanted = with_grace(job);
    wanted.priority = rank;
    const Asked asked = asked_by(wanted, books);
    const auto known = hopeless_.find(asked);
    if (known != hopeless_.end() && rank <= known->second) continue;
    if (!may_start(wanted)) continue;
    const auto fits = [&](const Book* book) { return book->fits_now(job); };
    if (made_room_ && std::any_of(books.begin(), books.end(), fits)) continue;
    for (ClusterId cluster = 0; cluster < books.size(); ++cluster) {
      const auto* book = dynamic_cast<const NodeBook*>(books[cluster]);
      if (!book || !book->can_ever(wanted)) continue;
      const std::vector<JobId> victims = victims_for(wanted, {submit_us, id}, cluster, *book, now);
      if (victims.empty()) continue;
      Swap swap{id, submit_us, cluster, {}};
      for (const JobId victim : victims) swap.victims.emplace_back(victim, running_[cluster].at(victim).submit_us);
      return swap;
    }
    hopeless_[asked] = rank;
  }
  return std::nullopt;
}

}  // namespace berth
