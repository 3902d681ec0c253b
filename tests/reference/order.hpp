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

  void submitted(JobId job) { users_.insert(workload_.jobs[job].user); }
  void started(JobId job, Time now) { charge(job, now, +1); }
  void ended(JobId job, Time now) { charge(job, now, -1); }

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

  const Workload& workload_;
  Choice choice_;
  double cores_ = 0;
  double half_life_ = 0;
  std::map<std::int32_t, Account> accounts_;
  std::set<std::int32_t> users_;
};

}  // namespace berth::reference
