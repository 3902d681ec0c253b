#include "engine/scheduler/dominant_shares.hpp"

#include <algorithm>

namespace berth {
namespace {

constexpr std::size_t kChangesKept = 1 << 16;

std::int64_t part(const Resources& amount, int kind) {
  return kind == 0 ? amount.cpu_milli : kind == 1 ? amount.memory_mib : amount.gpu_milli;
}

}  // namespace

DominantShares::DominantShares(const Tenants& tenants, const Resources& capacity)
    : by_(tenants.by), capacity_(capacity), nodes_(1 + tenants.list.size()) {
  for (std::size_t i = 0; i < tenants.list.size(); ++i) {
    const Tenant& tenant = tenants.list[i];
    Node& node = nodes_[i + 1];
    node.parent = static_cast<TenantId>(tenant.parent + 1);
    node.weight = tenant.weight;
    node.quota = tenant.quota;
    node.limit = tenant.limit;
    node.share = share_of(node);
    for (const std::int32_t number : tenant.owns) leaf_of_.emplace(number, static_cast<TenantId>(i + 1));
  }
}

TenantId DominantShares::leaf_of(const Job& job) {
  const auto [found, is_new] = leaf_of_.try_emplace(number_of(job, by_), static_cast<TenantId>(nodes_.size()));
  if (is_new) nodes_.emplace_back();
  return found->second;
}

TenantId DominantShares::known_leaf(const Job& job) const {
  const auto found = leaf_of_.find(number_of(job, by_));
  return found == leaf_of_.end() ? kRootTenant : found->second;
}

double DominantShares::share_of(const Node& node) const {
  double of_quota = 0, beyond = 0;
  bool within = !node.quota.is_nothing();
  for (int kind = 0; kind < 3; ++kind) {
    const std::int64_t held = part(node.held, kind), quota = part(node.quota, kind);
    const std::int64_t capacity = part(capacity_, kind);
    if (quota > 0) {
      if (held >= quota) within = false;
      of_quota = std::max(of_quota, static_cast<double>(held) / static_cast<double>(quota));
    }
    // What the clusters have none of is not a share of anything.
    if (held > quota && capacity > 0) {
      beyond = std::max(beyond, static_cast<double>(held - quota) / static_cast<double>(capacity));
    }
  }
  return within ? of_quota : 1 + beyond / node.weight;
}

void DominantShares::change(TenantId leaf, const Resources& more) {
  for (TenantId tenant = leaf; tenant != kRootTenant; tenant = nodes_[tenant].parent) {
    Node& node = nodes_[tenant];
    node.held += more;
    node.share = share_of(node);
  }
  if (changed_.size() == kChangesKept) {
    changed_.erase(changed_.begin(), changed_.begin() + kChangesKept / 2);
    forgotten_ += kChangesKept / 2;
  }
  changed_.push_back(leaf);
}

bool DominantShares::may_count_on(TenantId tenant, const Resources& more) const {
  const Node& node = nodes_[tenant];
  bool names_some = false;
  for (int kind = 0; kind < 3; ++kind) {
    const std::int64_t quota = part(node.quota, kind);
    if (quota == 0) continue;
    if (part(node.held, kind) + part(more, kind) > quota) return false;
    names_some |= part(more, kind) > 0;
  }
  return names_some;
}

bool DominantShares::is_beyond_quota_without(TenantId tenant, const Resources& less) const {
  const Node& node = nodes_[tenant];
  const bool names_none = node.quota.is_nothing();
  for (int kind = 0; kind < 3; ++kind) {
    const std::int64_t quota = part(node.quota, kind);
    if ((names_none || quota > 0) && part(node.held, kind) - part(less, kind) > quota) return true;
  }
  return false;
}

bool DominantShares::may_ever_take(TenantId leaf, const Resources& amount) const {
  for (TenantId tenant = leaf; tenant != kRootTenant; tenant = nodes_[tenant].parent) {
    if (!amount.fits_in(nodes_[tenant].limit)) return false;
  }
  return true;
}

bool DominantShares::may_take(TenantId leaf, const Resources& more) const {
  for (TenantId tenant = leaf; tenant != kRootTenant; tenant = nodes_[tenant].parent) {
    const Node& node = nodes_[tenant];
    if (!more.fits_in(node.limit - node.held)) return false;
  }
  return true;
}

}  // namespace berth
