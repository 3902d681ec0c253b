#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/philly.hpp"
#include "scenarios/read/trace_jobs.hpp"

namespace berth {

Result<Workload> read_philly_csv(CsvReader reader, const GpuShape& shape, ReadReport& report) {
  report.format = "Philly";
  CsvTable table(std::move(reader), report);
  if (Result<void> header = table.read_header({"timestamp", "duration", "num_gpus", "cluster"}); !header) {
    return header.error();
  }
  const CsvColumn submitted = table.column("timestamp"), duration = table.column("duration"),
                  gpus = table.column("num_gpus"), cluster = table.column("cluster");
  TraceJobs jobs(table.reader().place(), report);
  NameNumbers clusters;
  for (;;) {
    const Result<bool> more = table.next();
    if (!more) return more.error();
    if (!*more) break;
    Job job;
    job.submit_us = table.instant(submitted, TimeFormat::kIso);
    job.run_us = table.duration(duration, TimeFormat::kSeconds);
    const std::int64_t wanted = table.whole(gpus, 1, kTraceGpusLimit);
    if (!table.accept()) continue;
    take_gpus(job, wanted, 1, shape);
    job.queue = job.group = clusters.number_of(table.text(cluster));
    jobs.add(job, "", {}, table.line());
  }
  return jobs.finish(table.reader().lines(), table.reader().hash());
}

}  // namespace berth
