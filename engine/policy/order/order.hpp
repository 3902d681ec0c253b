// Orders: which waiting job comes first. An algorithm gives each job a score, smaller is earlier; equal scores go by
// submission, then job. One file an algorithm, registered in engine/policy/registry.cpp.
#pragma once

#include <functional>

#include "engine/model/job.hpp"
#include "engine/policy/spec.hpp"
#include "engine/scheduler/waiting_queue.hpp"

namespace berth {

class FairShare;

// What a score may depend on. r, n, s, w: as in the formulas of docs/policies.md.
struct OrderInput {
  const Job& job;
  Time submit_us;  // when it became eligible
  Time now;
  const FairShare& fair_share;
  double total_cores;  // of all clusters
  // Where attained service counts: how long it has held its place before it was interrupted, all stints together, and
  // how much it attains a second.
  Duration held_us = 0;
  double service_width = 0;

  double r() const { return seconds(job.requested_us); }
  double n() const { return static_cast<double>(job.replicas); }
  double s() const { return seconds(submit_us); }
  double w() const { return seconds(now - submit_us); }
};

using Score = std::function<double(const OrderInput&)>;

struct OrderAlgorithm {
  AlgorithmInfo info;
  Scores scores = Scores::kFixed;
  Score (*make)(const Choice& parameters);
};

// The algorithms (one file each).
const OrderAlgorithm& fcfs();
const OrderAlgorithm& sjf();
const OrderAlgorithm& ljf();
const OrderAlgorithm& saf();
const OrderAlgorithm& laf();
const OrderAlgorithm& narrow_first();
const OrderAlgorithm& wide_first();
const OrderAlgorithm& wfp3();
const OrderAlgorithm& unicep();
const OrderAlgorithm& f1();
const OrderAlgorithm& f2();
const OrderAlgorithm& f3();
const OrderAlgorithm& f4();
const OrderAlgorithm& hrrn();
const OrderAlgorithm& priority();
const OrderAlgorithm& multifactor();
const OrderAlgorithm& fairshare();
const OrderAlgorithm& drf();
const OrderAlgorithm& las();

}  // namespace berth
