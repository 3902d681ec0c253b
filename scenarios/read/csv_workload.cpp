#include "scenarios/read/csv_workload.hpp"

#include <algorithm>
#include <limits>

#include "scenarios/elastic_job.hpp"
#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/decimal.hpp"
#include "scenarios/read/trace_jobs.hpp"

namespace berth {
namespace {

class CsvJobs {
 public:
  CsvJobs(CsvReader reader, const CsvMap& map, ReadReport& report)
      : map_(map), table_(std::move(reader), report), jobs_(table_.reader().place(), report) {}

  Result<Workload> read() {
    if (Result<void> found = find_columns(); !found) return found.error();
    for (;;) {
      const Result<bool> more = table_.next();
      if (!more) return more.error();
      if (!*more) break;
      take_row();
    }
    return jobs_.finish(table_.reader().lines(), table_.reader().hash());
  }

 private:
  using Field = CsvMap::Field;

  Result<void> find_columns() {
    Result<void> begun = map_.header ? table_.read_header({}) : table_.number_columns();
    if (!begun) return begun;
    std::string missing;
    for (std::size_t i = 0; i < CsvMap::kFields; ++i) {
      if (map_.columns[i].empty()) continue;
      columns_[i] = table_.column(map_.columns[i]);
      if (!columns_[i].is_there())
        missing += (missing.empty() ? "\"" : ", \"") + printable_cell(columns_[i].name) + "\"";
    }
    if (missing.empty()) return {};
    std::string there;
    for (const std::string& name : table_.names())
      there += (there.empty() ? "\"" : ", \"") + printable_cell(name) + "\"";
    return Error::input(table_.reader().place() + ":" + std::to_string(table_.line()),
                        "has no column " + missing + "; there are " + there);
  }

  const CsvColumn& operator[](Field field) const { return columns_[field]; }
  // Whether the row says it.
  bool says(Field field) const { return columns_[field].is_there() && !table_.is_empty(columns_[field]); }

  void take_times(Job& job) {
    job.submit_us = table_.instant((*this)[CsvMap::kSubmit], map_.time);
    if (says(CsvMap::kRun) || (!says(CsvMap::kEnd) && !map_.run_us)) {
      job.run_us = table_.duration((*this)[columns_[CsvMap::kRun].is_there() ? CsvMap::kRun : CsvMap::kEnd], map_.time);
    } else if (says(CsvMap::kEnd)) {
      const Time start_us = says(CsvMap::kStart) ? table_.instant((*this)[CsvMap::kStart], map_.time) : job.submit_us;
      const Time end_us = table_.instant((*this)[CsvMap::kEnd], map_.time);
      if (end_us < start_us) table_.must_be((*this)[CsvMap::kEnd], "no earlier than the job began");
      job.run_us = std::max<Duration>(end_us - start_us, 0);
    } else {
      job.run_us = *map_.run_us;
    }
    if (says(CsvMap::kRequested)) {
      job.requested_us = table_.duration((*this)[CsvMap::kRequested], map_.time);
      if (job.requested_us == 0) table_.must_be((*this)[CsvMap::kRequested], "above 0");
    }
  }

  void take_resources(Job& job) {
    Resources& each = job.per_replica;
    if (says(CsvMap::kReplicas)) {
      job.replicas = static_cast<std::uint32_t>(table_.whole((*this)[CsvMap::kReplicas], 1, kCountLimit));
    }
    if (says(CsvMap::kCpu)) each.cpu_milli = table_.scaled((*this)[CsvMap::kCpu], 3, 0, kResourceLimit / 1000);
    if (says(CsvMap::kMemoryMib)) each.memory_mib = table_.scaled((*this)[CsvMap::kMemoryMib], 0, 0, kResourceLimit);
    if (says(CsvMap::kMemoryGib)) {
      each.memory_mib = table_.scaled((*this)[CsvMap::kMemoryGib], 3, 0, kResourceLimit / 1024) * 1024 / 1000;
    }
    if (says(CsvMap::kGpu)) {
      each.gpu_milli = table_.scaled((*this)[CsvMap::kGpu], 3, 0, kResourceLimit / kWholeGpu);
      if (!is_gpu_request(each.gpu_milli)) {
        table_.must_be((*this)[CsvMap::kGpu], "a whole number of GPUs, or a share of one below 1");
      }
    }
    if (each.is_nothing()) table_.problem("the job asks for nothing; cpu, memory or gpu must be above 0");
    if (!is_bounded(each, job.replicas)) table_.problem("the job asks for more than can be counted");
    if (table_.is_fine()) split(job);
  }

  // GPUs beyond a node's go into more replicas, and cores and memory with them, rounded up.
  void split(Job& job) {
    parts_ = 1;
    const std::int64_t gpus = job.per_replica.gpu_milli / kWholeGpu;
    if (map_.most_gpus_each == 0 || gpus <= map_.most_gpus_each) return;
    if (gpus > kTraceGpusLimit) {
      return table_.must_be((*this)[CsvMap::kGpu], "at most " + std::to_string(kTraceGpusLimit) + " GPUs");
    }
    const GpuSplit split = split_gpus(gpus, 1, map_.most_gpus_each);
    if (std::int64_t{split.replicas} * job.replicas > kCountLimit) {
      return table_.problem("the job makes more replicas than can be counted");
    }
    const auto part = [&](std::int64_t amount) { return (amount + split.replicas - 1) / split.replicas; };
    job.per_replica = {part(job.per_replica.cpu_milli), part(job.per_replica.memory_mib), split.each * kWholeGpu};
    job.replicas *= split.replicas;
    parts_ = split.replicas;
  }

