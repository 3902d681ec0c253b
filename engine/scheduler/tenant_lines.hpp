// Waiting jobs in one line a tenant, and whose turn it is by dominant resource fairness: from the top of the tree of
// tenants the child with the smallest share among those with somebody in line, and of the leaf its first job. Of equal
// shares the tenant that is named first comes first; those nobody speaks of after them, as they appeared. Putting in,
// taking out and a changed share cost O(depth · log tenants).
#pragma once

#include <cstdint>
#include <set>
#include <unordered_map>

#include "engine/scheduler/dominant_shares.hpp"
#include "engine/scheduler/waiting.hpp"

namespace berth {

class TenantLines {
 public:
  explicit TenantLines(const DominantShares& shares) : shares_(&shares), seen_(shares.next_change()) {}

  // Within a line the order is that of Waiting.
  void insert(TenantId leaf, const Waiting& waiting);
  // False when it is not there.
  bool erase(TenantId leaf, const Waiting& waiting);
  bool empty() const { return lines_.empty(); }
  // Somebody in line. REQUIRES: !empty().
  JobId any() const { return lines_.begin()->second.begin()->job; }

  // Puts everybody whose share has changed since where they belong now.
  void catch_up();
  // Whose turn it is, as of the last catch_up(); kRootTenant when nobody is in line, or all are set aside.
  TenantId next_leaf() const;
  // The first in a leaf's line. REQUIRES: it has one.
  const Waiting& first_of(TenantId leaf) const { return *lines_.at(leaf).begin(); }
  // Whether whose turn it is here comes before whose turn it is in other lines of the same tenants. REQUIRES: both have
  // somebody whose turn it is.
  bool comes_before(const TenantLines& other) const;

  // The leaf has no turn until it is back; a changed share brings it back, too.
  void set_aside(TenantId leaf) { place(leaf, false); }
  void back(TenantId leaf) { place(leaf, lines_.count(leaf) > 0); }

 private:
  // A child of a node of the tree, with somebody in line, and its share.
  struct Offer {
    double share;
    TenantId child;
    auto operator<=>(const Offer&) const = default;
  };
  using Offers = std::set<Offer>;
  void place(TenantId leaf, bool has_turn);
  void offer(TenantId node, bool has_turn);
  // Null when nobody below has a turn.
  const Offer* best_below(TenantId node) const;

  const DominantShares* shares_;
  std::uint64_t seen_;                                     // changes of shares up to here are accounted for
  std::unordered_map<TenantId, std::set<Waiting>> lines_;  // of leaves; none empty
  std::unordered_map<TenantId, Offers> below_;             // of inner nodes, the root above all
  std::unordered_map<TenantId, double> offered_;           // the share each node stands with among its siblings
};

}  // namespace berth
