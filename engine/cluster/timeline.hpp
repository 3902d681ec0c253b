// A homogeneous cluster's future: how many units are free from each instant on, by the expected ends of running jobs
// and by reservations. A step function of time, kept as sorted points in blocks that know their least and greatest
// value: finding room skips whole blocks, and holding or giving back a stretch touches the blocks at its ends and
// adds a number to those between. With p points an operation costs O(√p) at worst and far less as a rule.
#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/model/time.hpp"

namespace berth {

class Timeline {
 public:
  // REQUIRES: 0 ≤ units ≤ kCountLimit, and no instant spoken of is before 0. All `units` free from the beginning of
  // time.
  explicit Timeline(std::int64_t units);
  Timeline(const Timeline& other);
  Timeline(Timeline&&) noexcept = default;
  Timeline& operator=(Timeline&&) noexcept = default;
  ~Timeline() = default;

  // Forgets what was before `now`. Later calls must not speak of it.
  void advance(Time now);

  // Takes `units` from [from, until), or gives them back. REQUIRES: from < until.
  void hold(Time from, Time until, std::int64_t units) { add(from, until, -units); }
  void give_back(Time from, Time until, std::int64_t units) { add(from, until, units); }

  std::int64_t free_at(Time instant) const;

  // The first instant in [from, before) from which `units` are free for `length`, or at least until `enough`; kNever
  // when there is none.
  Time earliest(std::int64_t units, Duration length, Time from, Time before = kNever, Time enough = kNever) const;

  // Greatest number of units free at any instant of [from, until).
  std::int64_t most_free(Time from, Time until) const;

  std::size_t point_count() const;

 private:
  static constexpr int kBlockPoints = 64;  // a bit each in a word
  struct Block {
    Block() { std::fill(times, times + kBlockPoints, kNever); }
    int count = 0;
    std::int32_t pending = 0;          // to be added to every value of the block
    std::int32_t least = 0, most = 0;  // kept only while there are several blocks
    Time times[kBlockPoints];          // kNever behind the last
    std::int32_t values[kBlockPoints] = {};
  };
  struct Position {
    std::size_t block;
    int index;
  };

  void add(Time from, Time until, std::int64_t units);
  void change_values(Block& block, int first, int stop, std::int32_t change);  // of points [first, stop)
  Position at_or_before(Time instant) const;
  Position ensure_point(Time instant);
  void remove_if_flat(Position position);
  void erase(Position position);
  void summarize(Block& block) const;
  void split(std::size_t block);
  void take_in_next(std::size_t block);

  std::int64_t value(Position position) const {
    return blocks_[position.block]->values[position.index] + blocks_[position.block]->pending;
  }

  // Never empty; the first point is at or before every instant spoken of, the last value holds for ever.
  std::vector<std::unique_ptr<Block>> blocks_;
  std::vector<Time> firsts_;  // blocks_[i]->times[0], for searching
};

}  // namespace berth
