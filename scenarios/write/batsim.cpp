#include "scenarios/write/batsim.hpp"

#include <algorithm>

#include "scenarios/write/file_writer.hpp"
#include "scenarios/write/job_numbers.hpp"
#include "scenarios/write/json_writer.hpp"
#include "scenarios/write/text.hpp"

namespace berth {
namespace {

void write_seconds(JsonWriter& json, std::string_view key, Duration time) {
  if (time % kSecond == 0) {
    json.integer(key, time / kSecond);
  } else {
    json.number(key, seconds(time));
  }
}

std::string profile_of(Duration run_us) {
  std::string name = "delay_";
  append_seconds(name, run_us);
  return name;
}

std::vector<Duration> run_times(const Workload& workload) {
  std::vector<Duration> times;
  times.reserve(workload.jobs.size());
  for (const Job& job : workload.jobs) times.push_back(job.run_us);
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  return times;
}

void count_losses(const Workload& workload, std::vector<Oddity>& losses) {
  const auto jobs = [&](auto predicate) {
    return static_cast<std::uint64_t>(std::ranges::count_if(workload.jobs, predicate));
  };
  add_loss(losses, "users, groups and queues", "left out",
           jobs([](const Job& job) { return job.user != kUnknown || job.group != kUnknown || job.queue != kUnknown; }));
  add_loss(losses, "priorities", "left out", jobs([](const Job& job) { return job.priority != 0; }));
  add_loss(losses, "requests for more than processors", "replicas are written as processors",
           jobs_not_of_processors(workload));
  add_loss(losses, "think times", "left out",
           static_cast<std::uint64_t>(std::ranges::count_if(
               workload.dependencies, [](const Dependency& dependency) { return dependency.think_us > 0; })));
  if (workload.overrun == OverrunRule::kKeep) {
    add_loss(losses, "jobs that run longer than requested", "Batsim kills them at their walltime",
             jobs([](const Job& job) { return job.run_us > job.requested_us; }));
  }
}

}  // namespace

Result<void> write_batsim(const std::string& path, const Workload& workload, std::vector<Oddity>& losses) {
  count_losses(workload, losses);
  std::vector<std::string> names = workload.names;
  if (names.empty()) {
    for (const std::int64_t number : job_numbers(workload, losses)) names.push_back(std::to_string(number));
  }
  FileWriter file(path);
  JsonWriter json;
  json.begin_object();
  if (workload.machine_units > 0) json.integer("nb_res", workload.machine_units);
  json.begin_array("jobs");
  for (JobId id = 0; id < workload.jobs.size() && !file.failed(); ++id) {
    const Job& job = workload.jobs[id];
    json.begin_object();
    json.text("id", names[id]);
    write_seconds(json, "subtime", job.submit_us);
    write_seconds(json, "walltime", job.requested_us);
    json.integer("res", job.replicas);
    json.text("profile", profile_of(job.run_us));
    if (job.dependency_count > 0) {
      json.begin_array("dependencies");
      for (const Dependency& dependency : workload.dependencies_of(id)) json.text({}, names[dependency.on]);
      json.end_array();
    }
    json.end_object();
    file.append(json.take());
  }
  json.end_array();
  json.begin_object("profiles");
  for (const Duration run_us : run_times(workload)) {
    json.begin_object(profile_of(run_us));
    json.text("type", "delay");
    write_seconds(json, "delay", run_us);
    json.end_object();
    file.append(json.take());
  }
  json.end_object();
  json.end_object();
  file.append(json.take());
  return file.finish();
}

}  // namespace berth
