#include "scenarios/read/log.hpp"

#include <optional>

#include "scenarios/read/batsim.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read/helios.hpp"
#include "scenarios/read/openb.hpp"
#include "scenarios/read/pai.hpp"
#include "scenarios/read/philly.hpp"
#include "scenarios/read/swf.hpp"

namespace berth {
namespace {

// Opens the file and hands it to a reader.
template <class Read, class... Arguments>
Result<Workload> read_table(Read read, const std::string& path, ReadReport& report, const Arguments&... arguments) {
  Result<CsvReader> reader = CsvReader::open(path);
  if (!reader) return reader.error();
  return read(std::move(*reader), arguments..., report);
}

Result<Workload> read_pai_tables(const std::string& tasks, const std::string& jobs, ReadReport& report) {
  std::optional<CsvReader> job_table;
  if (!jobs.empty()) {
    Result<CsvReader> reader = CsvReader::open(jobs);
    if (!reader) return reader.error();
    job_table = std::move(*reader);
  }
  Result<CsvReader> reader = CsvReader::open(tasks);
  if (!reader) return reader.error();
  return read_pai(std::move(*reader), std::move(job_table), report);
}

}  // namespace

Result<Workload> read_log(const std::string& path, const GpuShape& shape, ReadReport& report) {
  const Result<FileFormat> format = recognize(path);
  if (!format) return format.error();
  switch (*format) {
    case FileFormat::kSwf:
      return read_swf(path, report);
    case FileFormat::kBatsim:
      return read_batsim(path, report);
    case FileFormat::kPhillyLog:
      return read_philly_log(path, shape, report);
    case FileFormat::kOpenbPods:
      return read_table(read_openb_pods, path, report);
    case FileFormat::kPhillyCsv:
      return read_table(read_philly_csv, path, report, shape);
    case FileFormat::kHelios:
      return read_table(read_helios, path, report, shape);
    case FileFormat::kPaiTasks:
      return read_pai_tables(path, "", report);
    case FileFormat::kOpenbNodes:
      return Error::input(path,
                          "is a list of nodes, not of jobs; give it with --nodes, or as a cluster's \"node_list\"");
    case FileFormat::kOtherCsv:
      return Error::input(path,
                          "is a CSV file of columns that belong to no known trace; a scenario says what they mean: "
                          "\"workload\": {\"csv\": {\"file\": …, \"columns\": …}}");
    case FileFormat::kScenario:
      break;
  }
  return Error::input(path,
                      "is neither a log (SWF) nor a Batsim workload: its JSON has none of the keys \"jobs\", "
                      "\"profiles\" and \"nb_res\"");
}

Result<Workload> read_trace(TraceFormat format, const std::string& path, const std::string& jobs, const GpuShape& shape,
                            ReadReport& report) {
  using Format = TraceFormat;
  switch (format) {
    case Format::kOpenb:
      return read_table(read_openb_pods, path, report);
    case Format::kHelios:
      return read_table(read_helios, path, report, shape);
    case Format::kPai:
      return read_pai_tables(path, jobs, report);
    case Format::kPhilly: {
      const Result<FileFormat> content = recognize(path);
      if (!content) return content.error();
      if (*content == FileFormat::kPhillyLog) return read_philly_log(path, shape, report);
      return read_table(read_philly_csv, path, report, shape);
    }
    case Format::kByContent:
      break;
  }
  return read_log(path, shape, report);
}

bool is_gpu_trace(FileFormat format) {
  return format == FileFormat::kPhillyLog || format == FileFormat::kOpenbPods || format == FileFormat::kPhillyCsv ||
         format == FileFormat::kHelios || format == FileFormat::kPaiTasks;
}

}  // namespace berth
