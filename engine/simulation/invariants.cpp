#include "engine/simulation/invariants.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <utility>

namespace berth {

namespace {

// Nodes that nobody needs at the moment go, and who was promised a start later on is promised another.
bool any_scales(std::span<const ClusterSpec> clusters) {
  return std::any_of(clusters.begin(), clusters.end(), [](const ClusterSpec& cluster) {
    return std::any_of(cluster.groups.begin(), cluster.groups.end(),
                       [](const NodeGroup& group) { return group.autoscaling.has_value(); });
  });
}

}  // namespace

Invariants::Invariants(const Workload& workload, std::span<const ClusterSpec> clusters, const PolicySpec& policy,
                       DecisionLog* next)
    : workload_(workload),
      clusters_(clusters),
      down_(clusters.size()),
      begun_(clusters.size()),
      promises_bind_(!any_scales(clusters)),
      one_promise_(policy.backfill.name != "conservative"),
      next_(next) {
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
  note_outages();
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
    case DecisionKind::kResize:
      if (phases_[decision.job] != Phase::kRunning) violated(decision, "resized without running");
      break;
    case DecisionKind::kPreempt:
    case DecisionKind::kInterrupt:
      ended(decision);
      phases_[decision.job] = Phase::kNew;
      std::fill(promises_.begin(), promises_.end(), kNever);
      break;
  }
  if (next_) next_->record(decision);
}

// Outages that begin or end at this very instant may come before or after this decision: they are held against nobody.
void Invariants::note_outages() {
  for (std::size_t cluster = 0; cluster < down_.size(); ++cluster) {
    const std::vector<Outage>& outages = clusters_[cluster].outages;
    std::size_t& begun = begun_[cluster];
    for (; begun < outages.size() && outages[begun].down_us <= now_; ++begun) {
      std::fill(promises_.begin(), promises_.end(), kNever);
      last_down_ = std::max(last_down_, outages[begun].down_us);
      down_[cluster].push_back(outages[begun]);
    }
    std::erase_if(down_[cluster], [&](const Outage& outage) { return outage.up_us <= now_; });
  }
}

Resources Invariants::down_now(ClusterId cluster) const {
  Resources sum;
  for (const Outage& outage : down_[cluster]) {
    if (outage.down_us == now_) continue;
    sum += clusters_[cluster].group_of(outage.node).per_node;
  }
  return sum;
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
  // What is promised in the instant of an outage may be promised before it begins, and binds nobody.
  const bool binds = promises_bind_ && decision.now_us != last_down_;
  if (binds && decision.at_us > promise) violated(decision, "its promised start is put off");
  promise = binds ? decision.at_us : kNever;
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
  if ((free - down_now(decision.cluster)).is_negative()) violated(decision, "the cluster is over-allocated");
}

void Invariants::ended(const Decision& decision) {
  const Job& job = workload_.jobs[decision.job];
  if (phases_[decision.job] != Phase::kRunning) violated(decision, "ended without running");
  phases_[decision.job] = Phase::kOver;
  free_[decision.cluster] += job.per_replica * job.replicas;
}

void Invariants::check_nodes(const Replay& replay) const {
  std::map<std::pair<ClusterId, std::uint32_t>, std::vector<Outage>> outages;
  for (ClusterId cluster = 0; cluster < clusters_.size(); ++cluster) {
    for (const Outage& outage : clusters_[cluster].outages) outages[{cluster, outage.node}].push_back(outage);
  }
  if (outages.empty() || replay.placements.empty()) return;
  const auto check = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement& nodes) {
    if (start == end) return;  // it did not come to run
    for (const Seat& seat : nodes) {
      const auto found = outages.find({cluster, seat.node});
      if (found == outages.end()) continue;
      for (const Outage& outage : found->second) {
        if (outage.down_us >= end || outage.up_us <= start || outage.down_us == start) continue;
        violated({start, job, DecisionKind::kStart, Reason::kNone, cluster, kNever}, "runs on a node that is down");
      }
    }
  };
  for (const Stint& stint : replay.interrupted) {
    if (stint.by == Interruption::kNodeDown) check(stint.job, stint.cluster, stint.start_us, stint.end_us, stint.nodes);
  }
  for (JobId job = 0; job < replay.records.size(); ++job) {
    const bool again = !replay.restarted_us.empty() && replay.restarted_us[job] != kNever;
    const Record& record = replay.records[job];
    check(job, record.cluster, again ? replay.restarted_us[job] : record.start_us, record.end_us,
          replay.placements[job]);
  }
}

