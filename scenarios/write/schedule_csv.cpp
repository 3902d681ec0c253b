#include "scenarios/write/schedule_csv.hpp"

#include <algorithm>
#include <utility>

#include "engine/metrics/compensated_sum.hpp"
#include "engine/simulation/assign_nodes.hpp"
#include "scenarios/version.hpp"
#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

struct Totals {
  CompensatedSum wait_s, turnaround_s, slowdown, computing_s;
  Duration max_wait = 0, max_turnaround = 0;
  double max_slowdown = 0;
  Time last_end = 0;
};

// Time nodes were computing: of a job, its nodes × its time.
Totals add_up(const Outcome& outcome) {
  Totals totals;
  const NodeAssignment nodes = assign_nodes(*outcome.workload, outcome.clusters, outcome.replay);
  for (JobId id = 0; id < outcome.replay.records.size(); ++id) {
    const Record& record = outcome.replay.records[id];
    if (record.end_us == kNever) continue;
    const Duration wait = record.start_us - record.submit_us, run = record.end_us - record.start_us;
    const Duration turnaround = wait + run;
    totals.wait_s.add(seconds(wait));
    totals.turnaround_s.add(seconds(turnaround));
    totals.max_wait = std::max(totals.max_wait, wait);
    totals.max_turnaround = std::max(totals.max_turnaround, turnaround);
    totals.last_end = std::max(totals.last_end, record.end_us);
    if (run > 0) {
      const double slowdown = seconds(turnaround) / seconds(run);
      totals.slowdown.add(slowdown);
      totals.max_slowdown = std::max(totals.max_slowdown, slowdown);
    }
    double node_count = 0;
    for (const NodeRange& range : nodes.of(id)) node_count += static_cast<double>(range.last) - range.first + 1;
    totals.computing_s.add(node_count * seconds(run));
  }
  return totals;
}

// The header and the values, column by column.
class Columns {
 public:
  void add(std::string_view name, std::string_view value) {
    if (!names_.empty()) names_ += ',', values_ += ',';
    names_ += name;
    append_csv_field(values_, value);
  }
  void add(std::string_view name, double value) {
    std::string text;
    append_number(text, value);
    add(name, text);
  }
  std::string text() const { return names_ + "\n" + values_ + "\n"; }

 private:
  std::string names_, values_;
};

}  // namespace

Result<void> write_schedule_csv(const std::string& path, const Outcome& outcome) {
  const Metrics& metrics = outcome.metrics;
  const Totals totals = add_up(outcome);
  const auto jobs = static_cast<double>(metrics.jobs);
  const auto per_job = [&](double sum) { return metrics.jobs > 0 ? sum / jobs : 0; };
  double node_count = 0;
  for (const ClusterSpec& cluster : outcome.clusters) node_count += static_cast<double>(cluster.node_count());
  const double computing_s = totals.computing_s.value();
  const double idle_s = std::max(0.0, node_count * seconds(totals.last_end) - computing_s);

  Columns columns;
  const std::string version = "berth " + std::string(program_version());
  columns.add("batsim_version", outcome.replay.partial ? version + " (partial)" : version);
  columns.add("consumed_joules", 0);
  columns.add("makespan", seconds(totals.last_end));
  columns.add("max_slowdown", totals.max_slowdown);
  columns.add("max_turnaround_time", seconds(totals.max_turnaround));
  columns.add("max_waiting_time", seconds(totals.max_wait));
  columns.add("mean_slowdown", per_job(totals.slowdown.value()));
  columns.add("mean_turnaround_time", per_job(totals.turnaround_s.value()));
  columns.add("mean_waiting_time", per_job(totals.wait_s.value()));
  columns.add("nb_computing_machines", node_count);
  columns.add("nb_grouped_switches", 0);
  columns.add("nb_jobs", jobs);
  columns.add("nb_jobs_finished", static_cast<double>(metrics.completed + metrics.killed));
  columns.add("nb_jobs_killed", static_cast<double>(metrics.killed));
  columns.add("nb_jobs_rejected", static_cast<double>(metrics.refused));
  columns.add("nb_jobs_success", static_cast<double>(metrics.completed));
  columns.add("nb_machine_switches", 0);
  columns.add("scheduling_time", 0);
  columns.add("simulation_time", 0);
  columns.add("success_rate", per_job(static_cast<double>(metrics.completed)));
  columns.add("time_computing", computing_s);
  columns.add("time_idle", idle_s);
  columns.add("time_sleeping", 0);
  columns.add("time_switching_off", 0);
  columns.add("time_switching_on", 0);
  columns.add("time_unavailable", 0);
  return write_file(path, columns.text());
}

}  // namespace berth
