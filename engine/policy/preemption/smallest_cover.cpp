#include "engine/policy/preemption/smallest_cover.hpp"

#include <algorithm>
#include <numeric>

namespace berth {
namespace {

// How many comparisons of two items count as one step of work.
constexpr std::int64_t kComparisonsPerStep = 4;

bool at_least(const Amounts& amounts, const Amounts& wanted) {
  return std::ranges::equal(amounts, wanted, std::greater_equal<>());
}

}  // namespace

SmallestCover::SmallestCover(std::vector<CoverItem> items, const Amounts& deficit)
    : items_(std::move(items)), deficit_(deficit) {}

std::size_t SmallestCover::least_size() const {
  std::size_t least = 1;
  std::vector<std::int64_t> gains;
  for (std::size_t amount = 0; amount < deficit_.size(); ++amount) {
    if (deficit_[amount] <= 0) continue;
    gains.clear();
    for (const CoverItem& item : items_) gains.push_back(item.gain[amount]);
    std::ranges::sort(gains, std::greater<>());
    std::inclusive_scan(gains.begin(), gains.end(), gains.begin());
    const auto enough = std::ranges::lower_bound(gains, deficit_[amount]);
    least = std::max(least, static_cast<std::size_t>(enough - gains.begin()) + 1);
  }
  return least;
}

void SmallestCover::leave_out_dominated(std::size_t size, std::size_t end, std::int64_t& work) {
  kept_.clear();
  std::uint32_t places = 0;
  for (const CoverItem& item : items_) {
    if (item.place != CoverItem::kNoPlace) places = std::max(places, item.place + 1);
  }
  std::vector<std::vector<std::size_t>> kept_at(places);
  for (std::size_t i = 0; i < end && work >= 0; ++i) {
    const CoverItem& item = items_[i];
    if (item.place != CoverItem::kNoPlace) {
      // An item left out has its own dominators among those kept: counting these is enough.
      std::vector<std::size_t>& others = kept_at[item.place];
      std::size_t dominators = 0;
      std::int64_t compared = 0;
      for (std::size_t k = 0; k < others.size() && dominators < size; ++k, ++compared) {
        if (at_least(items_[others[k]].gain, item.gain)) ++dominators;
      }
      work -= compared / kComparisonsPerStep;
      if (dominators == size) continue;
      others.push_back(i);
    }
    kept_.push_back(i);
  }
}

void SmallestCover::make_bounds(std::size_t size) {
  most_.assign((kept_.size() + 1) * (size + 1), Amounts{});
  std::array<std::vector<std::int64_t>, std::tuple_size_v<Amounts>> largest;  // descending, at most `size`
  for (std::size_t i = 0; i < kept_.size(); ++i) {
    Amounts* const row = &most_[(i + 1) * (size + 1)];
    for (std::size_t amount = 0; amount < deficit_.size(); ++amount) {
      std::vector<std::int64_t>& top = largest[amount];
      const std::int64_t gain = items_[kept_[i]].gain[amount];
      if (top.size() < size || gain > top.back()) {
        if (top.size() == size) top.pop_back();
        top.insert(std::ranges::upper_bound(top, gain, std::greater<>()), gain);
      }
      std::int64_t sum = 0;
      for (std::size_t count = 1; count <= size; ++count) {
        if (count <= top.size()) sum += top[count - 1];
        row[count][amount] = sum;
      }
    }
  }
}

bool SmallestCover::search(std::size_t count, std::size_t end, const Amounts& left, const Suffices& suffices,
                           std::int64_t& work) {
  // The bounds grow with the last item: below the first that will do there is nothing.
  std::size_t first = count - 1;
  for (std::size_t beyond = std::max(end, first); first < beyond;) {
    const std::size_t middle = first + (beyond - first) / 2;
    if (at_least(most(middle + 1, count), left)) {
      beyond = middle;
    } else {
      first = middle + 1;
    }
  }
  for (std::size_t last = first; last < end; ++last) {
    if (--work < 0) return false;
    Amounts then = left;
    for (std::size_t amount = 0; amount < then.size(); ++amount) then[amount] -= items_[kept_[last]].gain[amount];
    if (!at_least(most(last, count - 1), then)) continue;
    members_.push_back(last);
    if (count > 1) {
      if (search(count - 1, last, then, suffices, work)) return true;
    } else {
      Members found;
      for (const std::size_t member : members_) found.push_back(kept_[member]);
      if (!suffices || suffices(found)) return true;
    }
    members_.pop_back();
  }
  return false;
}

std::optional<SmallestCover::Members> SmallestCover::first_of_size(std::size_t size, std::size_t end,
                                                                   const Suffices& suffices, std::int64_t& work) {
  if (size > end) return std::nullopt;
  size_ = size;
  leave_out_dominated(size, end, work);
  work -= static_cast<std::int64_t>((kept_.size() + 1) * (size + 1));
  if (work < 0) return std::nullopt;
  make_bounds(size);
  members_.clear();
  if (!search(size, kept_.size(), deficit_, suffices, work)) return std::nullopt;
  Members found;
  for (const std::size_t member : members_) found.push_back(kept_[member]);
  return found;
}

}  // namespace berth
