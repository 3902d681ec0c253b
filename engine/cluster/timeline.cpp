#include "engine/cluster/timeline.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace berth {
namespace {
constexpr Time kBeginning = std::numeric_limits<Time>::min();
}

Timeline::Timeline(std::int64_t units) {
  auto block = std::make_unique<Block>();
  block->count = 1;
  block->times[0] = kBeginning;
  block->values[0] = block->least = block->most = units;
  blocks_.push_back(std::move(block));
  firsts_.push_back(kBeginning);
}

Timeline::Timeline(const Timeline& other) : firsts_(other.firsts_) {
  blocks_.reserve(other.blocks_.size());
  for (const auto& block : other.blocks_) blocks_.push_back(std::make_unique<Block>(*block));
}

void Timeline::summarize(Block& block) {
  const auto [least, most] = std::minmax_element(block.values, block.values + block.count);
  block.least = *least + block.pending;
  block.most = *most + block.pending;
}

Timeline::Position Timeline::at_or_before(Time instant) const {
  std::size_t block = 0;
  if (firsts_.size() > 1) {
    block =
        static_cast<std::size_t>(std::upper_bound(firsts_.begin() + 1, firsts_.end(), instant) - firsts_.begin()) - 1;
  }
  const Block& found = *blocks_[block];
  const auto index = std::upper_bound(found.times, found.times + found.count, instant) - found.times - 1;
  assert(index >= 0);
  return {block, static_cast<int>(index)};
}

void Timeline::split(std::size_t index) {
  Block& left = *blocks_[index];
  auto right = std::make_unique<Block>();
  // A block at the end splits unevenly: points mostly come in ascending order there.
  const int keep = index + 1 == blocks_.size() ? kBlockPoints * 3 / 4 : kBlockPoints / 2;
  right->count = left.count - keep;
  right->pending = left.pending;
  std::copy(left.times + keep, left.times + left.count, right->times);
  std::copy(left.values + keep, left.values + left.count, right->values);
  left.count = keep;
  summarize(left);
  summarize(*right);
  firsts_.insert(firsts_.begin() + static_cast<std::ptrdiff_t>(index) + 1, right->times[0]);
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(right));
}

Timeline::Position Timeline::ensure_point(Time instant) {
  Position before = at_or_before(instant);
  if (blocks_[before.block]->times[before.index] == instant) return before;
  if (blocks_[before.block]->count == kBlockPoints) {
    split(before.block);
    before = at_or_before(instant);
  }
  Block& block = *blocks_[before.block];
  const int index = before.index + 1;
  const auto moved = static_cast<std::size_t>(block.count - index);
  std::memmove(block.times + index + 1, block.times + index, moved * sizeof(Time));
  std::memmove(block.values + index + 1, block.values + index, moved * sizeof(std::int64_t));
  block.times[index] = instant;
  block.values[index] = block.values[index - 1];
  ++block.count;
  return {before.block, index};
}

void Timeline::erase(Position position) {
  Block& block = *blocks_[position.block];
  if (block.count == 1) {
    assert(blocks_.size() > 1);
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(position.block));
    firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(position.block));
    return;
  }
  const std::int64_t gone = value(position);
  const auto moved = static_cast<std::size_t>(block.count - position.index - 1);
  std::memmove(block.times + position.index, block.times + position.index + 1, moved * sizeof(Time));
  std::memmove(block.values + position.index, block.values + position.index + 1, moved * sizeof(std::int64_t));
  --block.count;
  firsts_[position.block] = block.times[0];
  if (gone == block.least || gone == block.most) summarize(block);
}

// A point whose value is that of the one before says nothing.
void Timeline::remove_if_flat(Time instant) {
  const Position at = at_or_before(instant);
  if (blocks_[at.block]->times[at.index] != instant || (at.block == 0 && at.index == 0)) return;
  const Position previous =
      at.index > 0 ? Position{at.block, at.index - 1} : Position{at.block - 1, blocks_[at.block - 1]->count - 1};
  if (value(previous) == value(at)) erase(at);
}

void Timeline::add(Time from, Time until, std::int64_t units) {
  assert(from < until);
  if (units == 0) return;
  if (until != kNever) ensure_point(until);
  const Position start = ensure_point(from);
  for (std::size_t index = start.block; index < blocks_.size(); ++index) {
    Block& block = *blocks_[index];
    if (block.times[0] >= until) break;
    const int first = index == start.block ? start.index : 0;
    if (first == 0 && block.times[block.count - 1] < until) {
      block.pending += units;
      block.least += units;
      block.most += units;
      continue;
    }
    for (int i = first; i < block.count && block.times[i] < until; ++i) block.values[i] += units;
    summarize(block);
  }
  remove_if_flat(until);
  remove_if_flat(from);
}

void Timeline::advance(Time now) {
  while (blocks_.size() > 1 && firsts_[1] <= now) {
    blocks_.erase(blocks_.begin());
    firsts_.erase(firsts_.begin());
  }
  Block& block = *blocks_.front();
  int past = 0;
  while (past + 1 < block.count && block.times[past + 1] <= now) ++past;
  if (past == 0) return;
  const auto kept = static_cast<std::size_t>(block.count - past);
  std::memmove(block.times, block.times + past, kept * sizeof(Time));
  std::memmove(block.values, block.values + past, kept * sizeof(std::int64_t));
  block.count -= past;
  firsts_[0] = block.times[0];
  summarize(block);
}

std::int64_t Timeline::free_at(Time instant) const { return value(at_or_before(instant)); }

Time Timeline::earliest(std::int64_t units, Duration length, Time from, Time before) const {
  Position at = at_or_before(from);
  Time start = from;
  for (;;) {
    // Forward to the first point with room.
    bool found = false;
    for (; at.block < blocks_.size(); ++at.block, at.index = 0) {
      const Block& block = *blocks_[at.block];
      if (block.most < units) continue;
      const std::int64_t needed = units - block.pending;
      while (at.index < block.count && block.values[at.index] < needed) ++at.index;
      if (at.index < block.count) {
        found = true;
        break;
      }
    }
    if (!found) return kNever;
    start = std::max(from, blocks_[at.block]->times[at.index]);
    if (start >= before) return kNever;

    // Does it last? Forward to the first point without room, or past the end of the stretch.
    const Time end = start + length;
    bool lasts = true;
    for (; at.block < blocks_.size(); ++at.block, at.index = 0) {
      const Block& block = *blocks_[at.block];
      if (at.index == 0 && block.times[0] >= end) break;
      if (block.least >= units) continue;
      const std::int64_t needed = units - block.pending;
      while (at.index < block.count && block.values[at.index] >= needed) ++at.index;
      if (at.index < block.count) {
        lasts = block.times[at.index] >= end;
        break;
      }
    }
    if (lasts) return start;
  }
}

std::int64_t Timeline::most_free(Time from, Time until) const {
  Position at = at_or_before(from);
  std::int64_t most = value(at);
  for (; at.block < blocks_.size(); ++at.block, at.index = 0) {
    const Block& block = *blocks_[at.block];
    if (block.times[at.index] >= until) break;
    if (at.index == 0 && block.times[block.count - 1] < until) {
      most = std::max(most, block.most);
      continue;
    }
    for (int i = at.index; i < block.count && block.times[i] < until; ++i) {
      most = std::max(most, block.values[i] + block.pending);
    }
  }
  return most;
}

std::size_t Timeline::point_count() const {
  std::size_t count = 0;
  for (const auto& block : blocks_) count += static_cast<std::size_t>(block->count);
  return count;
}

}  // namespace berth
