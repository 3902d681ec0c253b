#include "engine/cluster/node_book.hpp"

#include <algorithm>
#include <cassert>
#include <set>

namespace berth {

NodeBook::Shut::Shut(NodePool& pool, const ClusterSpec& cluster, const Job& job, Time from)
    : pool_(pool), cluster_(cluster) {
  for (std::uint32_t i = 0; i < cluster.closures.size(); ++i) {
    const Closure& closure = cluster.closures[i];
    if (closure.overlaps(from, from + job.requested_us) && !closure.admits(job)) closures_.push_back(i);
  }
  block(1);
}

NodeBook::Shut::~Shut() { block(-1); }

void NodeBook::Shut::block(int by) {
  for (const std::uint32_t closure : closures_) {
    for (const std::uint32_t node : cluster_.closures[closure].nodes) pool_.block(node, by);
  }
}

NodeBook::NodeBook(const ClusterSpec& cluster, const Workload& workload, const PlacementAlgorithm& algorithm,
                   const Choice& choice)
    : cluster_(std::make_shared<ClusterSpec>(cluster)),
      workload_(&workload),
      total_(cluster.capacity()),
      pool_(*cluster_, algorithm.by_kinds, ranks_for(*cluster_, algorithm, choice)),
      placer_(*cluster_, workload, algorithm, choice),
      ahead_(placer_),
      empty_(*cluster_, false),
      never_(placer_) {}

NodeBook::NodeBook(const NodeBook& other)
    : Book(other),
      cluster_(other.cluster_),
      workload_(other.workload_),
      total_(other.total_),
      pool_(other.pool_),
      placer_(other.placer_),
      ahead_(other.ahead_),
      empty_(other.empty_),
      never_(other.never_),
      apart_(other.apart_),
      down_(other.down_),
      running_(other.running_),
      reserved_(other.reserved_),
      closed_(other.closed_),
      head_(other.head_),
      now_(other.now_) {}

bool NodeBook::can_ever(const Job& job) const { return never_.fits(empty_, {}, kNoJob, job); }

bool NodeBook::fits_now(const Job& job) const {
  const Shut shut(pool_, *cluster_, job, now_);
  return placer_.fits(pool_, apart_, kNoJob, job);
}

bool NodeBook::allows(const Job& job, std::uint32_t node) const { return placer_.allows(job, pool_.group_of(node)); }

double NodeBook::ratio_left(const Resources& free, const Job& job) const {
  const Resources left = free - job.per_replica * job.replicas;
  double sum = 0;
  const auto add = [&sum](std::int64_t amount, std::int64_t capacity) {
    if (capacity > 0) sum += static_cast<double>(amount) / static_cast<double>(capacity);
  };
  add(left.cpu_milli, total_.cpu_milli);
  add(left.memory_mib, total_.memory_mib);
  add(left.gpu_milli, total_.gpu_milli);
  return sum;
}

double NodeBook::left_after(const Job& job) const {
  Resources free = pool_.free();
  for (const auto& [node, until] : down_) free -= pool_.room(node).total();
  return ratio_left(free, job);
}

double NodeBook::left_after(const Job& job, Time at) const {
  Resources free;
  const std::vector<Room> nodes = room(at, at + 1);
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    const auto down = down_.find(node);
    if (down == down_.end() || down->second <= at) free += nodes[node].total();
  }
  return ratio_left(free, job);
}

void NodeBook::take(std::vector<Room>& nodes, const Hold& hold) const {
  for (const Seat& seat : hold.nodes) nodes[seat.node].take(hold.per_replica, seat.replicas, seat.slot);
}

std::vector<Room> NodeBook::room(Time from, Time until) const {
  // Free resources only shrink where a hold begins: the least is at `from` or at one of those instants.
  std::set<Time> instants{from};
  for (const auto& [id, hold] : reserved_) {
    if (hold.from > from && hold.from < until) instants.insert(hold.from);
  }
  std::vector<Room> least;
  for (const Time instant : instants) {
    std::vector<Room> nodes;
    nodes.reserve(empty_.node_count());
    for (std::uint32_t node = 0; node < empty_.node_count(); ++node) nodes.push_back(empty_.room(node));
    for (const auto* holds : {&running_, &reserved_}) {
      for (const auto& [id, hold] : *holds) {
        if (hold.from <= instant && instant < hold.until) take(nodes, hold);
      }
    }
    if (least.empty()) {
      least = std::move(nodes);
      continue;
    }
    for (std::size_t i = 0; i < nodes.size(); ++i) least[i].lessen(nodes[i]);
  }
  return least;
}

