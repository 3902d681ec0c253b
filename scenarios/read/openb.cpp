#include "scenarios/read/openb.hpp"

#include <algorithm>

#include "scenarios/generate/draw.hpp"
#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/trace_jobs.hpp"

namespace berth {
namespace {

struct Columns {
  CsvColumn name, cpu, memory, gpus, share, spec, qos, created, deleted, scheduled;

  explicit Columns(const CsvTable& table)
      : name(table.column("name")),
        cpu(table.column("cpu_milli")),
        memory(table.column("memory_mib")),
        gpus(table.column("num_gpu")),
        share(table.column("gpu_milli")),
        spec(table.column("gpu_spec")),
        qos(table.column("qos")),
        created(table.column("creation_time")),
        deleted(table.column("deletion_time")),
        scheduled(table.column("scheduled_time")) {}
};

Resources resources_of(CsvTable& table, const Columns& columns) {
  Resources each;
  each.cpu_milli = table.whole(columns.cpu, 0, kResourceLimit);
  each.memory_mib = table.whole(columns.memory, 0, kResourceLimit);
  const std::int64_t gpus = table.whole(columns.gpus, 0, kTraceGpusLimit);
  const std::int64_t share = table.whole(columns.share, 0, kWholeGpu);
  if (gpus > 1 && share != kWholeGpu) table.must_be(columns.share, "1000: several GPUs are asked for whole");
  if (gpus == 1 && share == 0) table.must_be(columns.share, "from 1 to 1000 where num_gpu is 1");
  if (gpus == 0 && share != 0) table.must_be(columns.share, "0 where num_gpu is 0");
  each.gpu_milli = gpus * share;
  if (each.is_nothing()) table.problem("the pod asks for nothing; cpu_milli, memory_mib or num_gpu must be above 0");
  return each;
}

std::int32_t priority_of(CsvTable& table, const CsvColumn& qos) {
  const std::string_view name = table.text(qos);
  if (name == "LS" || name == "Guaranteed") return 2;
  if (name == "Burstable") return 1;
  if (name != "BE" && !name.empty()) {
    table.report().count("service classes other than LS, Guaranteed, Burstable and BE", "priority 0", table.line());
  }
  return 0;
}

void take_times(CsvTable& table, const Columns& columns, Job& job) {
  job.submit_us = table.instant(columns.created, TimeFormat::kSeconds);
  Time start_us = job.submit_us;
  if (!table.is_empty(columns.scheduled)) start_us = table.instant(columns.scheduled, TimeFormat::kSeconds);
  const Time end_us = table.instant(columns.deleted, TimeFormat::kSeconds);
  if (start_us < job.submit_us) table.must_be(columns.scheduled, "no earlier than creation_time");
  if (end_us < start_us) table.must_be(columns.deleted, "no earlier than the pod began");
  job.run_us = end_us - start_us;
}

}  // namespace

Result<Workload> read_openb_pods(CsvReader reader, ReadReport& report) {
  report.format = "openb";
  CsvTable table(std::move(reader), report);
  if (Result<void> header = table.read_header({"name", "cpu_milli", "memory_mib", "num_gpu", "gpu_milli"}); !header) {
    return header.error();
  }
  const Columns columns(table);
  const bool timed = columns.created.is_there() || columns.deleted.is_there();
  if (timed && !(columns.created.is_there() && columns.deleted.is_there())) {
    return Error::input(table.reader().place(),
                        "has only one of the columns \"creation_time\" and \"deletion_time\"; "
                        "a pod list has both or neither");
  }
  TraceJobs jobs(table.reader().place(), report);
  std::uint64_t taken_on = 0;
  Traits traits;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!*more) break;
    Job job;
    std::string name(table.text(columns.name));
    if (name.empty() || name.size() > kTraceNameLimit) {
      table.must_be(columns.name, "a name of 1 to " + std::to_string(kTraceNameLimit) + " bytes");
    }
    job.per_replica = resources_of(table, columns);
    traits.gpu_models =
        job.per_replica.gpu_milli > 0 ? split_models(table.text(columns.spec)) : std::vector<std::string>();
    if (timed) {
      take_times(table, columns, job);
    } else {
      job.submit_us = static_cast<Time>(jobs.size()) * kSecond;
      job.run_us = kStay;
    }
    if (table.is_fine() && !jobs.is_new(name, table.line(), taken_on)) {
      table.must_be(columns.name, "a name of its own: it stands on line " + std::to_string(taken_on) + " already");
    }
    if (!table.accept()) continue;
    job.priority = priority_of(table, columns.qos);
    if (!timed) report.count("pods without times", "submitted a second apart, to stay ten years", table.line());
    jobs.add(job, std::move(name), traits, table.line());
  }
  return jobs.finish(table.reader().lines(), table.reader().hash());
}

}  // namespace berth
