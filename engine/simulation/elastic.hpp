// Elastic jobs: beyond the replicas it must have, a running job may hold more of them while nobody else needs the room.
// These extra replicas are no matter to scheduling, which neither sees nor waits for them: they are dealt out anew at
// every pass from what is left free, and so make way for whoever starts. Work is conserved: it is counted in replicas ×
// time, and a job with more replicas is through with it sooner.
//
// Extra replicas stand on nodes of GPU models that are as fast for the job as where it runs slowest, or faster.
//
// Dealing: job after job, in the order in which they became eligible, each takes as many as it may have; first where it
// has extra replicas already, as far as there is still room, then on the lowest-numbered nodes.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "engine/model/closure.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/record.hpp"

namespace berth {

class Elastic {
 public:
  // `workload` outlives it.
  Elastic(const Workload& workload, std::span<const ClusterSpec> clusters);

  // Whether there are such jobs; else there is nothing to call.
  bool any() const { return any_; }
  bool is_elastic(JobId job) const;

  // Any job starts with, or gives up, the replicas it must have. One that is elastic has so much of its run left to do,
  // in microseconds with just these, and may run no longer than the limit.
  void started(JobId job, ClusterId cluster, const Placement& nodes, Time submit_us, Time begins, Duration left,
               Duration limit);
  void ended(JobId job, ClusterId cluster, const Placement& nodes, Time now);

  // A victim runs on until then with the replicas it must have, its place being somebody else's. What it has done is
  // known until it starts again. Its nodes take no extra replicas meanwhile.
  void leaves(JobId job, ClusterId cluster, const Placement& nodes, Time now, Time until);

  // Of what the job has done since it started, by an instant: how long that would have taken without extra replicas.
  Duration done_by(JobId job, Time until) const;
  bool is_through(JobId job, Time now) const;
  // When it will be over if nothing changes any more.
  Time ends(JobId job) const { return end_of(stint_of(job)); }

  // Nodes that take no extra replicas.
  void set_down(ClusterId cluster, std::uint32_t node, bool down) { nodes_[cluster][node].down = down; }
  void set_off(ClusterId cluster, std::uint32_t node, bool off) { nodes_[cluster][node].off = off; }

  struct Change {
    JobId job = kNoJob;
    Time ends_us = 0;  // if nothing changes any more
    bool grew = false;
  };
  // After a pass: whose extra replicas are others from now on.
  std::vector<Change> deal(Time now);

  // Extra replicas there have been, by end, then job.
  std::vector<Grown> grown() &&;

 private:
  struct Pace {
    Time from = 0;
    std::int64_t replicas = 0;
  };
  struct Running {
    ClusterId cluster = kNoCluster;
    Time submit_us = 0;
    Time begins = 0;
    std::int64_t work = 0;  // left to do at its start, in replicas × microseconds
    Duration limit = 0;
    std::vector<Pace> paces;  // since its start
    Placement extra;
    Time extra_since = 0;
    std::int64_t speed = kUsualSpeed;
  };
  struct Node {
    Room room;
    const NodeGroup* group = nullptr;
    bool down = false, off = false;
    Time left_at = 0;  // by victims
  };

  bool may_use(const Job& job, const Running& running, std::uint32_t node, Time now) const;
  const Running& stint_of(JobId job) const;
  Placement extra_for(JobId job, const Running& running, Time now);
  void stop_extra(JobId job, Running& running, Time now);
  std::int64_t work_by(const Running& running, Time until) const;
  Time end_of(const Running& running) const;

  const Workload& workload_;
  bool any_ = false;
  std::vector<NodeGroup> groups_;
  std::vector<std::vector<Node>> nodes_;  // by cluster
  std::vector<std::vector<Closure>> closures_;
  std::map<JobId, Running> running_;
  std::map<JobId, Running> leaving_;           // victims, or who were and have not started again
  std::set<std::pair<Time, JobId>> in_order_;  // of those that run
  std::vector<Grown> grown_;
};

}  // namespace berth