NodeBook::Future NodeBook::future_with(std::vector<Room> rooms, Time from, Time until) const {
  Future future{NodePool(pool_, std::move(rooms)), {}};
  for (std::uint32_t node = 0; node < pool_.node_count(); ++node) {
    if (!pool_.is_blocked(node)) continue;
    const auto down = down_.find(node);
    if (down == down_.end() || from < down->second) future.pool.block(node, 1);
  }
  for (const auto* holds : {&running_, &reserved_}) {
    for (const auto& [id, hold] : *holds) {
      if (hold.from < until && from < hold.until) keep_apart(hold, future.apart, true);
    }
  }
  return future;
}

NodeBook::Future NodeBook::future_now(Time now, Time until) const {
  std::vector<Room> nodes = room(now, until);
  for (std::uint32_t node = 0; node < nodes.size(); ++node) nodes[node].lessen(pool_.room(node));
  Future future = future_with(std::move(nodes), now, until);
  for (const auto& [node, up] : down_) {
    if (up <= now) future.pool.block(node, 1);  // it comes back at this very instant, but has not yet
  }
  for (const auto& [name, counts] : apart_) {
    for (const auto& [node, count] : counts) future.apart[name][node] += count;
  }
  return future;
}

std::optional<Placement> NodeBook::place_in(Future future, JobId id, const Job& job, Time from) const {
  const Shut shut(future.pool, *cluster_, job, from);
  ahead_.forget_pool();
  return ahead_.place(future.pool, future.apart, id, job, Placer::Then::kLeave);
}

void NodeBook::keep_apart(const Hold& hold, Apart& apart, bool together) const {
  const std::string& name = workload_->traits[hold.traits].apart;
  if (name.empty()) return;
  auto& nodes = apart[name];
  for (const Seat& seat : hold.nodes) {
    if (together) {
      ++nodes[seat.node];
    } else if (--nodes[seat.node] == 0) {
      nodes.erase(seat.node);
    }
  }
}

void NodeBook::add(JobId id, Hold hold) {
  keep_apart(hold, apart_, true);
  running_.emplace(id, std::move(hold));
}

void NodeBook::run(JobId id, Hold hold) {
  for (const Seat& seat : hold.nodes) pool_.take(seat, hold.per_replica);
  add(id, std::move(hold));
}

void NodeBook::start(JobId id, const Job& job, Time now) {
  const Shut shut(pool_, *cluster_, job, now);
  auto placement = placer_.place(pool_, apart_, id, job, Placer::Then::kTake);
  assert(placement);
  add(id, {std::move(*placement), job.per_replica, job.traits, now, now + job.requested_us});
}

void NodeBook::finish(JobId id, const Job&, Time, Time) {
  const auto found = running_.find(id);
  assert(found != running_.end());
  const Hold& hold = found->second;
  for (const Seat& seat : hold.nodes) pool_.give(seat, hold.per_replica);
  keep_apart(hold, apart_, false);
  running_.erase(found);
}

void NodeBook::extend(JobId id, const Job&, Time, Time new_end) { running_.at(id).until = new_end; }

Time NodeBook::promise_head(JobId id, const Job& job, Time now) {
  forget_head();
  const Time shadow = earliest(job, now, kNever);
  assert(shadow != kNever);
  reserve(id, job, shadow);
  head_ = id;
  return shadow;
}

void NodeBook::forget_head() {
  if (head_ != kNoJob) reserved_.erase(head_);
  head_ = kNoJob;
}

Window NodeBook::window(Time) const { return {kCountLimit, kNever, kCountLimit}; }

