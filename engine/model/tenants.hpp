// Who shares the clusters: tenants, in a tree. A leaf owns the jobs of some users (or groups, or queues); what a node
// of the tree holds is what its leaves hold. Jobs of somebody nobody speaks of are a tenant of their own, of weight 1.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/resources.hpp"

namespace berth {

// Which of a job's numbers says whose it is.
enum class TenantBy : std::uint8_t { kUser, kGroup, kQueue };

inline std::int32_t number_of(const Job& job, TenantBy by) {
  return by == TenantBy::kUser ? job.user : by == TenantBy::kGroup ? job.group : job.queue;
}

inline constexpr Resources kNoLimit{std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::int64_t>::max(),
                                    std::numeric_limits<std::int64_t>::max()};

struct Tenant {
  std::string name;
  std::int32_t parent = -1;        // position in Tenants::list, before this one; -1: at the top
  double weight = 1;               // against its siblings; above 0
  Resources quota;                 // what it may count on; of what it says 0, it lives on what others leave
  Resources limit = kNoLimit;      // the most it may hold, borrowed or not
  std::vector<std::int32_t> owns;  // numbers of users, groups or queues; of leaves only
};

struct Tenants {
  TenantBy by = TenantBy::kUser;
  std::vector<Tenant> list;  // parents before children
};

// How deep the tree of tenants may be.
inline constexpr int kTenantDepthLimit = 8;
inline constexpr double kTenantWeightLeast = 1e-6, kTenantWeightMost = 1e6;

}  // namespace berth
