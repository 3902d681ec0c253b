// What tenants held over time against what they were entitled to.
//
// A tenant's share is its dominant one (Ghodsi et al., Dominant Resource Fairness, NSDI'11): of the CPU, memory or GPUs
// of all clusters, whichever it holds most of. All tenants are entitled to equal parts while they ask for something,
// that is have a job that runs or waits: with n of them, to 1/n each. Tenants are users where these are known, else
// groups, else queues.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include <boost/json/fwd.hpp>

#include "engine/metrics/span.hpp"
#include "scenarios/outcome.hpp"

namespace berth::web {

inline constexpr std::size_t kTenantsDrawn = 9;  // those that held most over all
inline constexpr std::size_t kTenantParts = 120;

struct TenantShares {
  std::int32_t number = kUnknown;
  double share = 0, entitled = 0;            // means over all the time
  std::vector<double> shares, entitlements;  // means over each part of the time
};

struct Tenants {
  std::string_view kind;               // "user", "group" or "queue"; empty where fewer than two are known
  std::size_t count = 0;               // of all tenants
  std::vector<TenantShares> foremost;  // the greatest share first, then by number
};

Tenants tenants(const Outcome& outcome, const MeasuredSpan& span, std::size_t parts);

// Null where fewer than two are known.
boost::json::value tenants_json(const Outcome& outcome, const MeasuredSpan& span);

}  // namespace berth::web
