#include "engine/scheduler/tenant_lines.hpp"

#include <vector>

namespace berth {

void TenantLines::insert(TenantId leaf, const Waiting& waiting) {
  std::set<Waiting>& line = lines_[leaf];
  line.insert(line.end(), waiting);
  if (line.size() == 1) place(leaf, true);
}

bool TenantLines::erase(TenantId leaf, const Waiting& waiting) {
  const auto line = lines_.find(leaf);
  if (line == lines_.end() || line->second.erase(waiting) == 0) return false;
  if (line->second.empty()) {
    lines_.erase(line);
    place(leaf, false);
  }
  return true;
}

const TenantLines::Offer* TenantLines::best_below(TenantId node) const {
  const auto below = below_.find(node);
  return below == below_.end() || below->second.empty() ? nullptr : &*below->second.begin();
}

void TenantLines::offer(TenantId node, bool has_turn) {
  Offers& siblings = below_[shares_->parent(node)];
  const auto stands = offered_.find(node);
  if (stands != offered_.end()) {
    siblings.erase({stands->second, node});
    if (!has_turn) offered_.erase(stands);
  }
  if (!has_turn) return;
  siblings.insert({shares_->share(node), node});
  offered_.insert_or_assign(node, shares_->share(node));
}

void TenantLines::place(TenantId leaf, bool has_turn) {
  offer(leaf, has_turn);
  for (TenantId node = shares_->parent(leaf); node != kRootTenant; node = shares_->parent(node)) {
    offer(node, best_below(node) != nullptr);
  }
}

void TenantLines::catch_up() {
  const std::uint64_t now = shares_->next_change();
  if (seen_ < shares_->first_change() || now - seen_ > 4 * lines_.size() + 16) {
    std::vector<TenantId> leaves;
    leaves.reserve(lines_.size());
    for (const auto& [leaf, line] : lines_) leaves.push_back(leaf);
    for (const TenantId leaf : leaves) back(leaf);
  } else {
    for (std::uint64_t at = seen_; at < now; ++at) back(shares_->changed_at(at));
  }
  seen_ = now;
}

TenantId TenantLines::next_leaf() const {
  TenantId leaf = kRootTenant;
  for (const Offer* best = best_below(kRootTenant); best; best = best_below(leaf)) leaf = best->child;
  return leaf;
}

bool TenantLines::comes_before(const TenantLines& other) const {
  const Offer* ours = best_below(kRootTenant);
  const Offer* theirs = other.best_below(kRootTenant);
  while (ours && theirs && ours->child == theirs->child) {
    const TenantId node = ours->child;
    ours = best_below(node);
    theirs = other.best_below(node);
    if (!ours) return first_of(node) < other.first_of(node);
  }
  return ours && theirs && *ours < *theirs;
}

}  // namespace berth
