#include "scenarios/write/decision_log.hpp"

#include "scenarios/write/text.hpp"

namespace berth {

DecisionCsv::DecisionCsv(const std::string& path, const Workload& workload, std::span<const ClusterSpec> clusters)
    : workload_(workload), clusters_(clusters), file_(path) {
  file_.append("time,job,decision,cluster,reason,at\n");
}

void DecisionCsv::record(const Decision& decision) {
  line_.clear();
  append_seconds(line_, decision.now_us);
  line_ += ',';
  if (decision.job != kNoJob) append_csv_field(line_, workload_.name_of(decision.job));
  line_ += ',';
  line_ += name_of(decision.kind);
  line_ += ',';
  if (decision.cluster < clusters_.size()) append_csv_field(line_, clusters_[decision.cluster].name);
  line_ += ',';
  if (decision.reason != Reason::kNone) append_csv_field(line_, name_of(decision.reason));
  line_ += ',';
  if (decision.at_us != kNever) append_seconds(line_, decision.at_us);
  line_ += '\n';
  file_.append(line_);
  last_us_ = decision.now_us;
}

Result<void> DecisionCsv::finish(bool partial) {
  if (partial) {
    line_.clear();
    append_seconds(line_, last_us_);
    file_.append(line_ + ",,stopped,,the replay was interrupted,\n");
  }
  return file_.finish();
}

}  // namespace berth
