// What is due to a job of its turns on clusters that run it at different speeds, and what it had
// (engine/scheduler/throughput_preemptor.hpp), as a recovery is to find it.
#pragma once

#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/time.hpp"

namespace berth::live {

struct Turns {
  struct Part {
    ClusterId lane = kNoCluster;
    Duration had_us = 0;  // up to when it last left
    Duration due_us = 0;
    Time round_us = 0;  // when the last round began in which it was counted here
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;  // by lane, ascending

  Part& part(ClusterId lane);
  friend bool operator==(const Turns&, const Turns&) = default;
};

}  // namespace berth::live
