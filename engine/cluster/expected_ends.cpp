#include "engine/cluster/expected_ends.hpp"

#include <algorithm>
#include <cassert>

namespace berth {

// Ends come in no order that a branch could be predicted by: counting those before costs less than searching.
int ExpectedEnds::Block::index_of(Time end) const {
  int index = 0;
  for (int i = 0; i < count; ++i) index += ends[i] < end;
  return index;
}

void ExpectedEnds::Block::insert(int index, Time end, std::int64_t units_then) {
  std::copy_backward(ends + index, ends + count, ends + count + 1);
  std::copy_backward(units + index, units + count, units + count + 1);
  ends[index] = end;
  units[index] = units_then;
  ++count;
}

void ExpectedEnds::Block::erase(int index) {
  std::copy(ends + index + 1, ends + count, ends + index);
  std::copy(units + index + 1, units + count, units + index);
  --count;
}

std::size_t ExpectedEnds::block_of(Time end) const {
  if (blocks_.size() == 1) return 0;
  const auto above = std::upper_bound(firsts_.begin(), firsts_.end(), end);
  return above == firsts_.begin() ? 0 : static_cast<std::size_t>(above - firsts_.begin()) - 1;
}

void ExpectedEnds::split(std::size_t index) {
  Block right;
  Block& left = blocks_[index];
  const int keep = kBlockEnds / 2;
  right.count = left.count - keep;
  std::copy(left.ends + keep, left.ends + left.count, right.ends);
  std::copy(left.units + keep, left.units + left.count, right.units);
  for (int i = 0; i < right.count; ++i) right.sum += right.units[i];
  left.count = keep;
  left.sum -= right.sum;
  const auto after = static_cast<std::ptrdiff_t>(index) + 1;
  firsts_.insert(firsts_.begin() + after, right.ends[0]);
  blocks_.insert(blocks_.begin() + after, right);
}

void ExpectedEnds::add(Time end, std::int64_t units) {
  std::size_t at = block_of(end);
  if (blocks_[at].count == kBlockEnds) {
    split(at);
    at = block_of(end);
  }
  Block& block = blocks_[at];
  const int index = block.index_of(end);
  if (index < block.count && block.ends[index] == end) {
    block.units[index] += units;
  } else {
    block.insert(index, end, units);
    firsts_[at] = block.ends[0];
  }
  block.sum += units;
}

void ExpectedEnds::remove(Time end, std::int64_t units) {
  const std::size_t at = block_of(end);
  Block& block = blocks_[at];
  const int index = block.index_of(end);
  assert(index < block.count && block.ends[index] == end && block.units[index] >= units);
  block.sum -= units;
  block.units[index] -= units;
  if (block.units[index] > 0) return;
  block.erase(index);
  if (block.count > 0) {
    firsts_[at] = block.ends[0];
  } else if (blocks_.size() > 1) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
    firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

std::int64_t ExpectedEnds::back_by(Time instant) const {
  std::int64_t units = 0;
  for (const Block& block : blocks_) {
    if (block.count == 0 || block.ends[0] > instant) break;
    for (int i = 0; i < block.count && block.ends[i] <= instant; ++i) units += block.units[i];
  }
  return units;
}

ExpectedEnds::Room ExpectedEnds::first_with(std::int64_t units, std::int64_t free, Time now) const {
  const std::int64_t overdue = back_by(now);
  if (free + overdue >= units) return {now, free + overdue};
  for (const Block& block : blocks_) {
    if (free + block.sum < units) {
      free += block.sum;
      continue;
    }
    for (int i = 0; i < block.count; ++i) {
      free += block.units[i];
      if (free >= units) return {block.ends[i], free};
    }
  }
  return {};
}

}  // namespace berth
