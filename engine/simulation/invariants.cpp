#include "engine/simulation/invariants.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace berth {

Invariants::Invariants(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                       DecisionLog* next)
    : workload_(workload), one_promise_(policy.backfill.name != "conservative"), next_(next) {
  for (const ClusterSpec& cluster : clusters) free_.push_back(cluster.capacity());
}

void Invariants::violated(const Decision& decision, const std::string& what) const {
  std::fprintf(stderr, "invariant violated at %lld us, job %s, decision %s: %s\n",
               static_cast<long long>(decision.now_us), workload_.name_of(decision.job).c_str(),
               std::string(name_of(decision.kind)).c_str(), what.c_str());
  std::abort();
}

void Invariants::record(const Decision& decision) {
  if (phases_.empty()) {
    phases_.resize(workload_.jobs.size(), Phase::kNew);
    promises_.resize(workload_.jobs.size(), kNever);
  }
  if (decision.now_us < now_) violated(decision, "time runs backwards");
  now_ = decision.now_us;
  switch (decision.kind) {
    case DecisionKind::kRefuse:
      if (phases_[decision.job] != Phase::kNew) violated(decision, "refused after it had started");
      phases_[decision.job] = Phase::kOver;
      break;
    case DecisionKind::kReserve:
      promised(decision);
      break;
    case DecisionKind::kStart:
      started(decision);
      break;
    case DecisionKind::kExtend:
      std::fill(promises_.begin(), promises_.end(), kNever);
      break;
    case DecisionKind::kEnd:
    case DecisionKind::kKill:
      ended(decision);
      break;
    case DecisionKind::kPreempt:
      ended(decision);
      phases_[decision.job] = Phase::kNew;
      break;
  }
  if (next_) next_->record(decision);
}

void Invariants::promised(const Decision& decision) {
  if (decision.at_us == kNever) {  // withdrawn: it is beyond the depth now
    promises_[decision.job] = kNever;
    return;
  }
  if (decision.at_us < decision.now_us) violated(decision, "promised a start in the past");
  if (phases_[decision.job] != Phase::kNew) violated(decision, "promised a start after it had started");
  if (one_promise_ && promised_job_ != decision.job) {
    if (promised_job_ != kNoJob) promises_[promised_job_] = kNever;
    promised_job_ = decision.job;
  }
  Time& promise = promises_[decision.job];
  if (decision.at_us > promise) violated(decision, "its promised start is put off");
  promise = decision.at_us;
}

void Invariants::started(const Decision& decision) {
  const Job& job = workload_.jobs[decision.job];
  if (phases_[decision.job] != Phase::kNew) violated(decision, "started twice");
  if (decision.now_us > promises_[decision.job]) violated(decision, "started later than promised");
  phases_[decision.job] = Phase::kRunning;
  if (one_promise_ && decision.reason == Reason::kHead && promised_job_ != kNoJob) {
    // Whoever starts as the head ends the promise to the head before it.
    promises_[promised_job_] = kNever;
    promised_job_ = kNoJob;
  }
  Resources& free = free_[decision.cluster];
  free -= job.per_replica * job.replicas;
  if (free.is_negative()) violated(decision, "the cluster is over-allocated");
}

void Invariants::ended(const Decision& decision) {
  const Job& job = workload_.jobs[decision.job];
  if (phases_[decision.job] != Phase::kRunning) violated(decision, "ended without running");
  phases_[decision.job] = Phase::kOver;
  free_[decision.cluster] += job.per_replica * job.replicas;
}

void Invariants::check_end(const Replay& replay) const {
  if (replay.partial) return;
  for (JobId job = 0; job < phases_.size(); ++job) {
    if (phases_[job] != Phase::kOver) violated({now_, job, DecisionKind::kEnd, Reason::kNone, 0, kNever}, "lost");
  }
}

}  // namespace berth
