// Nodes that come and go: when which of a cluster's nodes is down, and what a job keeps of its work when that
// interrupts it.
//
// How long an outage lasts is known once it begins: who plans ahead counts on the node again from then on.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/model/time.hpp"

namespace berth {

// A node is down from `down_us` until, and not including, `up_us`.
struct Outage {
  std::uint32_t node = 0;  // numbered through the cluster's groups
  Time down_us = 0;
  Time up_us = 0;

  friend bool operator==(const Outage&, const Outage&) = default;
};

// Most outages of one cluster taken from outside, or drawn.
inline constexpr std::size_t kOutagesLimit = 5'000'000;

struct Recovery {
  Duration checkpoint_us = 0;  // work is saved so often, counted from a start; 0: never, all is lost
  Duration restart_us = 0;     // so much more to run when it starts again

  friend bool operator==(const Recovery&, const Recovery&) = default;
};

// Makes outages of one node that overlap or touch one, and sorts all by beginning, then node.
void join_outages(std::vector<Outage>& outages);

// Whether they are what join_outages leaves.
bool are_joined(const std::vector<Outage>& outages);

}  // namespace berth
