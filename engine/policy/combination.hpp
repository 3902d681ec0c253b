// Which algorithms go together. REQUIRES (all): the policy's names are registered.
#pragma once

#include "engine/model/result.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// In replays.
Result<void> check_preemption(const PolicySpec& policy);

// In live clusters, which decide whom to preempt by priority for all of an organization together, whatever the
// backfill, and where preemption costs what it costs, whatever a policy says; all else as in replays.
Result<void> check_is_for_live(const PolicySpec& policy);

// In both.
Result<void> check_order_with_backfill(const PolicySpec& policy);

}  // namespace berth
