#include "engine/policy/preemption/across_nodes.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace berth::preemption {

AcrossNodes::AcrossNodes(const Job& wanted, std::span<const Room> free, const Rooms& emptied, Victims candidates)
    : one_(wanted.per_replica),
      replicas_(wanted.replicas),
      rooms_(free.begin(), free.end()),
      shared_(any_shared(rooms_, one_) || any_shared(emptied, one_)) {
  leavers_.jobs = std::move(candidates);
  std::ranges::sort(leavers_.jobs, leaves_first);
  find_missing(emptied);
  find_gains(emptied);
}

std::int64_t AcrossNodes::taken_by(const Room& room) const { return room.times(one_, replicas_); }

void AcrossNodes::find_missing(const Rooms& emptied) {
  Resources useful;
  std::int64_t taken = 0;
  for (std::size_t node = 0; node < rooms_.size(); ++node) {
    taken += taken_by(rooms_[node]);
    const Resources most = one_ * taken_by(emptied[node]);
    useful.cpu_milli += std::clamp<std::int64_t>(rooms_[node].cpu_milli, 0, most.cpu_milli);
    useful.memory_mib += std::clamp<std::int64_t>(rooms_[node].memory_mib, 0, most.memory_mib);
    useful.gpu_milli += std::clamp<std::int64_t>(rooms_[node].gpu_milli(), 0, most.gpu_milli);
  }
  missing_ = replicas_ - taken;
  leavers_.missing = amounts_of(one_ * replicas_ - useful);
  leavers_.missing.back() = missing_;
}

void AcrossNodes::find_gains(const Rooms& emptied) {
  Victims helping;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> places;  // by node and GPU
  for (const Running* candidate : leavers_.jobs) {
    CoverItem item;
    for (const auto& [node, replicas, slot] : *candidate->nodes) {
      const std::int64_t most = taken_by(emptied[node]);
      const Resources held = candidate->per_replica * replicas;
      item.gain[0] += std::min(held.cpu_milli, one_.cpu_milli * most);
      item.gain[1] += std::min(held.memory_mib, one_.memory_mib * most);
      // Parts of several GPUs may come to enough and yet be of no use: the larger gain counts in full.
      item.gain[2] += shared_ ? held.gpu_milli : std::min(held.gpu_milli, one_.gpu_milli * most);
      item.gain[3] += most - taken_by(rooms_[node]);
    }
    if (item.gain[3] == 0) continue;  // its nodes would take no replica more
    if (candidate->nodes->size() == 1) {
      const auto& [node, replicas, slot] = candidate->nodes->front();
      item.place = places.try_emplace({node, shared_ ? slot : Seat::kNoSlot}, places.size()).first->second;
    }
    helping.push_back(candidate);
    leavers_.items.push_back(item);
  }
  leavers_.jobs = std::move(helping);
}

std::int64_t AcrossNodes::change(const Running& running, Does does) {
  std::int64_t more = 0;
  for (const auto& [node, replicas, slot] : *running.nodes) {
    more -= taken_by(rooms_[node]);
    rooms_[node].take(running.per_replica, does == Does::kReturn ? replicas : -std::int64_t{replicas}, slot);
    more += taken_by(rooms_[node]);
  }
  return more;
}

bool AcrossNodes::makes_room(const SmallestCover::Members& members) {
  std::int64_t more = 0;
  for (const std::size_t member : members) more += change(*leavers_.jobs[member], Does::kLeave);
  for (const std::size_t member : members) take(rooms_, *leavers_.jobs[member]);
  return more >= missing_;
}

Victims AcrossNodes::choose() {
  std::int64_t work = shared_ ? kSharedWorkLimit : kWorkLimit;
  SmallestCover cover(leavers_.items, leavers_.missing);
  const auto suffices = [&](const SmallestCover::Members& members) {
    work -= 4 * static_cast<std::int64_t>(members.size());
    return makes_room(members);
  };
  for (std::size_t size = cover.least_size(); size <= cover.item_count() && work >= 0; ++size) {
    if (const auto found = cover.first_of_size(size, cover.item_count(), suffices, work)) {
      return leavers_.victims(*found);
    }
  }
  return few();
}

Victims AcrossNodes::choose_of(const MayLeave& may_leave, std::int64_t& work) {
  // Whoever gains as much need not be allowed to leave in another's place.
  for (CoverItem& item : leavers_.items) item.place = CoverItem::kNoPlace;
  SmallestCover cover(leavers_.items, leavers_.missing);
  const auto suffices = [&](const SmallestCover::Members& members) {
    work -= 4 * static_cast<std::int64_t>(members.size());
    return may_leave(leavers_.victims(members)) && makes_room(members);
  };
  for (std::size_t size = cover.least_size(); size <= cover.item_count() && work >= 0; ++size) {
    if (const auto found = cover.first_of_size(size, cover.item_count(), suffices, work)) {
      return leavers_.victims(*found);
    }
  }
  return {};
}

Victims AcrossNodes::few() {
  std::int64_t more = 0;
  for (const Running* job : leavers_.jobs) more += change(*job, Does::kLeave);
  return leavers_.all_but([&](std::size_t i) {
    const std::int64_t less = change(*leavers_.jobs[i], Does::kReturn);
    if (more + less < missing_) {
      give(rooms_, *leavers_.jobs[i]);
      return false;
    }
    more += less;
    return true;
  });
}

}  // namespace berth::preemption
