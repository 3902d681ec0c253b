// Who makes room, found by trying every set of running jobs, the small ones first.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/model/job.hpp"

namespace berth::reference {

// A running job that may make way.
struct Leaver {
  JobId job = kNoJob;
  std::int32_t priority = 0;
  Time since = 0;  // it has held its place
};

// The smallest set that suffices; of several the one whose last to leave leaves first, then the last but one, and so
// on. In the order in which they leave: the least important, the youngest, the highest number. Nothing where even all
// do not suffice.
std::optional<std::vector<JobId>> fewest(std::vector<Leaver> leavers,
                                         const std::function<bool(const std::vector<JobId>&)>& suffice);

// The same of jobs in the order in which they leave; `suffice` is given them in it. More of them need not do when fewer
// do.
std::optional<std::vector<JobId>> fewest_of(const std::vector<JobId>& leavers,
                                            const std::function<bool(const std::vector<JobId>&)>& suffice);

}  // namespace berth::reference
