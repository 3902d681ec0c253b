#include "engine/cluster/score_board.hpp"

#include <algorithm>

namespace berth {

void ScoreBoard::evaluate(const NodePool& pool, Scorer& scorer, std::uint32_t node_class) {
  versions_[node_class] = pool.version(node_class);
  double value = kNoRoom;
  if (!pool.members(node_class).empty()) {
    const NodeState& state = pool.state(node_class);
    if (!state.blocked && groups_[state.group] && state.room.fits(one_)) {
      const Fit fit = scorer.score(state, one_);
      value = fit.value;
      gpus_[node_class] = fit.gpu;
    }
  }
  if (value == values_[node_class]) return;
  values_[node_class] = value;
  const auto block = static_cast<std::uint32_t>(node_class / kBlock);
  if (dirty_.empty() || dirty_.back() != block) dirty_.push_back(block);
}

void ScoreBoard::update(const NodePool& pool, Scorer& scorer) {
  const std::size_t count = pool.class_count();
  if (values_.size() < count) {
    values_.resize(count, kNoRoom);
    gpus_.resize(count, Fit::kWhole);
    versions_.resize(count, 0);
    blocks_.resize((count + kBlock - 1) / kBlock, kNoRoom);
  }
  dirty_.clear();
  const bool known = pool.changes(position_, changed_);
  if (begun_ && known) {
    for (const std::uint32_t node_class : changed_) {
      if (versions_[node_class] != pool.version(node_class)) evaluate(pool, scorer, node_class);
    }
  } else {
    for (std::uint32_t node_class = 0; node_class < count; ++node_class) {
      if (versions_[node_class] != pool.version(node_class)) evaluate(pool, scorer, node_class);
    }
  }
  begun_ = true;
  if (dirty_.empty()) return;
  for (const std::uint32_t block : dirty_) {
    const auto begin = values_.begin() + static_cast<std::ptrdiff_t>(block * kBlock);
    const auto end = values_.begin() + static_cast<std::ptrdiff_t>(std::min(values_.size(), (block + 1) * kBlock));
    blocks_[block] = *std::max_element(begin, end);
  }
  best_ = *std::max_element(blocks_.begin(), blocks_.end());
}

}  // namespace berth
