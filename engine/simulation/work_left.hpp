// What jobs still have to do: how much of their run is done and kept, what starting again costs the stint that runs,
// how fast it is, and when it will be over. Before anything was interrupted there is nothing to keep, and nothing is.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

class WorkLeft {
 public:
  // `kills`: whether a stint ends at the requested time. `workload` outlives it.
  WorkLeft(const Workload& workload, bool kills);

  // The slowest of its replicas says how fast the stint about to begin is. `nodes` may be empty where no job has
  // speeds.
  void placed(JobId job, const ClusterSpec& cluster, const Placement& nodes);

  // From now on stints may end before their time.
  bool is_kept() const { return !ends_us_.empty(); }
  // REQUIRES: !is_kept(). `begun` says when the stint of a running job began.
  template <class Begun>
  void keep(std::span<const Record> records, Begun&& begun);

  // How long the stint that runs, or the next one, takes if nothing interrupts it.
  Duration stint(JobId job) const { return std::min(whole(job), limit(job)); }
  // The same without its limit, and that.
  Duration whole(JobId job) const { return kept_.empty() && speeds_.empty() ? workload_.jobs[job].run_us : rest(job); }
  Duration limit(JobId job) const { return kills_ ? workload_.jobs[job].requested_us : kHorizonLimit; }
  bool is_killed(JobId job) const { return whole(job) > limit(job); }

  void begins(JobId job, Time at) {
    if (is_kept()) ends_us_[job] = at + stint(job);
  }
  void ends_at(JobId job, Time at) { ends_us_[job] = at; }
  void is_over(JobId job) {
    if (is_kept()) ends_us_[job] = kNever;
  }
  // Whether its stint is over at this instant; else what was foreseen is of a stint that was interrupted.
  bool is_due(JobId job, Time now) const { return !is_kept() || ends_us_[job] == now; }

  struct Kept {
    Duration done_us = 0;     // of its run
    Duration restart_us = 0;  // that the stint starts with
  };
  Kept kept(JobId job) const { return kept_[job]; }
  void put_back(JobId job, const Kept& kept) { kept_[job] = kept; }
  // Its stint is interrupted after so much of it is done that is kept; the next one starts with `restart_us`. Who is
  // interrupted while starting again starts again once more, not twice.
  void save(JobId job, Duration stint_us, Duration restart_us);

 private:
  Duration rest(JobId job) const;

  const Workload& workload_;
  bool kills_;
  std::vector<Kept> kept_;     // by JobId; empty until anything was interrupted
  std::vector<Time> ends_us_;  // of the stints that run
  // Of the stint that runs, in thousandths; empty where no job has speeds.
  std::vector<std::int64_t> speeds_;
};

// How long so much of a run takes at a speed: the first whole microsecond at which it is done.
Duration time_for(Duration run_us, std::int64_t speed);

template <class Begun>
void WorkLeft::keep(std::span<const Record> records, Begun&& begun) {
  kept_.resize(records.size());
  ends_us_.resize(records.size(), kNever);
  for (JobId job = 0; job < records.size(); ++job) {
    if (records[job].state == JobState::kRunning) begins(job, begun(job));
  }
}

}  // namespace berth
