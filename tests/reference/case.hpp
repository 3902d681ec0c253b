// One small thing to replay, kept as what a person would write down, so that it can be cut smaller and printed.
#pragma once

#include <string>
#include <vector>

#include "tests/support/builders.hpp"

namespace berth::reference {

struct Case {
  std::vector<test::JobLine> jobs;
  std::vector<ClusterSpec> clusters;
  Choice order{"fcfs", {}};
  Choice backfill{"none", {}};
  Choice placement{"first-fit", {}};
  Choice preemption{"none", {}};
  Semantics semantics = Semantics::kBatch;
  OverrunRule overrun = OverrunRule::kKeep;
  Duration tick_us = kSecond;
  Tenants tenants = {};

  PolicySpec policy() const { return {order, backfill, placement, preemption}; }
  Workload workload() const {
    Workload made = test::workload(jobs, overrun, tick_us);
    made.tenants = tenants;
    return made;
  }
  ReplayOptions options() const { return {.semantics = semantics}; }
};

// As C++ that can be put into a test.
std::string as_code(const Case& one);

}  // namespace berth::reference
