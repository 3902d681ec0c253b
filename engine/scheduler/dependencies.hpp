// Which jobs wait for others to end, and when each becomes eligible: its submission, or the given think time after the
// last of the jobs it depends on has ended, whichever is later.
#pragma once

#include <vector>

#include "engine/model/workload.hpp"

namespace berth {

class Dependencies {
 public:
  explicit Dependencies(const Workload& workload);

  bool any() const { return !edges_.empty(); }
  bool waits(JobId job) const { return !unresolved_.empty() && unresolved_[job] > 0; }

  struct Eligible {
    JobId job;
    Time at;
  };
  // `job` has ended: adds to `eligible` who waits for nothing any more.
  void ended(JobId job, Time now, std::vector<Eligible>& eligible);

  // `job` was refused: adds to `lost` all who depend on it, directly or not, each once, ascending.
  void refused(JobId job, std::vector<JobId>& lost);

 private:
  struct Edge {
    JobId on;
    JobId job;
    Duration think_us;
  };
  std::vector<Edge>::const_iterator first_of(JobId on) const;

  std::vector<Edge> edges_;                // by the job depended on, then the dependent
  std::vector<std::uint32_t> unresolved_;  // by JobId; empty when nothing depends on anything
  std::vector<Time> eligible_at_;
  std::vector<bool> lost_;
};

}  // namespace berth
