// The scores of all node classes for one request, kept up to date as classes change: finding the best costs about the
// number of classes over kBlock, and as much again as has changed since the last look.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "engine/cluster/node_pool.hpp"

namespace berth {

class ScoreBoard {
 public:
  static constexpr double kNoRoom = -std::numeric_limits<double>::infinity();

  // `groups`: by group, whether its nodes may be used at all.
  ScoreBoard(const Resources& one, std::vector<bool> groups) : one_(one), groups_(std::move(groups)) {}

  void update(const NodePool& pool, Scorer& scorer);

  double best() const { return best_; }
  double value(std::uint32_t node_class) const { return values_[node_class]; }
  std::int32_t gpu(std::uint32_t node_class) const { return gpus_[node_class]; }
  const Resources& one() const { return one_; }
  const std::vector<bool>& groups() const { return groups_; }
  std::size_t size() const { return values_.size(); }

  // Calls `use` with every class that scores best, or with every class with room, until it returns false.
  template <class Use>
  void each_best(Use&& use) const {
    each([this](double value) { return value == best_; }, best_, use);
  }
  template <class Use>
  void each_with_room(Use&& use) const {
    each([](double value) { return value != kNoRoom; }, kNoRoom, use);
  }

 private:
  static constexpr std::size_t kBlock = 64;

  template <class Wanted, class Use>
  void each(Wanted&& wanted, double at_least, Use&& use) const {
    if (best_ == kNoRoom) return;
    for (std::size_t block = 0; block < blocks_.size(); ++block) {
      if (blocks_[block] < at_least || blocks_[block] == kNoRoom) continue;
      const std::size_t end = std::min(values_.size(), (block + 1) * kBlock);
      for (std::size_t i = block * kBlock; i < end; ++i) {
        if (wanted(values_[i]) && !use(static_cast<std::uint32_t>(i))) return;
      }
    }
  }

  void evaluate(const NodePool& pool, Scorer& scorer, std::uint32_t node_class);

  Resources one_;
  std::vector<bool> groups_;
  std::uint64_t position_ = 0;  // in the pool's log
  bool begun_ = false;
  // By class.
  std::vector<double> values_;
  std::vector<std::int32_t> gpus_;
  std::vector<std::uint32_t> versions_;
  // The highest value of each block of classes.
  std::vector<double> blocks_;
  double best_ = kNoRoom;
  std::vector<std::uint32_t> changed_;
  std::vector<std::uint32_t> dirty_;
};

}  // namespace berth
