// The smallest set of items whose gains cover a deficit, and among the smallest the first in this order: two sets of
// one size are compared by their last items, then by those before them, and so on; the smaller is first.
//
// Exact, by iterative deepening: the caller asks for sets of one size after the other. Two things keep it short:
// * Bounds: whatever is left of the deficit must be covered, resource by resource, by the largest gains there are.
// * Dominance: an item that has `size` items before it which each gain as much in everything is in no first set, for it
//   could be exchanged for one of them.
// The work is bounded by the caller. Covering is the multidimensional knapsack's problem: no bound of ours is safe from
// every input.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <vector>

namespace berth {

// Amounts of whatever is to be covered. Sums of all gains stay within 64 bits.
using Amounts = std::array<std::int64_t, 4>;

struct CoverItem {
  Amounts gain{};  // none negative
  // Items of one place can be exchanged when their gains allow it; of no place, never.
  std::uint32_t place = kNoPlace;
  static constexpr std::uint32_t kNoPlace = std::numeric_limits<std::uint32_t>::max();
};

class SmallestCover {
 public:
  using Members = std::vector<std::size_t>;  // items, the last first
  // Whether a set whose gains cover the deficit does so in truth, where gains are only bounds.
  using Suffices = std::function<bool(const Members&)>;

  // The items come in their order; those covered already have a deficit of at most 0.
  SmallestCover(std::vector<CoverItem> items, const Amounts& deficit);

  std::size_t item_count() const { return items_.size(); }
  // No smaller set covers; more than item_count() when even all do not.
  std::size_t least_size() const;

  // The first set of exactly this size among the first `end` items; nothing when there is none, or when `work` fell
  // below 0 looking for it. A step of work is an entry in a table of bounds, an item tried, or a few comparisons.
  // REQUIRES: size ≥ 1, and no smaller set covers.
  std::optional<Members> first_of_size(std::size_t size, std::size_t end, const Suffices& suffices, std::int64_t& work);

 private:
  // Keeps the items that may be in a first set of this size.
  void leave_out_dominated(std::size_t size, std::size_t end, std::int64_t& work);
  void make_bounds(std::size_t size);
  // The most that `count` of the first `end` kept items gain, in each amount by itself.
  const Amounts& most(std::size_t end, std::size_t count) const { return most_[end * (size_ + 1) + count]; }
  Members found() const;  // members_ as items
  bool search(std::size_t count, std::size_t end, const Amounts& left, const Suffices& suffices, std::int64_t& work);

  std::vector<CoverItem> items_;
  Amounts deficit_;

  // Of the size being looked at.
  std::size_t size_ = 0;
  std::vector<std::size_t> kept_;
  std::vector<Amounts> most_;
  Members members_;  // positions in kept_
};

}  // namespace berth
