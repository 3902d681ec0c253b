#include "engine/policy/preemption/on_one_node.hpp"

#include <algorithm>

namespace berth::preemption {

Victims OnOneNode::choose() {
  if (const Running* alone = one_alone()) return {alone};
  look_at_nodes();
  std::int64_t work = kWorkLimit;
  for (std::size_t size = 2; work >= 0; ++size) {
    Victims best = of_size(size, work);
    if (!best.empty()) return best;
  }
  return few();
}

const Running* OnOneNode::one_alone() const {
  const Running* first = nullptr;
  for (const Running* candidate : candidates_) {
    if (first && leaves_first(first, candidate)) continue;
    const bool suffices = std::ranges::any_of(*candidate->nodes, [&](const Seat& seat) {
      return need_.fits_in(free_[seat.node].total() + candidate->per_replica * seat.replicas);
    });
    if (suffices) first = candidate;
  }
  return first;
}

void OnOneNode::look_at_nodes() {
  std::vector<Leavers> nodes(free_.size());
  for (std::size_t node = 0; node < free_.size(); ++node) nodes[node].missing = amounts_of(need_ - free_[node].total());
  Victims ordered = candidates_;
  std::ranges::sort(ordered, leaves_first);
  for (const Running* candidate : ordered) {
    for (const auto& [node, replicas, slot] : *candidate->nodes) {
      if (!need_.fits_in(emptied_[node].total())) continue;
      Leavers& leavers = nodes[node];
      CoverItem item{amounts_of(candidate->per_replica * replicas), 0};
      // More of something than is missing is of no use.
      for (std::size_t i = 0; i < item.gain.size(); ++i) {
        item.gain[i] = std::min(item.gain[i], std::max<std::int64_t>(leavers.missing[i], 0));
      }
      if (item.gain == Amounts{}) continue;
      leavers.jobs.push_back(candidate);
      leavers.items.push_back(item);
    }
  }
  for (std::uint32_t node = 0; node < nodes.size(); ++node) {
    if (nodes[node].items.empty()) continue;
    SmallestCover cover(nodes[node].items, nodes[node].missing);
    const std::size_t least_size = cover.least_size();
    nodes_.push_back({node, std::move(nodes[node]), std::move(cover), least_size});
  }
}

Victims OnOneNode::of_size(std::size_t size, std::int64_t& work) {
  Victims best;
  for (Node& node : nodes_) {
    if (node.least_size > size) continue;
    const Victims& jobs = node.leavers.jobs;
    // No set whose last victim leaves after that of the best so far.
    const auto end = best.empty() ? jobs.end() : std::ranges::upper_bound(jobs, best.back(), leaves_first);
    const auto found = node.cover.first_of_size(size, static_cast<std::size_t>(end - jobs.begin()), nullptr, work);
    if (!found) continue;
    Victims victims = node.leavers.victims(*found);
    if (best.empty() || comes_first(victims, best)) best = std::move(victims);
  }
  return best;
}

Victims OnOneNode::few_on(const Node& node) const {
  Resources room = free_[node.index].total();
  const auto held = [&](std::size_t i) {
    const Running& running = *node.leavers.jobs[i];
    const auto share = std::ranges::find(*running.nodes, node.index, &Seat::node);
    return running.per_replica * share->replicas;
  };
  for (std::size_t i = 0; i < node.leavers.jobs.size(); ++i) room += held(i);
  return node.leavers.all_but([&](std::size_t i) {
    if (!need_.fits_in(room - held(i))) return false;
    room -= held(i);
    return true;
  });
}

Victims OnOneNode::few() const {
  Victims best;
  for (const Node& node : nodes_) {
    Victims victims = few_on(node);
    const bool fewer = best.empty() || victims.size() < best.size();
    if (fewer || (victims.size() == best.size() && comes_first(victims, best))) best = std::move(victims);
  }
  return spared(std::move(best));
}

// Victims with replicas on several nodes may have made room on another one: then some may stay.
Victims OnOneNode::spared(Victims victims) const {
  if (std::ranges::all_of(victims, [](const Running* victim) { return victim->nodes->size() == 1; })) return victims;
  Rooms rooms(free_.begin(), free_.end());
  for (const Running* victim : victims) give(rooms, *victim);
  for (std::size_t i = victims.size(); i-- > 0;) {
    take(rooms, *victims[i]);
    if (std::ranges::any_of(rooms, [&](const Room& room) { return need_.fits_in(room.total()); })) {
      victims.erase(victims.begin() + static_cast<std::ptrdiff_t>(i));
    } else {
      give(rooms, *victims[i]);
    }
  }
  return victims;
}

}  // namespace berth::preemption
