// Waiting jobs by shape and, within a shape, in one line a tenant: for trying a queue past jobs that do not fit where
// whose turn it is depends on who holds how much. Shapes that do not fit cost nothing but the look that says so; those
// that fit learn of changed shares when they are asked.
//
// With p shapes of different replicas waiting, of which f fit, a pass costs O(p + f) looks at the clusters, and a start
// O(f + depth · log tenants).
#pragma once

#include <functional>
#include <map>
#include <vector>

#include "engine/policy/backfill/shape.hpp"
#include "engine/scheduler/tenant_lines.hpp"

namespace berth {

class TenantShapeQueue {
 public:
  // `by_job`: each job is a shape of its own.
  TenantShapeQueue(DominantShares& shares, const std::vector<Job>& jobs, bool by_job = false)
      : shares_(shares), jobs_(jobs), by_job_(by_job) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  void insert(const Waiting& waiting, const Job& job);
  // False when it is not there.
  bool erase(const Waiting& waiting, const Job& job);
  // Whether the job's tenant may hold this too.
  bool may_start(const Job& job);

  // Where a job of this one's shape could start now; kNoCluster where nowhere.
  using Choose = std::function<ClusterId(JobId)>;
  // Starts it there, upon which its tenant's share is what it is then. `is_first`: nobody was passed over.
  using Start = std::function<void(const Waiting&, ClusterId, bool is_first)>;
  // Takes out and starts, each time the next in turn among those that fit, everybody whom `choose` finds a place for
  // and whose tenants may hold it.
  // REQUIRES: what does not fit fits no better after a start or with more replicas of the same kind.
  void start_all_that_fit(const Choose& choose, const Start& start);

 private:
  using Groups = std::map<Shape, TenantLines>;
  // A shape in a pass.
  struct Candidate {
    Groups::iterator group;
    std::vector<TenantId> aside;  // tenants at their limit
  };
  // Sets aside whose turn it is within the shape but who may hold no more. False when it is nobody's turn.
  bool anyone_in(Candidate& candidate);

  DominantShares& shares_;
  const std::vector<Job>& jobs_;
  bool by_job_;
  Groups groups_;
  std::size_t size_ = 0;
};

}  // namespace berth
