// Replays written down by hand, one job a line: what metrics and writers are tested on without running anything.
#pragma once

#include <cmath>

#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth::test {

// A finished replay and its workload, in seconds.
struct WrittenReplay {
  Workload workload;
  Replay replay;

  static Time us(double time_s) { return static_cast<Time>(std::llround(time_s * 1e6)); }

  // A job of one-core replicas that ended; returns its id.
  JobId add(double submit_s, double start_s, double end_s, std::uint32_t replicas = 1, std::int32_t user = kUnknown) {
    Job job;
    job.submit_us = us(submit_s);
    job.run_us = us(end_s - start_s);
    job.requested_us = job.run_us;
    job.per_replica = {1000, 0, 0};
    job.replicas = replicas;
    job.user = user;
    const auto id = static_cast<JobId>(workload.jobs.size());
    job.number = id + 1;
    workload.jobs.push_back(job);
    replay.records.push_back({us(submit_s), us(start_s), us(end_s), 0, JobState::kCompleted});
    return id;
  }
  JobId add_refused(double submit_s, std::uint32_t replicas) {
    const JobId id = add(submit_s, submit_s, submit_s, replicas);
    replay.records[id] = {us(submit_s), kNever, kNever, kNoCluster, JobState::kRefused};
    static const std::string reason = "asks for more than there is";
    replay.refusals.push_back({id, reason});
    return id;
  }
  JobId add_waiting(double submit_s, std::uint32_t replicas = 1) {
    const JobId id = add(submit_s, submit_s, submit_s, replicas);
    replay.records[id] = {us(submit_s), kNever, kNever, kNoCluster, JobState::kWaiting};
    replay.partial = true;
    return id;
  }
  JobId add_running(double submit_s, double start_s, std::uint32_t replicas = 1) {
    const JobId id = add(submit_s, start_s, start_s, replicas);
    replay.records[id] = {us(submit_s), us(start_s), kNever, 0, JobState::kRunning};
    replay.partial = true;
    return id;
  }
};

}  // namespace berth::test
