#include <algorithm>
#include <limits>
#include <unordered_map>

#include "engine/model/traits_table.hpp"
#include "scenarios/elastic_job.hpp"
#include "scenarios/read/scenario_json.hpp"
#include "scenarios/read/scenario_parts.hpp"

namespace berth {
namespace {

constexpr std::size_t kJobsLimit = kScenarioBytesLimit;  // a job takes more than a byte
constexpr std::int64_t kCopiesLimit = 10'000'000;
constexpr std::int32_t kLargest = std::numeric_limits<std::int32_t>::max();

// An id as written: 7 and "7" name the same job.
std::string read_id(const JsonField& field) {
  if (field.is(JsonValue::Kind::kString)) return field.text(kScenarioNameLimit);
  if (field.is(JsonValue::Kind::kNumber)) return std::to_string(field.whole(0, kScenarioIntegerLimit));
  field.must_be("a name or a whole number");
  return {};
}

std::int32_t read_number(const JsonFields& fields, std::string_view key) {
  const auto field = fields.find(key);
  return field ? static_cast<std::int32_t>(field->whole(0, kLargest)) : kUnknown;
}

Job read_job(const JsonFields& fields) {
  Job job;
  if (const auto submit = fields.find("submit")) job.submit_us = read_seconds(*submit);
  if (const auto run = fields.require("run")) job.run_us = read_seconds(*run);
  job.requested_us = std::max<Duration>(job.run_us, 1);
  if (const auto requested = fields.find("requested")) {
    job.requested_us = read_seconds(*requested);
    if (job.requested_us == 0) requested->must_be("above 0");
  }
  if (const auto replicas = fields.find("replicas")) {
    job.replicas = static_cast<std::uint32_t>(replicas->whole(1, kCountLimit));
  }
  job.per_replica = read_resources(fields, kOneProcessor);
  if (job.per_replica.is_nothing()) fields.problem("asks for nothing; give cpu, memory or gpu above 0");
  if (!is_bounded(job.per_replica, job.replicas)) {
    fields.problem(
        "asks for more of a resource than can be counted; all its replicas together may ask for 10^15 cores");
  }
  if (const auto priority = fields.find("priority")) {
    job.priority = static_cast<std::int32_t>(priority->whole(-kLargest, kLargest));
  }
  job.user = read_number(fields, "user");
  job.group = read_number(fields, "group");
  job.queue = read_number(fields, "queue");
  return job;
}

// An elastic job is scheduled as one that must have its fewest replicas, and runs as long as it would with these: the
// work is the same.
void read_elastic(const JsonFields& fields, Job& job, Traits& traits) {
  const auto least = fields.find("min_replicas"), most = fields.find("max_replicas");
  if (!least && !most) return;
  const std::int64_t said = job.replicas;
  const std::int64_t fewest = least ? least->whole(1, said) : said;
  traits.most_replicas = static_cast<std::uint32_t>(most ? most->whole(said, kCountLimit) : said);
  if (fewest == said) return;
  if (!have_fewest(job, static_cast<std::uint32_t>(fewest))) {
    fields.problem("would run too long with its fewest replicas");
  }
}

// The job just read, again and again: named after it where it has a name.
void add_copies(const JsonFields& fields, Workload& workload, std::vector<std::string>& ids,
                std::unordered_map<std::string, JobId>& by_id, bool& ids_are_numbers) {
  const auto copies = fields.find("copies");
  const auto every = fields.find("every");
  if (every && !copies) every->problem("says how long after one another copies come; give copies, too");
  const auto users = fields.find("users");
  if (users && !(copies && fields.has("user"))) {
    users->problem("says whose copies these are in turn; give copies and the first user, too");
  }
  if (!copies) return;
  if (fields.has("depends_on")) copies->problem("stands beside depends_on; copies wait for nobody");
  const std::int64_t count = copies->whole(1, kCopiesLimit);
  const auto user_count = static_cast<std::int32_t>(users ? users->whole(1, kCopiesLimit) : 1);
  const Duration gap = every ? read_seconds(*every) : 0;
  const Job first = workload.jobs.back();
  const std::string name = ids.back();
  const bool is_named = fields.has("id");
  for (std::int64_t copy = 2; copy <= count; ++copy) {
    const auto job = static_cast<JobId>(workload.jobs.size());
    Job& added = workload.jobs.emplace_back(first);
    added.submit_us += gap * (copy - 1);
    added.user += static_cast<std::int32_t>((copy - 1) % user_count);
    added.number = std::int64_t{job} + 1;
    ids.push_back(is_named ? name + "-" + std::to_string(copy) : std::to_string(job + 1));
    if (is_named) ids_are_numbers = false;
    if (!by_id.emplace(ids.back(), job).second) {
      copies->problem("makes a second job with the id \"" + ids.back() + "\"");
      return;
    }
  }
}

}  // namespace

Duration read_seconds(const JsonField& field) { return field.scaled(6, 0, kTimeLimit / kSecond, "seconds"); }

Workload read_jobs(const JsonField& field) {
  Workload workload;
  TraitsTable traits;
  std::vector<std::string> ids;
  std::unordered_map<std::string, JobId> by_id;
  std::vector<std::pair<JobId, JsonField>> waiting;  // jobs with the field that says what they wait for
  bool ids_are_numbers = true;
  for (const JsonField& item : field.items(kJobsLimit)) {
    const JsonFields fields(item, {"id",           "submit",       "run",        "requested",
                                   "replicas",     "cpu",          "memory_gib", "memory_mib",
                                   "gpu",          "user",         "group",      "queue",
                                   "priority",     "depends_on",   "gpu_models", "gpu_memory_gib_each",
                                   "labels",       "tolerates",    "spread",     "pack",
                                   "apart_from",   "copies",       "every",      "users",
                                   "min_replicas", "max_replicas", "speeds"});
    const auto job = static_cast<JobId>(workload.jobs.size());
    workload.jobs.push_back(read_job(fields));
    Job& added = workload.jobs.back();
    Traits wanted = read_traits(fields, added.per_replica, added.replicas);
    read_elastic(fields, added, wanted);
    added.traits = traits.intern(workload, wanted);
    const auto id = fields.find("id");
    ids.push_back(id ? read_id(*id) : std::to_string(job + 1));
    if (id && id->is(JsonValue::Kind::kString)) ids_are_numbers = false;
    workload.jobs.back().number =
        id && id->is(JsonValue::Kind::kNumber) ? id->whole(0, kScenarioIntegerLimit) : std::int64_t{job} + 1;
    const auto [known, is_new] = by_id.emplace(ids.back(), job);
    if (!is_new) {
      item.problem("has the id \"" + ids.back() + "\" of job " + std::to_string(known->second + 1) +
                   " of the list; ids (without one: the job's place in the list, from 1) must differ");
    }
    if (const auto depends_on = fields.find("depends_on")) waiting.emplace_back(job, *depends_on);
    add_copies(fields, workload, ids, by_id, ids_are_numbers);
  }
  for (const auto& [job, depends_on] : waiting) {
    for (const JsonField& on : depends_on.items(kJobsLimit)) {
      const auto found = by_id.find(read_id(on));
      if (found != by_id.end()) {
        workload.dependencies.push_back({job, found->second, 0});
      } else {
        on.must_be("the id of a job of this list");
      }
    }
  }
  if (!ids_are_numbers) workload.names = std::move(ids);
  sort_by_submission(workload);
  if (const Result<void> linked = link_dependencies(workload); !linked) field.problem(linked.error().message);
  return workload;
}

}  // namespace berth
