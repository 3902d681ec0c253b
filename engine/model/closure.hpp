// Nodes that are closed for a while, known beforehand: a maintenance window, closed to everybody, or an advance
// reservation, closed to all but those it is for. Nothing starts there that its requested time would carry into the
// closed time.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/model/job.hpp"
#include "engine/model/time.hpp"

namespace berth {

// From `from_us` until, and not including, `until_us`.
struct Closure {
  std::string name;
  std::vector<std::uint32_t> nodes;  // ascending, numbered through the cluster's groups
  Time from_us = 0;
  Time until_us = 0;
  // What still runs there when it begins, longer than it said or on a node that somebody else has reserved, runs on;
  // else it is interrupted.
  bool lets_finish = false;
  std::vector<std::int32_t> users = {};        // jobs of these users may use the nodes all the same,
  std::vector<std::int64_t> job_numbers = {};  // and these jobs, by Job::number

  bool is_maintenance() const { return users.empty() && job_numbers.empty(); }
  bool admits(const Job& job) const;
  bool overlaps(Time from, Time until) const { return from_us < until && from < until_us; }

  friend bool operator==(const Closure&, const Closure&) = default;
};

inline constexpr std::size_t kClosuresLimit = 1000;  // of one cluster

}  // namespace berth
