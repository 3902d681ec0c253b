// Who holds how much, as dominant resource fairness counts it (Ghodsi et al., Dominant Resource Fairness, NSDI 2011): a
// tenant's dominant share is the largest part it holds of any one resource of all clusters together, divided by its
// weight. The tenant with the smallest comes next.
//
// Tenants form a tree (engine/model/tenants.hpp) and are compared with their siblings, level by level from the top, as
// the fair schedulers of YARN and Kubernetes queues do. A tenant with a quota comes before those without as long as it
// holds less than its quota, the one that has used the smallest part of its quota first; what is above the quota counts
// as a share, as with tenants that have none.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/tenants.hpp"

namespace berth {

// A node of the tree; kRootTenant is above all.
using TenantId = std::uint32_t;
inline constexpr TenantId kRootTenant = 0;

class DominantShares {
 public:
  // `capacity`: of all clusters together.
  DominantShares(const Tenants& tenants, const Resources& capacity);

  // The leaf that owns the job; made on first sight where nobody speaks of its user.
  TenantId leaf_of(const Job& job);
  // The same where it has been seen; else kRootTenant.
  TenantId known_leaf(const Job& job) const;

  // The leaf, and all above it, hold so much more, or less where it is negative.
  void change(TenantId leaf, const Resources& more);

  TenantId parent(TenantId tenant) const { return nodes_[tenant].parent; }
  // Where it stands among its siblings: smaller comes first. Below 1: within its quota.
  double share(TenantId tenant) const { return nodes_[tenant].share; }
  const Resources& held(TenantId tenant) const { return nodes_[tenant].held; }
  // Whether neither the leaf nor anybody above it would be beyond its limit.
  bool may_take(TenantId leaf, const Resources& more) const;
  // Whether it could if none of them held anything.
  bool may_ever_take(TenantId leaf, const Resources& amount) const;

  bool has_quota(TenantId tenant) const { return !nodes_[tenant].quota.is_nothing(); }
  // Whether it may count on so much more: its quota names some of it, and it would hold no more than its quota of
  // anything the quota names.
  bool may_count_on(TenantId tenant, const Resources& more) const;
  // Whether it would hold more than its quota with so much less: of something the quota names, or, where it names
  // nothing, of anything.
  bool is_beyond_quota_without(TenantId tenant, const Resources& less) const;

  // The leaves whose shares changed, in order, for whoever keeps tenants sorted: positions from first_change() up to
  // next_change() are still known.
  std::uint64_t first_change() const { return forgotten_; }
  std::uint64_t next_change() const { return forgotten_ + changed_.size(); }
  TenantId changed_at(std::uint64_t position) const { return changed_[position - forgotten_]; }

 private:
  struct Node {
    TenantId parent = kRootTenant;
    double weight = 1;
    Resources quota;
    Resources limit = kNoLimit;
    Resources held;
    double share = 1;
  };
  double share_of(const Node& node) const;

  TenantBy by_;
  Resources capacity_;
  std::vector<Node> nodes_;
  std::unordered_map<std::int32_t, TenantId> leaf_of_;  // by number of user, group or queue
  std::vector<TenantId> changed_;
  std::uint64_t forgotten_ = 0;
};

}  // namespace berth
