// How much service jobs have attained, counted as Tiresias does (Gu et al., NSDI 2019): GPUs × time, of a job without
// GPUs cores × time; all time counts in which it held its place, of every stint. Jobs are in queues by it: in the
// first, 0, until they have attained the first threshold, and so on; the last has no end. The thresholds are
//
//   threshold · (1 + factor + factor² + … )
//
// so that a factor of 1 spaces them evenly. When a job reaches one is a number of whole µs it has held its place.
#pragma once

#include <vector>

#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"

namespace berth {

// How much service a job attains a second: its GPUs, or cores where it asks for none, of which `workload` says how they
// are counted. 0 of one that asks for neither.
double service_width(const Job& job, const Workload& workload);

class ServiceQueues {
 public:
  static constexpr double kUsualThreshold_s = 3600, kUsualFactor = 10;
  static constexpr int kUsualQueues = 2, kQueuesLimit = 100'000;

  // As the parameters of order=las say.
  explicit ServiceQueues(const Choice& las);

  // The queue of a job that attains so much a second and has held its place for so long.
  int queue_of(double width, Duration held_us) const;
  // How long it has to hold its place to leave this queue for the next; kNever for the last one.
  Duration leaves_after(double width, int queue) const;

 private:
  std::vector<double> thresholds_s_;  // of service, ascending
};

class AttainedService {
 public:
  void started(JobId job, Time now);
  // REQUIRES: it was started.
  void stopped(JobId job, Time now) { jobs_[job].held_us += now - jobs_[job].since_us; }
  // What it held before it came here. REQUIRES: it is not held.
  void know(JobId job, Duration held_us);
  // Up to when it last stopped.
  Duration held_us(JobId job) const { return job < jobs_.size() ? jobs_[job].held_us : 0; }

 private:
  struct Held {
    Duration held_us = 0;
    Time since_us = 0;
  };
  void make_room_for(JobId job);

  std::vector<Held> jobs_;  // by JobId
};

}  // namespace berth