  void take_row() {
    Job job = map_.otherwise;
    take_times(job);
    take_resources(job);
    if (says(CsvMap::kPriority)) {
      constexpr std::int64_t kMost = std::numeric_limits<std::int32_t>::max();
      job.priority = static_cast<std::int32_t>(table_.whole((*this)[CsvMap::kPriority], -kMost, kMost));
    }
    Traits traits;
    if (says(CsvMap::kGpuModel) && job.per_replica.gpu_milli > 0) take_models(traits);
    if (job.per_replica.gpu_milli > 0) take_speeds(traits);
    if (table_.is_fine()) take_bounds(job, traits);
    std::string id;
    if (columns_[CsvMap::kId].is_there()) {
      id = table_.text((*this)[CsvMap::kId]);
      if (id.empty() || id.size() > kTraceNameLimit) {
        table_.must_be((*this)[CsvMap::kId], "a name of 1 to " + std::to_string(kTraceNameLimit) + " bytes");
      }
    }
    std::uint64_t taken_on = 0;
    if (table_.is_fine() && !jobs_.is_new(id, table_.line(), taken_on)) {
      table_.must_be((*this)[CsvMap::kId],
                     "an id of its own: it stands on line " + std::to_string(taken_on) + " already");
    }
    if (!table_.accept()) return;
    if (says(CsvMap::kUser)) job.user = users_.number_of(table_.text((*this)[CsvMap::kUser]));
    if (says(CsvMap::kGroup)) job.group = groups_.number_of(table_.text((*this)[CsvMap::kGroup]));
    if (says(CsvMap::kQueue)) job.queue = queues_.number_of(table_.text((*this)[CsvMap::kQueue]));
    jobs_.add(job, std::move(id), traits, table_.line());
  }

  void take_models(Traits& traits) {
    traits.gpu_models = split_models(table_.text((*this)[CsvMap::kGpuModel]));
    for (const std::string& model : traits.gpu_models) {
      if (model.size() <= kTraceNameLimit) continue;
      table_.must_be((*this)[CsvMap::kGpuModel], "names of at most " + std::to_string(kTraceNameLimit) + " bytes");
    }
  }

  // "V100:4|K80:1.5"
  void take_speeds(Traits& traits) {
    if (!says(CsvMap::kSpeeds)) {
      traits.speeds = map_.speeds;
      return;
    }
    for (const std::string& said : split_models(table_.text((*this)[CsvMap::kSpeeds]))) {
      const std::size_t colon = said.rfind(':');
      const bool is_named = colon != std::string::npos && colon > 0 && colon <= kTraceNameLimit;
      const std::string number = is_named ? said.substr(colon + 1) : "";
      const auto speed = is_decimal(number) ? parse_decimal(number, 3) : std::nullopt;
      if (!speed || speed->scaled < kSlowestSpeed || speed->scaled > kFastestSpeed) {
        return table_.must_be((*this)[CsvMap::kSpeeds],
                              "models with how many times as fast, 0.01 to 1000, as A:2|B:1.5");
      }
      traits.speeds.emplace_back(said.substr(0, colon), speed->scaled);
    }
    std::sort(traits.speeds.begin(), traits.speeds.end());
    const auto twice = std::adjacent_find(traits.speeds.begin(), traits.speeds.end(),
                                          [](const Speed& one, const Speed& next) { return one.first == next.first; });
    if (twice != traits.speeds.end()) table_.must_be((*this)[CsvMap::kSpeeds], "each model once");
  }

  // The fewest and the most replicas: of those a row says, and the GPUs of each where these are split.
  void take_bounds(Job& job, Traits& traits) {
    if (!says(CsvMap::kMinReplicas) && !says(CsvMap::kMaxReplicas)) return;
    const std::int64_t parts = parts_;
    const std::int64_t said = job.replicas / parts;
    traits.most_replicas = job.replicas;
    if (says(CsvMap::kMaxReplicas)) {
      const std::int64_t most = table_.whole((*this)[CsvMap::kMaxReplicas], said, kCountLimit / parts);
      if (!table_.is_fine()) return;
      if (!is_bounded(job.per_replica, most * parts)) {
        return table_.problem("the job asks for more than can be counted with its most replicas");
      }
      traits.most_replicas = static_cast<std::uint32_t>(most * parts);
    }
    if (!says(CsvMap::kMinReplicas)) return;
    const std::int64_t fewest = table_.whole((*this)[CsvMap::kMinReplicas], 1, said);
    if (table_.is_fine() && !have_fewest(job, static_cast<std::uint32_t>(fewest * parts))) {
      table_.problem("the job would run too long with its fewest replicas");
    }
  }

  const CsvMap& map_;
  CsvTable table_;
  TraceJobs jobs_;
  std::array<CsvColumn, CsvMap::kFields> columns_;
  std::int64_t parts_ = 1;  // of a replica the row says
  NameNumbers users_, groups_, queues_;
};

}  // namespace

Result<Workload> read_csv_workload(CsvReader reader, const CsvMap& map, ReadReport& report) {
  report.format = "CSV";
  return CsvJobs(std::move(reader), map, report).read();
}

}  // namespace berth
