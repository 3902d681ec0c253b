#include <algorithm>
#include <array>
#include <cassert>

#include "engine/policy/preemption/preemption.hpp"

namespace berth {
namespace {

// How many sets are looked at for the smallest; beyond, a set that is not too large is taken.
constexpr int kWorkBound = 20'000;

using Amount = std::array<std::int64_t, 3>;

Amount amount_of(const Resources& resources) {
  return {resources.cpu_milli, resources.memory_mib, resources.gpu_milli};
}

// Finds the fewest of `gains`, taken in their order, that cover the deficit. Sets of one size are looked at in the
// order of their members, so the first found prefers those who come first.
class Cover {
 public:
  Cover(const std::vector<Amount>& gains, const Amount& deficit) : gains_(gains), deficit_(deficit) {
    // The most that k of the gains from i on can give, by resource: sums of the largest.
    for (int r = 0; r < 3; ++r) {
      if (deficit_[r] <= 0) continue;
      sorted_[r].reserve(gains.size());
      for (const Amount& gain : gains) sorted_[r].push_back(gain[r]);
      std::sort(sorted_[r].rbegin(), sorted_[r].rend());
      for (std::size_t i = 1; i < sorted_[r].size(); ++i) sorted_[r][i] += sorted_[r][i - 1];
    }
  }

  // Indexes of the chosen; empty when all together do not cover.
  std::vector<std::size_t> fewest() {
    for (std::size_t size = 1; size <= gains_.size(); ++size) {
      if (!may_cover(deficit_, size)) continue;
      chosen_.clear();
      if (search(0, size, deficit_)) return chosen_;
      if (work_ > kWorkBound) break;
    }
    return enough();
  }

 private:
  bool covered(const Amount& left) const { return left[0] <= 0 && left[1] <= 0 && left[2] <= 0; }
  bool may_cover(const Amount& left, std::size_t size) const {
    for (int r = 0; r < 3; ++r) {
      if (left[r] > 0 && (size > sorted_[r].size() || sorted_[r][size - 1] < left[r])) return false;
    }
    return true;
  }
  bool search(std::size_t from, std::size_t size, const Amount& left) {
    if (size == 0) return covered(left);
    if (!may_cover(left, size)) return false;
    for (std::size_t i = from; i + size <= gains_.size(); ++i) {
      if (++work_ > kWorkBound) return false;
      Amount then = left;
      for (int r = 0; r < 3; ++r) then[r] -= gains_[i][r];
      chosen_.push_back(i);
      if (search(i + 1, size - 1, then)) return true;
      chosen_.pop_back();
    }
    return false;
  }
  // Takes whoever gives most of what is missing until it is covered, then lets go of those who are not needed.
  std::vector<std::size_t> enough() {
    Amount left = deficit_;
    std::vector<std::size_t> order(gains_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto share = [&](std::size_t i) {
      double sum = 0;
      for (int r = 0; r < 3; ++r) {
        if (deficit_[r] <= 0) continue;
        sum += static_cast<double>(std::min(gains_[i][r], deficit_[r])) / static_cast<double>(deficit_[r]);
      }
      return sum;
    };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return share(a) > share(b); });
    std::vector<std::size_t> taken;
    for (const std::size_t i : order) {
      if (covered(left)) break;
      const bool helps =
          (left[0] > 0 && gains_[i][0] > 0) || (left[1] > 0 && gains_[i][1] > 0) || (left[2] > 0 && gains_[i][2] > 0);
      if (!helps) continue;
      for (int r = 0; r < 3; ++r) left[r] -= gains_[i][r];
      taken.push_back(i);
    }
    if (!covered(left)) return {};
    // The most important and oldest stay if they can.
    std::sort(taken.begin(), taken.end());
    for (std::size_t k = taken.size(); k-- > 0;) {
      Amount without = left;
      for (int r = 0; r < 3; ++r) without[r] += gains_[taken[k]][r];
      if (!covered(without)) continue;
      left = without;
      taken.erase(taken.begin() + static_cast<std::ptrdiff_t>(k));
    }
    return taken;
  }

