#include "engine/cluster/placer.hpp"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <set>

namespace berth {
namespace {

// Boards kept at a time, counted in classes: 12 bytes each.
constexpr std::size_t kBoardClasses = 16'000'000;

// splitmix64 (Steele, Lea & Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA'14).
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9E3779B97F4A7C15ULL;
  value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9ULL;
  value = (value ^ (value >> 27)) * 0x94D049BB133111EBULL;
  return value ^ (value >> 31);
}

}  // namespace

std::vector<std::uint32_t> ranks_for(const ClusterSpec& cluster, const PlacementAlgorithm& algorithm,
                                     const Choice& choice) {
  constexpr double kNoSeed = 0;
  const double seed = choice.parameter("seed", kNoSeed);
  if (seed == kNoSeed || algorithm.at_random) return {};
  std::vector<std::uint32_t> ranks(static_cast<std::size_t>(cluster.node_count()));
  std::iota(ranks.begin(), ranks.end(), 0U);
  std::uint64_t state = mixed(static_cast<std::uint64_t>(seed));
  for (std::size_t i = ranks.size(); i > 1; --i) {
    state = mixed(state);
    std::swap(ranks[i - 1], ranks[state % i]);
  }
  return ranks;
}

Sites::Sites(const ClusterSpec& cluster) {
  std::map<std::string, std::uint32_t> rack_numbers, zone_numbers;
  for (const NodeGroup& group : cluster.groups) {
    const auto zone = zone_numbers.try_emplace(group.zone, zone_numbers.size()).first->second;
    if (zone == zones.size()) zones.emplace_back();
    for (std::int64_t i = 0; i < group.count; ++i) {
      std::string name = group.zone + '\n' + group.rack;
      if (group.nodes_per_rack > 0) name += '\n' + std::to_string(i / group.nodes_per_rack);
      const auto rack = rack_numbers.try_emplace(std::move(name), rack_numbers.size()).first->second;
      if (rack == racks.size()) racks.emplace_back();
      const auto node = static_cast<std::uint32_t>(rack_of.size());
      racks[rack].push_back(node);
      zones[zone].push_back(node);
      rack_of.push_back(rack);
      zone_of.push_back(zone);
    }
  }
}

// What the replica to be placed next must keep to.
struct Placer::Wish {
  JobId id = 0;
  std::uint32_t replica = 0;
  const std::vector<std::uint32_t>* within = nullptr;              // these nodes only
  const std::map<std::uint32_t, std::uint32_t>* not_on = nullptr;  // nodes of jobs it keeps apart from
  Spread spread = Spread::kAnywhere;
  std::set<std::uint32_t> used;  // nodes, or racks, its other replicas are on

  bool is_free(const Sites& sites, std::uint32_t node) const {
    if (not_on && not_on->contains(node)) return false;
    if (spread == Spread::kAnywhere) return true;
    return !used.contains(spread == Spread::kNodes ? node : sites.rack_of[node]);
  }
  bool is_plain() const { return !within && (!not_on || not_on->empty()) && used.empty(); }
};

std::size_t Placer::Hash::operator()(const Key& key) const {
  std::uint64_t hash = mixed(key.traits);
  hash = mixed(hash ^ static_cast<std::uint64_t>(key.one.cpu_milli));
  hash = mixed(hash ^ static_cast<std::uint64_t>(key.one.memory_mib));
  return mixed(hash ^ static_cast<std::uint64_t>(key.one.gpu_milli));
}

Placer::Placer(const ClusterSpec& cluster, const Workload& workload, const PlacementAlgorithm& algorithm,
               const Choice& choice)
    : cluster_(cluster),
      workload_(workload),
      algorithm_(algorithm),
      scorer_(algorithm.make({cluster, workload, choice})),
      seed_(static_cast<std::uint64_t>(choice.parameter("seed", 1))),
      sites_(std::make_shared<Sites>(cluster)) {}

Placer::Placer(const Placer& other)
    : cluster_(other.cluster_),
      workload_(other.workload_),
      algorithm_(other.algorithm_),
      scorer_(other.scorer_->clone()),
      seed_(other.seed_),
      sites_(other.sites_) {}

bool group_allows(const Traits& traits, const Resources& per_replica, const NodeGroup& group) {
  if (!std::includes(group.labels.begin(), group.labels.end(), traits.labels.begin(), traits.labels.end()))
    return false;
  if (!std::includes(traits.tolerates.begin(), traits.tolerates.end(), group.taints.begin(), group.taints.end())) {
    return false;
  }
  if (per_replica.gpu_milli == 0) return true;
  if (group.gpu_memory_mib < traits.gpu_memory_mib) return false;
  const auto& models = traits.gpu_models;
  return models.empty() || std::binary_search(models.begin(), models.end(), group.gpu_model);
}

bool Placer::allows(const Job& job, std::uint32_t group) const {
  return group_allows(workload_.traits_of(job), job.per_replica, cluster_.groups[group]);
}

