// Places the replicas of a job, all or none, on the nodes of a pool by a placement algorithm, within what the job's
// traits ask for. One replica after the other goes where the score is highest; of nodes that score alike the first in
// the pool's order takes it.
//
// A job that wants to stand in one rack or zone tries those with room for it, the one with room for the fewest such
// replicas first, then by number.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/cluster/node_pool.hpp"
#include "engine/cluster/score_board.hpp"

namespace berth {

// The order in which nodes that score alike are taken, for a pool: by node, its rank. Empty, their own order, unless
// the choice has a seed, which shuffles them.
std::vector<std::uint32_t> ranks_for(const ClusterSpec& cluster, const PlacementAlgorithm& algorithm,
                                     const Choice& choice);

// Where nodes stand, by node.
struct Sites {
  explicit Sites(const ClusterSpec& cluster);

  std::vector<std::uint32_t> rack_of, zone_of;  // numbered by first node
  std::vector<std::vector<std::uint32_t>> racks, zones;
};

// Jobs that must not share a node, by the name they keep apart by: which nodes have how many of them.
using Apart = std::map<std::string, std::map<std::uint32_t, std::uint32_t>>;

// Whether nodes of this group are what such a job asks for.
bool group_allows(const Traits& traits, const Resources& per_replica, const NodeGroup& group);

class Placer {
 public:
  // All given outlive it.
  Placer(const ClusterSpec& cluster, const Workload& workload, const PlacementAlgorithm& algorithm,
         const Choice& choice);
  // The same, for another pool.
  Placer(const Placer& other);
  Placer& operator=(const Placer&) = delete;

  enum class Then : std::uint8_t { kTake, kLeave };
  // Where the job goes, taken from the pool or left there; nothing when it does not fit, and the pool is as before.
  std::optional<Placement> place(NodePool& pool, const Apart& apart, JobId id, const Job& job, Then then);
  bool fits(NodePool& pool, const Apart& apart, JobId id, const Job& job);
  // How many replicas of it, at most `limit`, would find room one by one.
  std::int64_t room_for(NodePool& pool, const Apart& apart, const Job& job, std::int64_t limit);

  // Whether nodes of this group are what the job asks for.
  bool allows(const Job& job, std::uint32_t group) const;
  const Sites& sites() const { return *sites_; }
  const PlacementAlgorithm& algorithm() const { return algorithm_; }

  // Boards follow one pool; with another they begin anew.
  void forget_pool() { boards_.clear(); }

 private:
  struct Key {
    Resources one;
    TraitsId traits;
    bool operator==(const Key&) const = default;
  };
  struct Hash {
    std::size_t operator()(const Key& key) const;
  };
  struct Wish;

  ScoreBoard& board_of(const Job& job);
  // The next replica's seat; nothing when there is no room.
  std::optional<Seat> next(NodePool& pool, ScoreBoard& board, const Wish& wish);
  std::optional<Seat> anywhere(NodePool& pool, ScoreBoard& board, const Wish& wish);
  std::optional<Seat> among(NodePool& pool, ScoreBoard& board, const Wish& wish);
  Seat seat_on(NodePool& pool, const ScoreBoard& board, std::uint32_t node, const Wish& wish);
  std::optional<Placement> place_within(NodePool& pool, ScoreBoard& board, Wish& wish, const Job& job, Then then);
  std::optional<Placement> place_in_one(NodePool& pool, ScoreBoard& board, Wish& wish, const Job& job,
                                        const std::vector<std::vector<std::uint32_t>>& places, Then then);
  std::uint64_t draw(const Wish& wish, std::uint64_t below, std::uint64_t salt) const;

  const ClusterSpec& cluster_;
  const Workload& workload_;
  const PlacementAlgorithm& algorithm_;
  std::unique_ptr<Scorer> scorer_;
  std::uint64_t seed_;
  std::shared_ptr<const Sites> sites_;
  std::unordered_map<Key, std::unique_ptr<ScoreBoard>, Hash> boards_;
};

}  // namespace berth
