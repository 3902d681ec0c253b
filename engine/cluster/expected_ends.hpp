// When what runs on a homogeneous cluster is expected to end, and how many units come free then: all the future that
// EASY's one promise needs. Without reservations the free units only grow, so that the first instant with room has it
// for good. Ends are kept sorted in blocks that know the sum of their units: looking for room skips whole blocks. With
// n distinct ends an operation costs O(√n) at worst.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/time.hpp"

namespace berth {

class ExpectedEnds {
 public:
  ExpectedEnds() : blocks_(1), firsts_{0} {}

  void add(Time end, std::int64_t units);
  // REQUIRES: as many were added, to end just then.
  void remove(Time end, std::int64_t units);

  // Units that are expected to be back by `instant`.
  std::int64_t back_by(Time instant) const;

  struct Room {
    Time at = kNever;
    std::int64_t free = 0;  // units free at that instant
  };
  // The first instant from `now` on with `units` free, where `free` are so now; kNever when there is none.
  Room first_with(std::int64_t units, std::int64_t free, Time now) const;

 private:
  static constexpr int kBlockEnds = 64;
  struct End {
    Time at;
    std::int64_t units;
  };
  struct Block {
    int count = 0;
    std::int64_t sum = 0;
    End ends[kBlockEnds];

    // The index of the first end at or after `at`.
    int index_of(Time at) const;
    void insert(int index, const End& end);
    void erase(int index);
  };

  std::size_t block_of(Time end) const;
  void split(std::size_t block);

  // Never empty; no block is empty save a single one.
  std::vector<Block> blocks_;
  std::vector<Time> firsts_;  // blocks_[i].ends[0].at, for searching
};

}  // namespace berth
