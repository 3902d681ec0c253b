// Where a job of the live service stands: in which lane, since when, and what it still needs.
#pragma once

#include <cstdint>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/job.hpp"

namespace berth::live {

// What a job that does not say how long it will run is planned with: longer than anybody will wait for.
inline constexpr Duration kUnknownDuration = 3650 * kDay;

struct Standing {
  enum class State : std::uint8_t {
    kEnded,             // completed, failed or cancelled: the engine has let go of it
    kHeldByDependency,  // what it depends on has not completed
    kHeldByQuota,       // the organization's quota is full
    kNever,             // larger than every cluster it may run on, as they are now
    kWaiting,           // in a lane's queue
    kRunning,
  };
  State state = State::kEnded;
  bool completed = false;         // ended well: what depends on it may go
  ClusterId pinned = kNoCluster;  // the only lane it may run in; kNoCluster: any
  ClusterId lane = kNoCluster;    // where it waits or runs
  Time eligible_us = 0;           // its place in line; kept when it is preempted
  Time started_us = 0;
  Time expected_end_us = 0;
  // Where the policy counts service: how long it held its places, up to when it last lost one.
  Duration held_us = 0;
  std::uint32_t preemptions = 0;
};

}  // namespace berth::live
