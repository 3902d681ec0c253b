// Which algorithms go together. REQUIRES (all): the policy's names are registered.
#pragma once

#include "engine/model/result.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// In replays and live clusters alike.
Result<void> check_order_with_backfill(const PolicySpec& policy);

// In replays; live clusters decide whom to preempt for all of an organization together, whatever the backfill.
Result<void> check_preemption_with_backfill(const PolicySpec& policy);

}  // namespace berth
