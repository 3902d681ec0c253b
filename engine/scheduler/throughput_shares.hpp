// Which part of the time jobs should spend on which kind of machine, where some run faster on one than on another:
// max-min fairness over throughputs (Narayanan et al., "Heterogeneity-Aware Cluster Scheduling Policies for Deep
// Learning Workloads" (Gavel), OSDI 2020, section 4.1).
//
// A job's throughput is counted against the one it would have with an equal share of the time on every machine, and by
// how many it takes at once: who takes more of them gets as much less of the time. The least of these is made as large
// as can be, each divided by the job's weight, and then, with what is left over, their sum.
#pragma once

#include <span>
#include <vector>

namespace berth {

// Jobs that are alike.
struct ThroughputKind {
  double count = 1;
  double width = 1;            // machines one takes at once, above 0
  double weight = 1;           // above 0: of twice the weight it should get done twice as much
  std::vector<double> speeds;  // by kind of machine; 0: it cannot run there
};

// By kind of job and of machine, of which there are so many: the part of the time. Of each job they make at most 1 in
// all, and all together they need no more machines than there are. Jobs that can run nowhere get nothing.
std::vector<std::vector<double>> throughput_shares(std::span<const ThroughputKind> kinds,
                                                   std::span<const double> machines);

}  // namespace berth
