// What the owner of a job has used, and everybody together, as a recovery is to find it
// (engine/scheduler/fair_share.hpp): it goes with the jobs whose starts and ends changed it.
#pragma once

#include <vector>

#include "engine/scheduler/fair_share.hpp"

namespace berth::live {

struct Use {
  struct Part {
    double half_life_s = 0;
    FairShare::Stand stand;
    friend bool operator==(const Part&, const Part&) = default;
  };
  std::vector<Part> parts;  // one for each half-life

  // A later one for its half-life.
  void note(const Part& later);
};

}  // namespace berth::live
