// When jobs held their places: from start to end, and of interrupted ones stint by stint.
#pragma once

#include <vector>

#include "engine/simulation/record.hpp"

namespace berth {

class Stints {
 public:
  // `replay` outlives it.
  explicit Stints(const Replay& replay) : replay_(replay) {
    if (replay.interrupted.empty()) return;
    useful_us_.resize(replay.records.size(), 0);
    for (const Stint& stint : replay.interrupted)
      useful_us_[stint.job] += stint.end_us - stint.start_us - stint.lost_us;
  }

  // When what runs last began; kNever for a job that never ran, or waits again.
  Time last_start(JobId job) const {
    if (replay_.restarted_us.empty() || replay_.restarted_us[job] == kNever) {
      return replay_.interrupted.empty() || !replay_.placements[job].empty() ? replay_.records[job].start_us : kNever;
    }
    return replay_.placements[job].empty() ? kNever : replay_.restarted_us[job];
  }

  // How long an ended job ran, without what it had to do again.
  Duration useful_run(JobId job) const {
    const Duration last = replay_.records[job].end_us - last_start(job);
    return useful_us_.empty() ? last : last + useful_us_[job];
  }

  // Calls use(job, start, end) for each; the end is kNever while it runs.
  template <class Use>
  void each(Use&& use) const {
    for (const Stint& stint : replay_.interrupted) use(stint.job, stint.start_us, stint.end_us);
    for (JobId job = 0; job < replay_.records.size(); ++job) {
      const Time start = last_start(job);
      if (start != kNever) use(job, start, replay_.records[job].end_us);
    }
  }

 private:
  const Replay& replay_;
  std::vector<Duration> useful_us_;  // of the stints before the last; empty where nothing was interrupted
};

}  // namespace berth
