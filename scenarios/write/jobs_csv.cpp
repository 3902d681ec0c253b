#include "scenarios/write/jobs_csv.hpp"

#include "engine/simulation/assign_nodes.hpp"
#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

constexpr std::string_view kHeader =
    "job_id,workload_name,profile,submission_time,requested_number_of_resources,requested_time,success,final_state,"
    "starting_time,execution_time,finish_time,waiting_time,turnaround_time,stretch,allocated_resources,"
    "consumed_energy,metadata\n";

std::string_view final_state(JobState state) {
  switch (state) {
    case JobState::kWaiting:
      return "SUBMITTED";
    case JobState::kRunning:
      return "RUNNING";
    case JobState::kCompleted:
      return "COMPLETED_SUCCESSFULLY";
    case JobState::kKilled:
      return "COMPLETED_WALLTIME_REACHED";
    case JobState::kRefused:
      return "REJECTED";
  }
  return "";
}

// starting_time to stretch, as far as the job came.
void append_course(std::string& line, const Record& record, Time submit_us) {
  const bool started = record.start_us != kNever, ended = record.end_us != kNever;
  if (started) append_seconds(line, record.start_us);
  line += ',';
  if (ended) append_seconds(line, record.end_us - record.start_us);
  line += ',';
  if (ended) append_seconds(line, record.end_us);
  line += ',';
  if (started) append_seconds(line, record.start_us - submit_us);
  line += ',';
  if (ended) append_seconds(line, record.end_us - submit_us);
  line += ',';
  if (ended && record.end_us > record.start_us) {
    append_number(line, seconds(record.end_us - submit_us) / seconds(record.end_us - record.start_us));
  }
}

void append_nodes(std::string& line, std::span<const NodeRange> nodes) {
  bool first = true;
  for (const NodeRange& range : nodes) {
    if (!first) line += ' ';
    first = false;
    append_integer(line, range.first);
    if (range.last == range.first) continue;
    line += '-';
    append_integer(line, range.last);
  }
}

}  // namespace

Result<void> write_jobs_csv(const std::string& path, const Outcome& outcome) {
  const Workload& workload = *outcome.workload;
  const NodeAssignment nodes = assign_nodes(workload, outcome.clusters, outcome.replay);
  std::string workload_name;
  append_csv_field(workload_name, workload.name);

  FileWriter file(path);
  file.append(kHeader);
  std::string line;
  for (JobId id = 0; id < workload.jobs.size() && !file.failed(); ++id) {
    const Job& job = workload.jobs[id];
    const Record& record = outcome.replay.records[id];
    const Time submit_us = record.submit_us == kNever ? job.submit_us : record.submit_us;
    line.clear();
    append_csv_field(line, workload.name_of(id));
    line += ',';
    line += workload_name;
    line += ",delay_";
    append_seconds(line, job.run_us);
    line += ',';
    append_seconds(line, submit_us);
    line += ',';
    append_integer(line, job.replicas);
    line += ',';
    append_seconds(line, job.requested_us);
    line += record.state == JobState::kCompleted ? ",1," : ",0,";
    line += final_state(record.state);
    line += ',';
    append_course(line, record, submit_us);
    line += ',';
    append_nodes(line, nodes.of(id));
    line += record.end_us == kNever ? ",,\"\"\n" : ",-1,\"\"\n";
    file.append(line);
  }
  return file.finish();
}

}  // namespace berth
