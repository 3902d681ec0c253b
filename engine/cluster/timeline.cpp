#include "engine/cluster/timeline.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>

namespace berth {
namespace {

constexpr Time kBeginning = std::numeric_limits<Time>::min();

// The number of times at or before `instant`, which the first is. Halves without branching: where an expected end
// falls cannot be predicted.
int count_until(const Time* times, int count, Time instant) {
  const Time* base = times;
  while (count > 1) {
    const int half = count / 2;
    base = base[half] <= instant ? base + half : base;
    count -= half;
  }
  return static_cast<int>(base - times) + 1;
}

}  // namespace

Timeline::Timeline(std::int64_t units) {
  auto block = std::make_unique<Block>();
  block->count = 1;
  block->times[0] = kBeginning;
  block->values[0] = block->least = block->most = static_cast<std::int32_t>(units);
  blocks_.push_back(std::move(block));
  firsts_.push_back(kBeginning);
}

Timeline::Timeline(const Timeline& other) : firsts_(other.firsts_) {
  blocks_.reserve(other.blocks_.size());
  for (const auto& block : other.blocks_) blocks_.push_back(std::make_unique<Block>(*block));
}

void Timeline::summarize(Block& block) const {
  if (blocks_.size() == 1) return;
  std::int32_t least = block.values[0], most = block.values[0];
  for (int i = 1; i < block.count; ++i) {
    least = std::min(least, block.values[i]);
    most = std::max(most, block.values[i]);
  }
  block.least = least + block.pending;
  block.most = most + block.pending;
}

Timeline::Position Timeline::at_or_before(Time instant) const {
  std::size_t block = 0;
  if (firsts_.size() > 1) {
    block = static_cast<std::size_t>(count_until(firsts_.data(), static_cast<int>(firsts_.size()), instant)) - 1;
  }
  const Block& found = *blocks_[block];
  assert(found.times[0] <= instant);
  if (found.count == 1 || instant < found.times[1]) return {block, 0};
  return {block, count_until(found.times, found.count, instant) - 1};
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
  firsts_.insert(firsts_.begin() + static_cast<std::ptrdiff_t>(index) + 1, right->times[0]);
  blocks_.insert(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1, std::move(right));
  summarize(left);
  summarize(*blocks_[index + 1]);
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
  std::memmove(block.values + index + 1, block.values + index, moved * sizeof(std::int32_t));
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
  std::memmove(block.values + position.index, block.values + position.index + 1, moved * sizeof(std::int32_t));
  --block.count;
  firsts_[position.block] = block.times[0];
  if (gone == block.least || gone == block.most) summarize(block);
}

// A point whose value is that of the one before says nothing.
void Timeline::remove_if_flat(Position at) {
  if (at.block == 0 && at.index == 0) return;
  const Position previous =
      at.index > 0 ? Position{at.block, at.index - 1} : Position{at.block - 1, blocks_[at.block - 1]->count - 1};
  if (value(previous) == value(at)) erase(at);
}

void Timeline::add(Time from, Time until, std::int64_t units) {
  assert(from < until);
  if (units == 0) return;
  const auto change = static_cast<std::int32_t>(units);
  ensure_point(until);
  const Position start = ensure_point(from);
  Position end{start.block, start.index};
  for (; end.block < blocks_.size(); ++end.block, end.index = 0) {
    Block& block = *blocks_[end.block];
    if (block.times[0] >= until) break;
    if (end.index == 0 && block.times[block.count - 1] < until) {
      block.pending += change;
      block.least += change;
      block.most += change;
      continue;
    }
    while (end.index < block.count && block.times[end.index] < until) block.values[end.index++] += change;
    summarize(block);
    if (end.index < block.count) break;
  }
  remove_if_flat(end);
  remove_if_flat(start);
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
  std::memmove(block.values, block.values + past, kept * sizeof(std::int32_t));
  block.count -= past;
  firsts_[0] = block.times[0];
  summarize(block);
}

std::int64_t Timeline::free_at(Time instant) const { return value(at_or_before(instant)); }

Time Timeline::earliest(std::int64_t units, Duration length, Time from, Time before, Time enough) const {
  const bool several = blocks_.size() > 1;
  Position at = at_or_before(from);
  Time start = from;
  for (;;) {
    // Forward to the first point with room.
    bool found = false;
    for (; at.block < blocks_.size(); ++at.block, at.index = 0) {
      const Block& block = *blocks_[at.block];
      if (several && block.most < units) continue;
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
    const Time end = std::min(start + length, enough);
    bool lasts = true;
    for (; at.block < blocks_.size(); ++at.block, at.index = 0) {
      const Block& block = *blocks_[at.block];
      if (at.index == 0 && block.times[0] >= end) break;
      if (several && block.least >= units) continue;
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
    if (blocks_.size() > 1 && at.index == 0 && block.times[block.count - 1] < until) {
      most = std::max<std::int64_t>(most, block.most);
      continue;
    }
    for (int i = at.index; i < block.count && block.times[i] < until; ++i) {
      most = std::max<std::int64_t>(most, block.values[i] + block.pending);
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
