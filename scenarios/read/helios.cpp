#include "scenarios/read/helios.hpp"

#include <algorithm>

#include "scenarios/read/csv_table.hpp"

namespace berth {
namespace {

struct Columns {
  CsvColumn id, user, vc, gpus, cpus, nodes, submitted, started, ended, duration;

  explicit Columns(const CsvTable& table)
      : id(table.column("job_id")),
        user(table.column("user")),
        vc(table.column("vc")),
        gpus(table.column("gpu_num")),
        cpus(table.column("cpu_num")),
        nodes(table.column("node_num")),
        submitted(table.column("submit_time")),
        started(table.column("start_time")),
        ended(table.column("end_time")),
        duration(table.column("duration")) {}
};

void take_resources(CsvTable& table, const Columns& columns, const GpuShape& shape, Job& job) {
  const std::int64_t gpus = table.whole(columns.gpus, 0, kTraceGpusLimit);
  const std::int64_t cpus = table.whole(columns.cpus, 0, kResourceLimit / 1000);
  const std::int64_t nodes = table.whole(columns.nodes, 1, kCountLimit);
  if (gpus == 0 && cpus == 0) table.problem("the job asks for nothing; gpu_num or cpu_num must be above 0");
  if (!table.is_fine()) return;
  if (gpus > 0) {
    take_gpus(job, gpus, nodes, shape);
  } else {
    job.replicas = static_cast<std::uint32_t>(nodes);
  }
  job.per_replica.cpu_milli = (cpus * 1000 + job.replicas - 1) / job.replicas;
}

// False: the job never started.
bool take_times(CsvTable& table, const Columns& columns, Job& job) {
  const auto is_unknown = [&](const CsvColumn& column) {
    const std::string_view cell = table.text(column);
    return cell.empty() || cell == "None" || cell == "NaT" || cell == "nan" || cell == "Unknown";
  };
  job.submit_us = table.instant(columns.submitted, TimeFormat::kIso);
  if (is_unknown(columns.started)) return false;
  const Time start_us = table.instant(columns.started, TimeFormat::kIso);
  if (!is_unknown(columns.duration)) {
    job.run_us = table.duration(columns.duration, TimeFormat::kSeconds);
  } else {
    const Time end_us = table.instant(columns.ended, TimeFormat::kIso);
    if (end_us < start_us) table.must_be(columns.ended, "no earlier than start_time");
    job.run_us = std::max<Duration>(end_us - start_us, 0);
  }
  return true;
}

}  // namespace

Result<Workload> read_helios(CsvReader reader, const GpuShape& shape, ReadReport& report) {
  report.format = "Helios";
  CsvTable table(std::move(reader), report);
  if (Result<void> header =
          table.read_header({"job_id", "gpu_num", "cpu_num", "node_num", "submit_time", "start_time"});
      !header) {
    return header.error();
  }
  const Columns columns(table);
  if (!columns.ended.is_there() && !columns.duration.is_there()) {
    return Error::input(table.reader().place(), "has neither a column \"duration\" nor \"end_time\"");
  }
  TraceJobs jobs(table.reader().place(), report);
  NameNumbers users, clusters;
  std::uint64_t taken_on = 0;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!*more) break;
    Job job;
    std::string id(table.text(columns.id));
    if (id.empty() || id.size() > kTraceNameLimit) {
      table.must_be(columns.id, "a name of 1 to " + std::to_string(kTraceNameLimit) + " bytes");
    }
    take_resources(table, columns, shape, job);
    const bool started = take_times(table, columns, job);
    if (table.is_fine() && !jobs.is_new(id, table.line(), taken_on)) {
      table.must_be(columns.id, "an id of its own: it stands on line " + std::to_string(taken_on) + " already");
    }
    if (!table.accept()) continue;
    if (!started) {
      report.skip("jobs that never started", table.line());
      continue;
    }
    job.user = users.number_of(table.text(columns.user));
    job.queue = job.group = clusters.number_of(table.text(columns.vc));
    jobs.add(job, std::move(id), {}, table.line());
  }
  return jobs.finish(table.reader().lines(), table.reader().hash());
}

}  // namespace berth
