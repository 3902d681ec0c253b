#include "scenarios/read/pai.hpp"

#include <unordered_map>

#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/trace_jobs.hpp"

namespace berth {
namespace {

struct JobRow {
  std::int32_t user = kUnknown;
  Time submit_us = -1;  // not said
  std::uint64_t line = 0;
};
using JobTable = std::unordered_map<std::string, JobRow>;

Result<JobTable> read_job_table(CsvReader reader, ReadReport& report) {
  CsvTable table(std::move(reader), report);
  table.name_columns({"job_name", "inst_id", "user", "status", "start_time", "end_time"});
  const CsvColumn name = table.column("job_name"), user = table.column("user"), start = table.column("start_time");
  JobTable jobs;
  NameNumbers users;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!*more) break;
    JobRow row;
    row.line = table.line();
    if (!table.is_empty(start)) row.submit_us = table.instant(start, TimeFormat::kSeconds);
    if (table.is_empty(name)) table.must_be(name, "the name of a job");
    const auto known = jobs.find(std::string(table.text(name)));
    if (known != jobs.end()) {
      table.must_be(name, "a name of its own: it stands on line " + std::to_string(known->second.line) + " already");
    }
    if (!table.accept()) continue;
    row.user = users.number_of(table.text(user));
    jobs.emplace(table.text(name), row);
  }
  return jobs;
}

class TaskReader {
 public:
  TaskReader(CsvReader reader, const std::optional<JobTable>& known, ReadReport& report)
      : table_(std::move(reader), report), jobs_(table_.reader().place(), report), known_(known), report_(report) {
    table_.name_columns({"job_name", "task_name", "inst_num", "status", "start_time", "end_time", "plan_cpu",
                         "plan_mem", "plan_gpu", "gpu_type"});
    job_name_ = table_.column("job_name");
    task_name_ = table_.column("task_name");
    instances_ = table_.column("inst_num");
    start_ = table_.column("start_time");
    end_ = table_.column("end_time");
    cpu_ = table_.column("plan_cpu");
    memory_ = table_.column("plan_mem");
    gpu_ = table_.column("plan_gpu");
    model_ = table_.column("gpu_type");
  }

  Result<Workload> read() {
    for (;;) {
      const Result<bool> more = table_.next();
      if (!more) return more.error();
      if (!*more) break;
      take_row();
    }
    return jobs_.finish(table_.reader().lines(), table_.reader().hash());
  }

 private:
  void take_row() {
    Job job;
    std::string name = std::string(table_.text(job_name_)) + "/" + std::string(table_.text(task_name_));
    if (table_.is_empty(job_name_) || name.size() > kTraceNameLimit) {
      table_.must_be(job_name_, "a name of at most " + std::to_string(kTraceNameLimit) + " bytes with the task's");
    }
    job.replicas = static_cast<std::uint32_t>(table_.whole(instances_, 1, kCountLimit));
    take_plan(job);
    const bool began = !table_.is_empty(start_), ended = !table_.is_empty(end_);
    if (began) job.submit_us = table_.instant(start_, TimeFormat::kSeconds);
    if (began && ended) {
      const Time end_us = table_.instant(end_, TimeFormat::kSeconds);
      if (end_us < job.submit_us) table_.must_be(end_, "no earlier than start_time");
      job.run_us = end_us - job.submit_us;
    }
    std::uint64_t taken_on = 0;
    if (table_.is_fine() && !jobs_.is_new(name, table_.line(), taken_on)) {
      table_.must_be(task_name_, "named once in a job: it stands on line " + std::to_string(taken_on) + " already");
    }
    if (!table_.accept()) return;
    if (!began || !ended) {
      report_.skip(began ? "tasks that had not ended" : "tasks that never began", table_.line());
      return;
    }
    if (rounded_) report_.count("GPUs that are neither whole nor a share of one", "rounded up", table_.line());
    take_job_row(job);
    Traits traits;
    const std::string_view model = table_.text(model_);
    if (job.per_replica.gpu_milli > 0 && !model.empty() && model != "CPU" && model != "MISC") {
      traits.gpu_models.emplace_back(model);
    }
    jobs_.add(job, std::move(name), traits, table_.line());
  }

  void take_plan(Job& job) {
    const auto percent = [&](const CsvColumn& column) {  // of a core, or of a GPU: in thousandths of one
      return table_.is_empty(column) ? 0 : table_.scaled(column, 1, 0, kResourceLimit / 1000);
    };
    job.per_replica.cpu_milli = percent(cpu_);
    std::int64_t gpu_milli = percent(gpu_);
    rounded_ = !is_gpu_request(gpu_milli);
    if (rounded_) gpu_milli = (gpu_milli / kWholeGpu + 1) * kWholeGpu;
    job.per_replica.gpu_milli = gpu_milli;
    if (!table_.is_empty(memory_)) {
      constexpr int kPlaces = 6;
      const std::int64_t micro_gib = table_.scaled(memory_, kPlaces, 0, 1'000'000'000);
      job.per_replica.memory_mib = (micro_gib * 1024 + 999'999) / 1'000'000;
    }
    if (!is_bounded(job.per_replica, job.replicas)) table_.problem("the task asks for more than can be counted");
    if (job.per_replica.is_nothing()) {
      table_.problem("the task asks for nothing; plan_cpu, plan_mem or plan_gpu must be above 0");
    }
  }

  void take_job_row(Job& job) {
    if (!known_) return;
    const auto found = known_->find(std::string(table_.text(job_name_)));
    if (found == known_->end()) {
      report_.count("tasks whose job is not in the job table", "submitted when they began", table_.line());
      return;
    }
    job.user = found->second.user;
    if (found->second.submit_us >= 0) job.submit_us = std::min(job.submit_us, found->second.submit_us);
  }

  CsvTable table_;
  TraceJobs jobs_;
  const std::optional<JobTable>& known_;
  ReadReport& report_;
  CsvColumn job_name_, task_name_, instances_, start_, end_, cpu_, memory_, gpu_, model_;
  bool rounded_ = false;  // the GPUs of this row were
};

}  // namespace

Result<Workload> read_pai(CsvReader tasks, std::optional<CsvReader> jobs, ReadReport& report) {
  report.format = "PAI";
  std::optional<JobTable> known;
  if (jobs) {
    Result<JobTable> table = read_job_table(std::move(*jobs), report);
    if (!table) return table.error();
    known = std::move(*table);
  }
  return TaskReader(std::move(tasks), known, report).read();
}

}  // namespace berth
