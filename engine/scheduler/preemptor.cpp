#include "engine/scheduler/preemptor.hpp"

#include <algorithm>
#include <deque>

namespace berth {
namespace {

double value_of(const AlgorithmInfo& info, const Choice& choice, std::string_view key) {
  const auto known = std::find_if(info.parameters.begin(), info.parameters.end(),
                                  [&](const ParameterInfo& parameter) { return parameter.name == key; });
  return choice.parameter(key, known == info.parameters.end() ? 0 : known->otherwise);
}

Duration seconds_of(const AlgorithmInfo& info, const Choice& choice, std::string_view key) {
  const double us = value_of(info, choice, key) * static_cast<double>(kSecond);
  return us < static_cast<double>(kTimeLimit) ? static_cast<Duration>(us) : kTimeLimit;
}

}  // namespace

Preemptor::Preemptor(const Workload& workload, const PreemptionAlgorithm& algorithm, const Choice& choice)
    : workload_(workload),
      cost_{seconds_of(algorithm.info, choice, "grace"), seconds_of(algorithm.info, choice, "checkpoint"),
            seconds_of(algorithm.info, choice, "restart")},
      min_run_us_(seconds_of(algorithm.info, choice, "min_run")),
      budget_(static_cast<std::uint32_t>(std::min(value_of(algorithm.info, choice, "budget"), 4e9))) {}

bool Preemptor::may_leave(JobId id, const Stay& stay, Time now) const {
  if (now < ripe_at(stay)) return false;
  if (budget_ == 0) return true;
  const auto count = preemptions_.find(id);
  return count == preemptions_.end() || count->second < budget_;
}

void Preemptor::note_ripening(JobId job, const Stay& stay) {
  if (min_run_us_ == 0) return;
  ripens_[job] = ripe_at(stay);
  ripe_.emplace(ripe_at(stay), job);
}

Time Preemptor::next_ripe(Time now) {
  for (; !ripe_.empty(); ripe_.pop()) {
    const auto& [at, job] = ripe_.top();
    const auto ripens = ripens_.find(job);
    if (at > now && ripens != ripens_.end() && ripens->second == at) return at;
  }
  return kNever;
}

std::vector<JobId> Preemptor::choose_in_cluster(const Job& wanted, const NodeBook& book, const Stays& running,
                                                const RankOf& rank_of) const {
  return choose_in_cluster(wanted, book, running, rank_of,
                           [&](std::span<const Room> free, const std::vector<Running>& candidates) {
                             return by_priority().choose(wanted, free, candidates).value_or(std::vector<JobId>{});
                           });
}

std::vector<JobId> Preemptor::choose_in_cluster(const Job& wanted, const NodeBook& book, const Stays& running,
                                                const RankOf& rank_of, const ChooseOf& choose) const {
  const NodePool& pool = book.pool();
  std::vector<Room> free(pool.node_count());
  std::vector<bool> usable(pool.node_count());
  for (std::uint32_t node = 0; node < free.size(); ++node) {
    usable[node] = !pool.is_blocked(node) && book.allows(wanted, node);
    if (usable[node]) free[node] = pool.room(node);
  }
  std::vector<Running> candidates;
  std::deque<Placement> filtered;
  for (const auto& [id, stay] : running) {
    const Placement* seats = &book.running_placement(id);
    const auto is_usable = [&](const Seat& seat) { return usable[seat.node]; };
    if (std::none_of(seats->begin(), seats->end(), is_usable)) continue;
    const std::optional<std::int32_t> rank = rank_of(id, stay);
    if (!rank) continue;
    if (!std::all_of(seats->begin(), seats->end(), is_usable)) {
      Placement& kept = filtered.emplace_back(*seats);
      std::erase_if(kept, [&](const Seat& seat) { return !usable[seat.node]; });
      seats = &kept;
    }
    candidates.push_back({id, *rank, stay.since_us, workload_.jobs[id].per_replica, seats});
  }
  return choose(free, std::move(candidates));
}

Preemptor::Asked Preemptor::asked_by(const Job& wanted, std::span<Book* const> books) {
  Asked asked{shape_of(wanted), {}};
  for (std::size_t cluster = 0; cluster < books.size(); ++cluster) {
    const auto* book = dynamic_cast<const NodeBook*>(books[cluster]);
    if (!book || !book->has_closures()) continue;
    const std::vector<std::uint32_t> closures = book->shut_for(wanted).closures();
    asked.second.push_back(static_cast<std::uint32_t>(closures.size()));
    asked.second.insert(asked.second.end(), closures.begin(), closures.end());
  }
  return asked;
}

bool Preemptor::makes_room_alone(JobId victim, const Job& wanted, const NodeBook& book) const {
  const Placement& seats = book.running_placement(victim);
  for (auto seat = seats.begin(); seat != seats.end();) {
    const std::uint32_t node = seat->node;
    Room room = book.pool().room(node);
    for (; seat != seats.end() && seat->node == node; ++seat) {
      room.give(workload_.jobs[victim].per_replica, seat->replicas, seat->slot);
    }
    if (room.fits(wanted.per_replica) && !book.pool().is_blocked(node) && book.allows(wanted, node)) return true;
  }
  return false;
}

}  // namespace berth
