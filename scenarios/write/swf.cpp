#include "scenarios/write/swf.hpp"

#include <algorithm>

#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/job_numbers.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

constexpr std::int64_t kUnknownField = -1;

// What fields 3, 4, 5 and 11 say of a job.
struct LoggedRun {
  Duration wait_us = -kSecond;
  Duration run_us = 0;
  std::int64_t allocated = kUnknownField;
  std::int64_t status = 1;
};

LoggedRun logged_run(const Job& job, const Record* record) {
  constexpr std::int64_t kFailed = 0, kCompleted = 1, kCancelled = 5;
  if (record == nullptr) return {.run_us = job.run_us};
  LoggedRun logged{.run_us = -kSecond, .status = kUnknownField};
  if (record->start_us != kNever) {
    logged.wait_us = record->start_us - record->submit_us;
    logged.allocated = job.replicas;
  }
  switch (record->state) {
    case JobState::kCompleted:
    case JobState::kKilled:
      logged.run_us = record->end_us - record->start_us;
      logged.status = record->state == JobState::kCompleted ? kCompleted : kFailed;
      break;
    case JobState::kRefused:
      logged.status = kCancelled;
      break;
    case JobState::kWaiting:
    case JobState::kRunning:
      break;
  }
  return logged;
}

class Line {
 public:
  void integer(std::int64_t value) {
    separate();
    append_integer(text_, value);
  }
  void time(Duration value) {
    separate();
    append_seconds(text_, value);
  }
  std::string_view end() {
    text_ += '\n';
    return text_;
  }
  void clear() { text_.clear(); }

 private:
  void separate() {
    if (!text_.empty()) text_ += ' ';
  }
  std::string text_;
};

std::string header(const Workload& workload) {
  std::string name = workload.name;
  std::ranges::replace_if(
      name, [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
  std::string text = "; Version: 2.2\n; Computer: " + name + "\n";
  const auto directive = [&](const char* key, std::int64_t value) {
    text += std::string("; ") + key + ": " + std::to_string(value) + "\n";
  };
  directive("MaxJobs", static_cast<std::int64_t>(workload.jobs.size()));
  directive("MaxRecords", static_cast<std::int64_t>(workload.jobs.size()));
  if (workload.machine_units > 0) {
    directive("MaxNodes", workload.machine_units);
    directive("MaxProcs", workload.machine_units);
  }
  return text + ";\n";
}

void count_losses(const Workload& workload, const Replay* replay, std::vector<Oddity>& losses) {
  const auto jobs = [&](auto predicate) {
    return static_cast<std::uint64_t>(std::ranges::count_if(workload.jobs, predicate));
  };
  add_loss(losses, "jobs with several dependencies", "the first is written",
           jobs([](const Job& job) { return job.dependency_count > 1; }));
  add_loss(losses, "names of jobs", "numbers are written", workload.names.size());
  add_loss(losses, "priorities", "left out", jobs([](const Job& job) { return job.priority != 0; }));
  add_loss(losses, "requests for more than processors", "replicas are written as processors",
           jobs_not_of_processors(workload));
  if (workload.overrun == OverrunRule::kKill) {
    add_loss(losses, "jobs to be killed at their requested time", "a log of this format keeps them",
             jobs([](const Job& job) { return job.run_us > job.requested_us; }));
  }
  if (replay == nullptr) return;
  add_loss(losses, "jobs the replay did not finish", "written without run time and status",
           static_cast<std::uint64_t>(std::ranges::count_if(replay->records, [](const Record& record) {
             return record.state == JobState::kWaiting || record.state == JobState::kRunning;
           })));
}

}  // namespace

Result<void> write_swf(const std::string& path, const Workload& workload, const Replay* replay,
                       std::vector<Oddity>& losses) {
  count_losses(workload, replay, losses);
  const std::vector<std::int64_t> numbers = job_numbers(workload, losses);
  FileWriter file(path);
  file.append(header(workload));
  Line line;
  for (JobId id = 0; id < workload.jobs.size() && !file.failed(); ++id) {
    const Job& job = workload.jobs[id];
    const LoggedRun logged = logged_run(job, replay == nullptr ? nullptr : &replay->records[id]);
    line.clear();
    line.integer(numbers[id]);
    line.time(job.submit_us);
    line.time(logged.wait_us);
    line.time(logged.run_us);
    line.integer(logged.allocated);
    line.integer(kUnknownField);  // CPU time
    line.integer(kUnknownField);  // memory used
    line.integer(job.replicas);
    line.time(job.requested_us);
    line.integer(kUnknownField);  // memory requested
    line.integer(logged.status);
    line.integer(job.user);
    line.integer(job.group);
    line.integer(kUnknownField);  // executable
    line.integer(job.queue);
    line.integer(kUnknownField);  // partition
    const auto dependencies = workload.dependencies_of(id);
    line.integer(dependencies.empty() ? kUnknownField : numbers[dependencies.front().on]);
    line.time(dependencies.empty() ? -kSecond : dependencies.front().think_us);
    file.append(line.end());
  }
  return file.finish();
}

}  // namespace berth
