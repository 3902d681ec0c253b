#include "engine/cluster/timeline.hpp"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <limits>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace berth {
namespace {

constexpr std::size_t kFewBlocks = 16;  // looked at one by one
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

// Whether a time other than the beginning is at or before `instant`, both from 0 on: without a sign a compare's result
// is a carry, which is added at once.
bool is_until(Time time, Time instant) {
  return static_cast<std::uint64_t>(time) <= static_cast<std::uint64_t>(instant);
}

// The last of 64 times at or before `instant`, which the first is. Two rounds of compares that wait for nothing: sooner
// done than halving, whose every step waits for the one before.
int last_until(const Time* times, Time instant) {
  std::size_t eighth = 0, in_eighth = 0;
  for (std::size_t i = 8; i < 64; i += 8) eighth += is_until(times[i], instant);
  for (std::size_t i = 1; i < 8; ++i) in_eighth += is_until(times[8 * eighth + i], instant);
  return static_cast<int>(8 * eighth + in_eighth);
}

// Bit i: values[i] ≥ least, for 64 values.
std::uint64_t at_least(const std::int32_t* values, std::int32_t least) {
  std::uint64_t bits = 0;
#ifdef __SSE2__
  const __m128i below = _mm_set1_epi32(least - 1);
  for (int i = 0; i < 64; i += 16) {
    const auto above = [&](int at) {
      return _mm_cmpgt_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(values + i + at)), below);
    };
    const __m128i sixteen = _mm_packs_epi16(_mm_packs_epi32(above(0), above(4)), _mm_packs_epi32(above(8), above(12)));
    bits |= static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(sixteen))) << i;
  }
#else
  for (int i = 0; i < 64; ++i) bits |= static_cast<std::uint64_t>(values[i] >= least) << i;
#endif
  return bits;
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
  if (firsts_.size() <= kFewBlocks) {
    for (std::size_t i = 1; i < firsts_.size(); ++i) block += is_until(firsts_[i], instant);
  } else {
    block = static_cast<std::size_t>(count_until(firsts_.data(), static_cast<int>(firsts_.size()), instant)) - 1;
  }
  const Block& found = *blocks_[block];
  assert(found.times[0] <= instant && instant < kNever);
  return {block, last_until(found.times, instant)};
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
  std::fill(left.times + keep, left.times + kBlockPoints, kNever);
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
  block.times[--block.count] = kNever;
  firsts_[position.block] = block.times[0];
  // A value further in stands at the point before, too.
  if (position.index == 0 && (gone == block.least || gone == block.most)) summarize(block);
  if (block.count < kBlockPoints / 4) take_in_next(position.block);
}

// What comes before the block keeps its position.
void Timeline::take_in_next(std::size_t index) {
  if (index + 1 == blocks_.size()) return;
  Block& block = *blocks_[index];
  const Block& next = *blocks_[index + 1];
  if (block.count + next.count > kBlockPoints / 2) return;
  std::copy(next.times, next.times + next.count, block.times + block.count);
  for (int i = 0; i < next.count; ++i) block.values[block.count + i] = next.values[i] + (next.pending - block.pending);
  block.count += next.count;
  block.least = std::min(block.least, next.least);
  block.most = std::max(block.most, next.most);
  blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
  firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(index) + 1);
}

// A point whose value is that of the one before says nothing.
void Timeline::remove_if_flat(Position at) {
  if (at.block == 0 && at.index == 0) return;
  const Position previous =
      at.index > 0 ? Position{at.block, at.index - 1} : Position{at.block - 1, blocks_[at.block - 1]->count - 1};
  if (value(previous) == value(at)) erase(at);
}

// What becomes less may be the least of all, what was the most may have gone; and the other way round.
void Timeline::change_values(Block& block, int first, int stop, std::int32_t change) {
  std::int32_t least = std::numeric_limits<std::int32_t>::max(), most = std::numeric_limits<std::int32_t>::min();
  for (int i = first; i < stop; ++i) {
    least = std::min(least, block.values[i]);
    most = std::max(most, block.values[i]);
    block.values[i] += change;
  }
  if (first == stop) return;
  least += block.pending;
  most += block.pending;
  const bool gone = change < 0 ? most == block.most : least == block.least;
  if (change < 0) {
    block.least = std::min(block.least, least + change);
  } else {
    block.most = std::max(block.most, most + change);
  }
  if (gone) summarize(block);
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
    const bool ends_here = block.times[block.count - 1] >= until;
    if (end.index == 0 && !ends_here) {
      block.pending += change;
      block.least += change;
      block.most += change;
      continue;
    }
    const int stop = ends_here ? last_until(block.times, until) : block.count;
    change_values(block, end.index, stop, change);
    end.index = stop;
    if (ends_here) break;
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
  std::fill(block.times + block.count, block.times + block.count + past, kNever);
  firsts_[0] = block.times[0];
  summarize(block);
  if (block.count < kBlockPoints / 4) take_in_next(0);
}

std::int64_t Timeline::free_at(Time instant) const { return value(at_or_before(instant)); }

Time Timeline::earliest(std::int64_t units, Duration length, Time from, Time before, Time enough) const {
  const bool several = blocks_.size() > 1;
  const Position at = at_or_before(from);
  Time start = kNever, end = kNever;  // of the stretch with room that reaches the block in hand; kNever: none does
  for (std::size_t i = at.block; i < blocks_.size(); ++i) {
    const Block& block = *blocks_[i];
    if (start != kNever) {
      if (block.times[0] >= end) return start;
      if (several && block.least >= units) continue;
    } else if (i != at.block && block.times[0] >= before) {
      return kNever;
    }
    if (several && block.most < units) {
      start = kNever;
      continue;
    }
    const std::uint64_t spoken_of =
        (~std::uint64_t{0} >> (kBlockPoints - block.count)) & (~std::uint64_t{0} << (i == at.block ? at.index : 0));
    const std::uint64_t room = at_least(block.values, static_cast<std::int32_t>(units - block.pending)) & spoken_of;
    std::uint64_t ahead = spoken_of;
    for (;;) {
      if (start == kNever) {
        if ((room & ahead) == 0) break;
        const int first = std::countr_zero(room & ahead);
        start = std::max(from, block.times[first]);
        if (start >= before) return kNever;
        end = std::min(start + length, enough);
        ahead &= ~std::uint64_t{0} << first;
      }
      const std::uint64_t gaps = ~room & ahead;
      if (gaps == 0) break;
      const int gap = std::countr_zero(gaps);
      if (block.times[gap] >= end) return start;
      start = kNever;
      ahead &= ~std::uint64_t{0} << gap;
    }
  }
  return start;
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