void Invariants::check_closures(const Replay& replay) const {
  const auto check = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement& nodes) {
    const Job& one = workload_.jobs[job];
    for (const Closure& closure : clusters_[cluster].closures) {
      const Time last = closure.lets_finish ? start + one.requested_us : std::max(start + one.requested_us, end);
      if (!closure.overlaps(start, last) || closure.admits(one)) continue;
      for (const Seat& seat : nodes) {
        if (!std::binary_search(closure.nodes.begin(), closure.nodes.end(), seat.node)) continue;
        violated({start, job, DecisionKind::kStart, Reason::kNone, cluster, kNever}, "runs on a node closed to it");
      }
    }
  };
  for (const Stint& stint : replay.interrupted)
    check(stint.job, stint.cluster, stint.start_us, stint.end_us, stint.nodes);
  for (JobId job = 0; job < replay.placements.size(); ++job) {
    const bool again = !replay.restarted_us.empty() && replay.restarted_us[job] != kNever;
    const Record& record = replay.records[job];
    if (record.cluster == kNoCluster) continue;
    check(job, record.cluster, again ? replay.restarted_us[job] : record.start_us, record.end_us,
          replay.placements[job]);
  }
}

void Invariants::check_power(const Replay& replay) const {
  std::map<std::pair<ClusterId, std::uint32_t>, std::vector<Powered>> on;
  for (const Powered& stretch : replay.powered) on[{stretch.cluster, stretch.node}].push_back(stretch);
  const auto check = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement& nodes) {
    if (start == end) return;  // it did not come to run
    for (const Seat& seat : nodes) {
      if (!clusters_[cluster].group_of(seat.node).autoscaling) continue;
      const std::vector<Powered>& stretches = on[{cluster, seat.node}];
      const bool lies_within = std::any_of(stretches.begin(), stretches.end(), [&](const Powered& one) {
        return one.ready_us <= start && end <= one.until_us;
      });
      if (lies_within) continue;
      violated({start, job, DecisionKind::kStart, Reason::kNone, cluster, kNever}, "runs on a node that is off");
    }
  };
  for (const Stint& stint : replay.interrupted)
    check(stint.job, stint.cluster, stint.start_us, stint.end_us, stint.nodes);
  for (JobId job = 0; job < replay.placements.size(); ++job) {
    const bool again = !replay.restarted_us.empty() && replay.restarted_us[job] != kNever;
    const Record& record = replay.records[job];
    if (record.cluster == kNoCluster) continue;
    check(job, record.cluster, again ? replay.restarted_us[job] : record.start_us, record.end_us,
          replay.placements[job]);
  }
}

// Extra replicas are in no decision: with them, too, no node holds more than it has.
void Invariants::check_grown(const Replay& replay) const {
  struct Change {
    Time at;
    bool take;
    ClusterId cluster;
    Seat seat;
    JobId job;
  };
  std::vector<Change> changes;
  const auto add = [&](JobId job, ClusterId cluster, Time start, Time end, const Placement& nodes) {
    for (const Seat& seat : nodes) {
      changes.push_back({start, true, cluster, seat, job});
      changes.push_back({end, false, cluster, seat, job});
    }
  };
  for (const Grown& grown : replay.grown) add(grown.job, grown.cluster, grown.from_us, grown.until_us, grown.nodes);
  for (const Stint& stint : replay.interrupted) {
    if (stint.start_us < stint.end_us) add(stint.job, stint.cluster, stint.start_us, stint.end_us, stint.nodes);
  }
  for (JobId job = 0; job < replay.placements.size(); ++job) {
    const bool again = replay.restarted_us[job] != kNever;
    const Record& record = replay.records[job];
    const Time start = again ? replay.restarted_us[job] : record.start_us;
    if (start < record.end_us) add(job, record.cluster, start, record.end_us, replay.placements[job]);
  }
  std::sort(changes.begin(), changes.end(), [](const Change& left, const Change& right) {
    return left.at != right.at ? left.at < right.at : left.take < right.take;
  });
  std::map<std::pair<ClusterId, std::uint32_t>, Resources> held;
  for (const Change& change : changes) {
    Resources& here = held[{change.cluster, change.seat.node}];
    here += workload_.jobs[change.job].per_replica *
            (change.take ? change.seat.replicas : -std::int64_t{change.seat.replicas});
    if (here.fits_in(clusters_[change.cluster].group_of(change.seat.node).per_node)) continue;
    violated({change.at, change.job, DecisionKind::kResize, Reason::kNone, change.cluster, kNever},
             "its node is over-allocated");
  }
}

void Invariants::check_end(const Replay& replay) const {
  if (replay.partial) return;
  check_nodes(replay);
  check_closures(replay);
  if (!promises_bind_) check_power(replay);
  if (!replay.grown.empty()) check_grown(replay);
  for (JobId job = 0; job < phases_.size(); ++job) {
    if (phases_[job] != Phase::kOver) violated({now_, job, DecisionKind::kEnd, Reason::kNone, 0, kNever}, "lost");
  }
}

}  // namespace berth
