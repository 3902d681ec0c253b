// The tables of names: every algorithm Berth knows, one line each in registry.cpp.
#pragma once

#include <optional>
#include <string_view>

#include "engine/policy/backfill/backfill.hpp"
#include "engine/policy/order/order.hpp"
#include "engine/policy/placement/placement.hpp"
#include "engine/policy/preemption/preemption.hpp"

namespace berth {

// Null where there is none of this name.
const OrderAlgorithm* find_order(std::string_view name);
const BackfillAlgorithm* find_backfill(std::string_view name);
const PlacementAlgorithm* find_placement(std::string_view name);
const PreemptionAlgorithm* find_preemption(std::string_view name);

// After how many seconds use counts half; nothing where the order does not go by it. REQUIRES: its name is registered.
std::optional<double> half_life_of(const Choice& order);

}  // namespace berth
