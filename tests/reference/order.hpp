// The orders of docs/replay-semantics.md, each as the key it says, computed anew at every scheduling pass.
#pragma once

#include <compare>
#include <map>
#include <set>
#include <span>
#include <vector>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/policy/spec.hpp"

namespace berth::reference {

__extension__ typedef __int128 Wide;

// Smallest first: whole numbers for the exact orders, doubles for the others.
struct Key {
  Wide whole = 0;
  double real = 0;
};

class Order {
 public:
  Order(const Workload& workload, std::span<const ClusterSpec> clusters, const Choice& choice);

  void submitted(JobId job);
  void started(JobId job, Time now);
  void ended(JobId job, Time now);

  // Whether it is decided after every start whose turn it is (drf): then next_in_turn says who of these it is.
  bool takes_turns() const { return choice_.name == "drf"; }
  JobId next_in_turn(const std::vector<JobId>& queue, const std::vector<Time>& eligible) const;
  // Whether the job's tenant, and those above it, stay within their limits with it.
  bool may_hold(JobId job) const;
  bool may_ever_hold(JobId job) const;

  // Tenants, by number. Whether one's turn comes before another's.
  int leaf_of(JobId job) const { return path_of(job).back(); }
  bool comes_before(int leaf, int other) const;
  // Whether the job's tenant, or one above it, has a quota.
  bool has_quota(JobId job) const;
  // Whether the job may take the place of one that runs, of whom some others have made way already.
  bool may_claim(JobId job, JobId running, const std::vector<JobId>& gone) const;

  // The queue of attained service (las) a job is in, running or not.
  int service_queue(JobId job, Time now) const;

  // Sorted by key, then eligible instant, then job. `eligible` is by JobId.
  std::vector<JobId> sorted(std::vector<JobId> queue, const std::vector<Time>& eligible, Time now) const;

 private:
  struct Account {
    double usage = 0, rate = 0;
    Time since = 0;
  };

  Key key(JobId job, Time eligible, Time now) const;
  double multifactor(JobId job, double wait, Time now) const;
  double usage(std::int32_t user, Time now) const;
  double brought_forward(const Account& account, Time now) const;
  void charge(JobId job, Time now, double sign);
  std::vector<int> path_of(JobId job) const;  // positions in tenants_, from the top
  Resources held_by(int tenant) const;
  double share_of(int tenant) const;
  // Whether it may count on what it holds and so much more.
  bool may_count_on(int tenant, const Resources& more) const;
  bool is_beyond_quota(int tenant, const std::vector<JobId>& gone) const;

  const Workload& workload_;
  Choice choice_;
  double cores_ = 0;
  double half_life_ = 0;
  std::map<std::int32_t, Account> accounts_;
  std::set<std::int32_t> users_;
  std::vector<Tenant> tenants_;        // those of the workload, then one for each user nobody speaks of
  std::map<JobId, Time> running_;      // since when
  std::map<JobId, Duration> held_us_;  // in earlier stints
  Resources capacity_;
};

}  // namespace berth::reference