  const std::vector<Amount>& gains_;
  Amount deficit_;
  std::array<std::vector<std::int64_t>, 3> sorted_;
  std::vector<std::size_t> chosen_;
  int work_ = 0;
};

bool comes_first(const Running* left, const Running* right) {
  if (left->priority != right->priority) return left->priority < right->priority;
  if (left->started_us != right->started_us) return left->started_us > right->started_us;
  return left->job > right->job;
}

// One replica: it goes to one node, and only those on that node help.
std::optional<std::vector<JobId>> for_one_node(const Job& wanted, std::span<const Resources> free,
                                               const std::vector<const Running*>& candidates) {
  std::vector<std::vector<const Running*>> on_node(free.size());
  for (const Running* running : candidates) {
    for (const auto& [node, replicas] : *running->nodes) on_node[node].push_back(running);
  }
  std::vector<const Running*> best;
  for (std::size_t node = 0; node < free.size(); ++node) {
    const Resources missing = wanted.per_replica - free[node];
    std::vector<const Running*> helping;
    std::vector<Amount> gains;
    const Amount deficit = amount_of(missing);
    for (const Running* running : on_node[node]) {
      std::int64_t replicas = 0;
      for (const auto& [where, count] : *running->nodes) {
        if (where == node) replicas += count;
      }
      const Amount gain = amount_of(running->per_replica * replicas);
      if (!((deficit[0] > 0 && gain[0] > 0) || (deficit[1] > 0 && gain[1] > 0) || (deficit[2] > 0 && gain[2] > 0))) {
        continue;
      }
      helping.push_back(running);
      gains.push_back(gain);
    }
    const std::vector<std::size_t> chosen = Cover(gains, deficit).fewest();
    if (chosen.empty()) continue;
    std::vector<const Running*> victims;
    for (const std::size_t i : chosen) victims.push_back(helping[i]);
    const bool better =
        best.empty() || victims.size() < best.size() ||
        (victims.size() == best.size() &&
         std::lexicographical_compare(victims.begin(), victims.end(), best.begin(), best.end(), comes_first));
    if (better) best = std::move(victims);
  }
  if (best.empty()) return std::nullopt;
  std::vector<JobId> jobs;
  for (const Running* victim : best) jobs.push_back(victim->job);
  return jobs;
}

// Several replicas, over any nodes: the least important leave until it fits, then those who need not have left return,
// the most important first.
std::optional<std::vector<JobId>> for_gang(const Job& wanted, std::span<const Resources> free,
                                           const std::vector<const Running*>& candidates,
                                           const PlacementAlgorithm& placement) {
  std::vector<Resources> room(free.begin(), free.end());
  const auto move = [&](const Running* running, std::int64_t times) {
    for (const auto& [node, replicas] : *running->nodes) room[node] += running->per_replica * (times * replicas);
  };
  std::vector<const Running*> victims;
  for (const Running* running : candidates) {
    if (place(placement, room, wanted)) break;
    move(running, 1);
    victims.push_back(running);
  }
  if (!place(placement, room, wanted)) return std::nullopt;
  for (std::size_t k = victims.size(); k-- > 0;) {
    move(victims[k], -1);
    if (place(placement, room, wanted)) {
      victims.erase(victims.begin() + static_cast<std::ptrdiff_t>(k));
    } else {
      move(victims[k], 1);
    }
  }
  std::vector<JobId> jobs;
  for (const Running* victim : victims) jobs.push_back(victim->job);
  return jobs;
}

std::optional<std::vector<JobId>> choose(const Job& wanted, std::span<const Resources> free,
                                         std::span<const Running> running, const PlacementAlgorithm& placement) {
  std::vector<const Running*> candidates;
  for (const Running& one : running) {
    if (one.priority < wanted.priority) candidates.push_back(&one);
  }
  std::sort(candidates.begin(), candidates.end(), comes_first);
  if (candidates.empty()) return std::nullopt;
  return wanted.replicas == 1 ? for_one_node(wanted, free, candidates) : for_gang(wanted, free, candidates, placement);
}

}  // namespace

const PreemptionAlgorithm& by_priority() {
  static const PreemptionAlgorithm algorithm{
      {"preemption",
       "priority",
       "the fewest less important running jobs leave for one that does not fit",
       "victims: priority < the job's; fewest, then least important, then youngest",
       "as Kubernetes' pod preemption, with the smallest set in place of a greedy one",
       "when important work must not wait for unimportant work (live service)",
       {}},
      choose};
  return algorithm;
}

}  // namespace berth