ScoreBoard& Placer::board_of(const Job& job) {
  std::unique_ptr<ScoreBoard>& board = boards_[{job.per_replica, job.traits}];
  if (!board) {
    std::vector<bool> groups(cluster_.groups.size());
    for (std::uint32_t group = 0; group < groups.size(); ++group) groups[group] = allows(job, group);
    board = std::make_unique<ScoreBoard>(job.per_replica, std::move(groups));
    if (boards_.size() * board->size() > kBoardClasses) {
      std::unique_ptr<ScoreBoard> kept = std::move(board);
      boards_.clear();
      return *(boards_[{job.per_replica, job.traits}] = std::move(kept));
    }
  }
  return *board;
}

std::uint64_t Placer::draw(const Wish& wish, std::uint64_t below, std::uint64_t salt) const {
  return mixed(mixed(mixed(seed_) ^ wish.id) ^ (std::uint64_t{wish.replica} << 8) ^ salt) % below;
}

Seat Placer::seat_on(NodePool& pool, const ScoreBoard& board, std::uint32_t node, const Wish& wish) {
  const std::int64_t share = board.one().gpu_milli;
  if (!pool.room(node).has_slots_for(board.one())) return {node, 1, Seat::kNoSlot};
  const Room& room = pool.state(pool.class_of(node)).room;
  std::int32_t gpu = board.gpu(pool.class_of(node));
  if (algorithm_.at_random) {
    const auto first = std::lower_bound(room.slots.begin(), room.slots.end(), share);
    const auto shared = static_cast<std::uint64_t>(room.slots.end() - first);
    const std::uint64_t drawn = draw(wish, shared + static_cast<std::uint64_t>(room.whole_gpus), 2);
    gpu = drawn < shared ? static_cast<std::int32_t>(first - room.slots.begin() + static_cast<std::ptrdiff_t>(drawn))
                         : Fit::kWhole;
  }
  if (gpu == Fit::kWhole) return {node, 1, pool.whole_slot(node)};
  return {node, 1, pool.slot_with(node, room.slots[static_cast<std::size_t>(gpu)])};
}

std::optional<Seat> Placer::anywhere(NodePool& pool, ScoreBoard& board, const Wish& wish) {
  if (!algorithm_.at_random) {
    std::uint32_t rank = std::numeric_limits<std::uint32_t>::max();
    board.each_best([&](std::uint32_t node_class) {
      rank = std::min(rank, pool.members(node_class).back());
      return true;
    });
    return seat_on(pool, board, pool.node_at(rank), wish);
  }
  std::vector<std::uint32_t> ranks;
  board.each_with_room([&](std::uint32_t node_class) {
    const auto& members = pool.members(node_class);
    ranks.insert(ranks.end(), members.begin(), members.end());
    return true;
  });
  // The drawn one in the nodes' own order: which class came first is of no matter.
  const auto drawn = ranks.begin() + static_cast<std::ptrdiff_t>(draw(wish, ranks.size(), 1));
  std::nth_element(ranks.begin(), drawn, ranks.end());
  return seat_on(pool, board, pool.node_at(*drawn), wish);
}

std::optional<Seat> Placer::among(NodePool& pool, ScoreBoard& board, const Wish& wish) {
  std::vector<std::uint32_t> ranks;  // of the best, or of all where any will do
  double best = ScoreBoard::kNoRoom;
  const auto look_at = [&](std::uint32_t node) {
    const double value = board.value(pool.class_of(node));
    if (value == ScoreBoard::kNoRoom || value < best || !wish.is_free(*sites_, node)) return;
    if (value > best) ranks.clear();
    best = value;
    ranks.push_back(pool.rank_of(node));
  };
  if (wish.within) {
    for (const std::uint32_t node : *wish.within) look_at(node);
  } else {
    for (std::uint32_t node = 0; node < pool.node_count(); ++node) look_at(node);
  }
  if (ranks.empty()) return std::nullopt;
  const auto chosen =
      ranks.begin() + (algorithm_.at_random ? static_cast<std::ptrdiff_t>(draw(wish, ranks.size(), 1)) : 0);
  std::nth_element(ranks.begin(), chosen, ranks.end());
  return seat_on(pool, board, pool.node_at(*chosen), wish);
}

std::optional<Seat> Placer::next(NodePool& pool, ScoreBoard& board, const Wish& wish) {
  board.update(pool, *scorer_);
  if (board.best() == ScoreBoard::kNoRoom) return std::nullopt;
  return wish.is_plain() ? anywhere(pool, board, wish) : among(pool, board, wish);
}

