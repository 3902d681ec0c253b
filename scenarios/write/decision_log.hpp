// Writes the decision log as the decisions are made, one line each:
//   time,job,decision,cluster,reason,at
// `time` and `at` in seconds, `at` being the instant the reason speaks of; empty where there is none. The log of a
// replay that was stopped ends with a line whose decision is "stopped".
#pragma once

#include <span>
#include <string>

#include "engine/model/cluster_spec.hpp"
#include "engine/model/workload.hpp"
#include "engine/simulation/decision.hpp"
#include "scenarios/write/file_writer.hpp"

namespace berth {

class DecisionCsv : public DecisionLog {
 public:
  // `workload` and `clusters` outlive the log.
  DecisionCsv(const std::string& path, const Workload& workload, std::span<const ClusterSpec> clusters);

  void record(const Decision& decision) override;

  bool failed() const { return file_.failed(); }
  // Gives the file its name, or says what went wrong first.
  Result<void> finish(bool partial);

 private:
  const Workload& workload_;
  std::span<const ClusterSpec> clusters_;
  FileWriter file_;
  std::string line_;
  Time last_us_ = 0;
};

}  // namespace berth
