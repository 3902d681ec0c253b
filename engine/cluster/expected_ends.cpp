#include "engine/cluster/expected_ends.hpp"

#include <algorithm>
#include <cassert>

namespace berth {

// Ends come in no order that a branch could be predicted by: counting those before, first by eights, costs less than
// searching.
int ExpectedEnds::Block::index_of(Time at) const {
  constexpr int kStride = 8;
  int index = 0;
  for (int last = kStride - 1; last < count; last += kStride) index += ends[last].at < at ? kStride : 0;
  const int until = std::min(count, index + kStride - 1);
  for (int i = index; i < until; ++i) index += ends[i].at < at;
  return index;
}

void ExpectedEnds::Block::insert(int index, const End& end) {
  std::copy_backward(ends + index, ends + count, ends + count + 1);
  ends[index] = end;
  ++count;
}

void ExpectedEnds::Block::erase(int index) {
  std::copy(ends + index + 1, ends + count, ends + index);
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
  for (int i = 0; i < right.count; ++i) right.sum += right.ends[i].units;
  left.count = keep;
  left.sum -= right.sum;
  const auto after = static_cast<std::ptrdiff_t>(index) + 1;
  firsts_.insert(firsts_.begin() + after, right.ends[0].at);
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
  if (index < block.count && block.ends[index].at == end) {
    block.ends[index].units += units;
  } else {
    block.insert(index, {end, units});
    firsts_[at] = block.ends[0].at;
  }
  block.sum += units;
}

void ExpectedEnds::remove(Time end, std::int64_t units) {
  const std::size_t at = block_of(end);
  Block& block = blocks_[at];
  const int index = block.index_of(end);
  assert(index < block.count && block.ends[index].at == end && block.ends[index].units >= units);
  block.sum -= units;
  block.ends[index].units -= units;
  if (block.ends[index].units > 0) return;
  block.erase(index);
  if (block.count > 0) {
    firsts_[at] = block.ends[0].at;
  } else if (blocks_.size() > 1) {
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(at));
    firsts_.erase(firsts_.begin() + static_cast<std::ptrdiff_t>(at));
  }
}

std::int64_t ExpectedEnds::back_by(Time instant) const {
  std::int64_t units = 0;
  for (const Block& block : blocks_) {
    if (block.count == 0 || block.ends[0].at > instant) break;
    for (int i = 0; i < block.count && block.ends[i].at <= instant; ++i) units += block.ends[i].units;
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
      free += block.ends[i].units;
      if (free >= units) return {block.ends[i].at, free};
    }
  }
  return {};
}

}  // namespace berth