std::optional<Placement> Placer::place_within(NodePool& pool, ScoreBoard& board, Wish& wish, const Job& job,
                                              Then then) {
  Placement seats;
  wish.used.clear();
  for (wish.replica = 0; wish.replica < job.replicas; ++wish.replica) {
    const std::optional<Seat> seat = next(pool, board, wish);
    if (!seat) break;
    pool.take(*seat, job.per_replica);
    seats.push_back(*seat);
    if (wish.spread == Spread::kNodes) wish.used.insert(seat->node);
    if (wish.spread == Spread::kRacks) wish.used.insert(sites_->rack_of[seat->node]);
  }
  const bool all = seats.size() == job.replicas;
  if (!all || then == Then::kLeave) {
    for (auto seat = seats.rbegin(); seat != seats.rend(); ++seat) pool.give(*seat, job.per_replica);
  }
  if (!all) return std::nullopt;
  std::sort(seats.begin(), seats.end());
  Placement placement;
  for (const Seat& seat : seats) {
    if (!placement.empty() && placement.back().node == seat.node && placement.back().slot == seat.slot) {
      placement.back().replicas += seat.replicas;
    } else {
      placement.push_back(seat);
    }
  }
  return placement;
}

std::optional<Placement> Placer::place_in_one(NodePool& pool, ScoreBoard& board, Wish& wish, const Job& job,
                                              const std::vector<std::vector<std::uint32_t>>& places, Then then) {
  board.update(pool, *scorer_);
  wish.used.clear();  // of an attempt elsewhere
  std::vector<std::pair<std::int64_t, std::size_t>> candidates;
  for (std::size_t place = 0; place < places.size(); ++place) {
    std::int64_t room = 0;
    for (const std::uint32_t node : places[place]) {
      if (board.value(pool.class_of(node)) == ScoreBoard::kNoRoom || !wish.is_free(*sites_, node)) continue;
      room += wish.spread == Spread::kNodes ? 1 : pool.room(node).times(job.per_replica, job.replicas);
    }
    if (room >= job.replicas) candidates.emplace_back(room, place);
  }
  std::sort(candidates.begin(), candidates.end());
  for (const auto& [room, place] : candidates) {
    wish.within = &places[place];
    if (auto placement = place_within(pool, board, wish, job, then)) return placement;
  }
  wish.within = nullptr;
  return std::nullopt;
}

std::optional<Placement> Placer::place(NodePool& pool, const Apart& apart, JobId id, const Job& job, Then then) {
  const Traits& traits = workload_.traits_of(job);
  ScoreBoard& board = board_of(job);
  Wish wish;
  wish.id = id;
  wish.spread = traits.spread;
  if (!traits.apart.empty()) {
    const auto found = apart.find(traits.apart);
    if (found != apart.end()) wish.not_on = &found->second;
  }
  switch (traits.pack) {
    case Pack::kRack:
      return place_in_one(pool, board, wish, job, sites_->racks, then);
    case Pack::kZone:
      return place_in_one(pool, board, wish, job, sites_->zones, then);
    case Pack::kPreferRack:
      if (auto placement = place_in_one(pool, board, wish, job, sites_->racks, then)) return placement;
      [[fallthrough]];
    case Pack::kPreferZone:
      if (auto placement = place_in_one(pool, board, wish, job, sites_->zones, then)) return placement;
      [[fallthrough]];
    case Pack::kAnywhere:
      break;
  }
  wish.within = nullptr;
  return place_within(pool, board, wish, job, then);
}

std::int64_t Placer::room_for(NodePool& pool, const Apart& apart, const Job& job, std::int64_t limit) {
  const Traits& traits = workload_.traits_of(job);
  ScoreBoard& board = board_of(job);
  board.update(pool, *scorer_);
  if (board.best() == ScoreBoard::kNoRoom) return 0;
  std::int64_t room = 0;
  const auto found = traits.apart.empty() ? apart.end() : apart.find(traits.apart);
  const bool keeps_apart = found != apart.end() && !found->second.empty();
  board.each_with_room([&](std::uint32_t node_class) {
    auto nodes = static_cast<std::int64_t>(pool.members(node_class).size());
    if (keeps_apart) {
      nodes = std::count_if(pool.members(node_class).begin(), pool.members(node_class).end(),
                            [&](std::uint32_t rank) { return !found->second.contains(pool.node_at(rank)); });
    }
    const std::int64_t each =
        traits.spread != Spread::kAnywhere
            ? 1
            : pool.state(node_class).room.times(job.per_replica, std::max(limit, std::int64_t{1}));
    room += nodes * each;
    return room < limit;
  });
  return std::min(room, limit);
}

bool Placer::fits(NodePool& pool, const Apart& apart, JobId id, const Job& job) {
  if (room_for(pool, apart, job, job.replicas) < job.replicas) return false;
  const Traits& traits = workload_.traits_of(job);
  // Counting nodes is enough unless what one replica takes says where the next may be.
  if (traits.pack != Pack::kRack && traits.pack != Pack::kZone && traits.spread != Spread::kRacks) return true;
  return place(pool, apart, id, job, Then::kLeave).has_value();
}

}  // namespace berth