Reason NodeBook::beside_head(const Job& job, Time now) const {
  if (!fits_now(job)) return Reason::kNone;
  if (head_ == kNoJob) return Reason::kElsewhere;
  if (!place_in(future_now(now, now + job.requested_us), kNoJob, job, now)) return Reason::kNone;
  return now + job.requested_us <= reserved_.at(head_).from ? Reason::kEndsByShadow : Reason::kSpareUnits;
}

void NodeBook::start_beside_head(JobId id, const Job& job, Time now, Reason) {
  if (head_ == kNoJob) return start(id, job, now);
  auto placement = place_in(future_now(now, now + job.requested_us), id, job, now);
  assert(placement);
  run(id, {std::move(*placement), job.per_replica, job.traits, now, now + job.requested_us});
}

Time NodeBook::earliest(const Job& job, Time from, Time before) const {
  std::set<Time> instants{from};
  for (const auto* holds : {&running_, &reserved_}) {
    for (const auto& [id, hold] : *holds) {
      if (hold.until > from) instants.insert(hold.until);
    }
  }
  for (const auto& [node, until] : down_) {
    if (until > from) instants.insert(until);
  }
  for (const Closure& closure : cluster_->closures) {
    if (closure.until_us > from) instants.insert(closure.until_us);
  }
  for (const Time instant : instants) {
    if (instant >= before) break;
    if (place_in(future(instant, instant + job.requested_us), kNoJob, job, instant)) return instant;
  }
  return kNever;
}

void NodeBook::reserve(JobId id, const Job& job, Time at) {
  auto placement = place_in(future(at, at + job.requested_us), id, job, at);
  assert(placement);
  reserved_.emplace(id, Hold{std::move(*placement), job.per_replica, job.traits, at, at + job.requested_us});
}

void NodeBook::drop_reservation(JobId id, const Job&, Time) {
  const auto found = reserved_.find(id);
  dropped_ = std::move(found->second);
  reserved_.erase(found);
}

void NodeBook::restore_reservation(JobId id, const Job&, Time at) {
  assert(dropped_.from == at);
  static_cast<void>(at);
  reserved_.emplace(id, std::move(dropped_));
}

// In truth, now: whoever was expected to be gone may still be there.
bool NodeBook::reservation_is_free(JobId id, const Job&) const {
  const Hold& hold = reserved_.at(id);
  const auto apart = apart_.find(workload_->traits[hold.traits].apart);
  for (auto seat = hold.nodes.begin(); seat != hold.nodes.end();) {
    const std::uint32_t node = seat->node;
    if (pool_.is_blocked(node)) return false;
    if (apart != apart_.end() && apart->second.contains(node)) return false;
    for (Room room = pool_.room(node); seat != hold.nodes.end() && seat->node == node; ++seat) {
      if (!room.can_take(hold.per_replica, seat->replicas, seat->slot)) return false;
      room.take(hold.per_replica, seat->replicas, seat->slot);
    }
  }
  return true;
}

void NodeBook::start_reserved(JobId id, const Job&, Time now) {
  const auto found = reserved_.find(id);
  assert(found != reserved_.end() && found->second.from == now);
  Hold hold = std::move(found->second);
  reserved_.erase(found);
  hold.from = now;
  run(id, std::move(hold));
}

void NodeBook::take_down(std::uint32_t node, Time until, Time) {
  const auto [down, is_new] = down_.try_emplace(node, until);
  if (is_new) pool_.block(node, 1);
  down->second = until;
}

void NodeBook::bring_up(std::uint32_t node, Time) {
  pool_.block(node, -1);
  down_.erase(node);
}

void NodeBook::close(const Placement& nodes, Time until) {
  for (const Seat& seat : nodes) {
    pool_.block(seat.node, 1);
    closed_.emplace(until, seat.node);
  }
}

bool NodeBook::advance(Time now) {
  now_ = now;
  bool opens = false;
  while (!closed_.empty() && closed_.begin()->first <= now) {
    pool_.block(closed_.begin()->second, -1);
    closed_.erase(closed_.begin());
    opens = true;
  }
  return opens;
}

void NodeBook::start_at(JobId id, const Job& job, Time now, const Placement& nodes) {
  run(id, {nodes, job.per_replica, job.traits, now, now + job.requested_us});
}

}  // namespace berth
