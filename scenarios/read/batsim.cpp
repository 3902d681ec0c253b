#include "scenarios/read/batsim.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <unordered_map>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "engine/model/cluster_spec.hpp"
#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/json_text.hpp"

namespace berth {
namespace {

namespace json = boost::json;

// Member names and ids in messages: cut, and without what a terminal would obey.
std::string shown(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string result;
  for (const char c : text.substr(0, kShown)) result += static_cast<unsigned char>(c) < ' ' || c == '\x7f' ? '?' : c;
  return text.size() > kShown ? result + "…" : result;
}

class BatsimParser {
 public:
  BatsimParser(const std::string& place, ReadReport& report) : place_(place), report_(report) {}

  Result<Workload> parse(const json::value& root) {
    workload_.name = name_from_path(place_);
    workload_.overrun = OverrunRule::kKill;
    if (!read_root(root) || !read_dependencies()) return *error_;
    if (!named_) workload_.names.clear();
    const std::size_t unsorted = sort_by_submission(workload_);
    for (std::size_t i = 0; i < unsorted; ++i) report_.count("jobs out of submission order", "sorted by submission", 0);
    if (const Result<void> linked = link_dependencies(workload_); !linked) {
      return Error::input(place_, linked.error().message);
    }
    report_.jobs = workload_.jobs.size();
    return std::move(workload_);
  }

 private:
  bool refuse(const std::string& path, std::string message) {
    error_ = Error::input(place_ + ":" + path, std::move(message));
    return false;
  }

  void count_unread(const json::object& object, std::initializer_list<std::string_view> read) {
    for (const auto& [key, value] : object) {
      if (std::find(read.begin(), read.end(), std::string_view(key)) == read.end()) {
        report_.count("keys that are not read", "ignored", 0);
      }
    }
  }

  // Seconds, as microseconds. `unlimited` allows -1, returned as -1.
  bool time_in(const json::value& value, const std::string& path, bool unlimited, Duration& time) {
    if (!value.is_number()) return refuse(path, "a number of seconds is needed");
    const double limit = seconds(kTimeLimit);
    const auto in_seconds = value.to_number<double>();
    if (unlimited && in_seconds == -1) {
      time = -1;
      return true;
    }
    if (in_seconds < 0) return refuse(path, "is negative; a time is needed");
    if (in_seconds > limit) return refuse(path, "is larger than 100000000000 seconds, the most that is read");
    time = value.is_double() ? std::llround(in_seconds * static_cast<double>(kSecond))
                             : value.to_number<std::int64_t>() * kSecond;
    return true;
  }

  bool count_in(const json::value& value, const std::string& path, std::int64_t& count) {
    json::error_code error;
    count = value.is_number() ? value.to_number<std::int64_t>(error) : 0;
    if (value.is_number() && value.to_number<double>() > static_cast<double>(kCountLimit)) {
      return refuse(path, "is larger than " + std::to_string(kCountLimit) + ", the most that is read");
    }
    if (!value.is_number() || error || count < 1) return refuse(path, "a whole number of at least 1 is needed");
    return true;
  }

  // A text, or a whole number written as one.
  static std::optional<std::string> identity_of(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string());
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return std::nullopt;
  }

  bool read_root(const json::value& root) {
    if (!root.is_object()) return refuse("/", "an object with nb_res, jobs and profiles is needed");
    const json::object& object = root.get_object();
    count_unread(object, {"nb_res", "jobs", "profiles"});
    if (const json::value* machine = object.if_contains("nb_res")) {
      if (!count_in(*machine, "/nb_res", workload_.machine_units)) return false;
    }
    const json::value* profiles = object.if_contains("profiles");
    if (profiles == nullptr || !profiles->is_object()) return refuse("/profiles", "an object of profiles is needed");
    const json::value* jobs = object.if_contains("jobs");
    if (jobs == nullptr || !jobs->is_array()) return refuse("/jobs", "an array of jobs is needed");
    if (jobs->get_array().empty()) return refuse("/jobs", "has no jobs");
    profiles_ = &profiles->get_object();
    jobs_ = &jobs->get_array();
    workload_.jobs.reserve(jobs_->size());
    workload_.names.reserve(jobs_->size());
    for (std::size_t i = 0; i < jobs_->size(); ++i) {
      if (!read_job((*jobs_)[i], "/jobs/" + std::to_string(i))) return false;
    }
    return true;
  }

  bool read_job(const json::value& value, const std::string& path) {
    if (!value.is_object()) return refuse(path, "an object is needed: a job with id, subtime, res and profile");
    const json::object& object = value.get_object();
    count_unread(object, {"id", "subtime", "walltime", "res", "profile", "dependencies"});
    for (const std::string_view key : {"id", "subtime", "res", "profile"}) {
      if (!object.contains(key)) return refuse(path, "the job has no \"" + std::string(key) + "\"");
    }
    Job job;
    job.per_replica = kOneProcessor;
    if (!read_id(object.at("id"), path + "/id", job)) return false;
    if (!time_in(object.at("subtime"), path + "/subtime", false, job.submit_us)) return false;
    std::int64_t replicas = 0;
    if (!count_in(object.at("res"), path + "/res", replicas)) return false;
    job.replicas = static_cast<std::uint32_t>(replicas);
    if (!read_profile(object.at("profile"), path + "/profile", job.run_us)) return false;

    job.requested_us = -1;
    if (const json::value* walltime = object.if_contains("walltime")) {
      if (!time_in(*walltime, path + "/walltime", true, job.requested_us)) return false;
    }
    if (job.requested_us == 0)
      return refuse(path + "/walltime", "is 0; a positive time, or -1 for no limit, is needed");
    if (job.requested_us < 0) {
      job.requested_us = job.run_us > 0 ? job.run_us : kSecond;
      report_.count("no walltime", job.run_us > 0 ? "requested time taken from the delay" : "requested time 1 s", 0);
    }
    workload_.jobs.push_back(job);
    return true;
  }

  bool read_id(const json::value& value, const std::string& path, Job& job) {
    std::optional<std::string> id = identity_of(value);
    if (!id) return refuse(path, "a text or a whole number is needed");
    const auto [known, is_new] = ids_.try_emplace(*id, static_cast<JobId>(workload_.jobs.size()));
    if (!is_new) {
      return refuse(path, "\"" + shown(*id) + "\" is the id of /jobs/" + std::to_string(known->second) +
                              " already; every job has an id of its own");
    }
    // "w0!12" is job 12 of workload w0.
    const std::string_view digits = std::string_view(*id).substr(id->find('!') + 1);
    const auto [end, failure] = std::from_chars(digits.data(), digits.data() + digits.size(), job.number);
    const bool numeric = failure == std::errc() && end == digits.data() + digits.size() && job.number >= 0;
    if (!numeric) job.number = static_cast<std::int64_t>(workload_.jobs.size());
    if (!numeric || std::to_string(job.number) != *id) named_ = true;
    workload_.names.push_back(std::move(*id));
    return true;
  }

  bool read_profile(const json::value& value, const std::string& path, Duration& run_us) {
    const std::optional<std::string> name = identity_of(value);
    if (!name) return refuse(path, "the name of a profile is needed");
    const std::string job = "job \"" + shown(workload_.names.back()) + "\"";
    const json::value* profile = profiles_->if_contains(*name);
    if (profile == nullptr)
      return refuse(path, job + " has the profile \"" + shown(*name) + "\", which is not in /profiles");
    const std::string place = "/profiles/" + shown(*name);
    const json::value* type = profile->is_object() ? profile->get_object().if_contains("type") : nullptr;
    if (type == nullptr || !type->is_string()) return refuse(place, "an object with a \"type\" is needed");
    if (type->get_string() != "delay") {
      return refuse(place, job + " has a profile of type \"" + shown(type->get_string()) +
                               "\"; only \"delay\" is read: others need a model of the platform");
    }
    const json::value* delay = profile->get_object().if_contains("delay");
    if (delay == nullptr) return refuse(place, "the profile has no \"delay\"");
    return time_in(*delay, place + "/delay", false, run_us);
  }

  bool read_dependencies() {
    for (JobId job = 0; job < jobs_->size(); ++job) {
      const json::value* list = (*jobs_)[job].get_object().if_contains("dependencies");
      if (list == nullptr) continue;
      const std::string path = "/jobs/" + std::to_string(job) + "/dependencies";
      if (!list->is_array()) return refuse(path, "an array of ids is needed");
      for (std::size_t i = 0; i < list->get_array().size(); ++i) {
        const std::string place = path + "/" + std::to_string(i);
        const std::optional<std::string> id = identity_of(list->get_array()[i]);
        if (!id) return refuse(place, "the id of a job is needed");
        const auto on = ids_.find(*id);
        if (on == ids_.end()) {
          return refuse(place, "job \"" + shown(workload_.names[job]) + "\" waits for job \"" + shown(*id) +
                                   "\", which is not among the jobs");
        }
        workload_.dependencies.push_back({job, on->second, 0});
      }
    }
    return true;
  }

  const std::string& place_;
  ReadReport& report_;
  Workload workload_;
  std::optional<Error> error_;
  const json::object* profiles_ = nullptr;
  const json::array* jobs_ = nullptr;
  std::unordered_map<std::string, JobId> ids_;
  bool named_ = false;  // some id is more than its number
};

}  // namespace

Result<Workload> parse_batsim(std::string_view text, const std::string& place, ReadReport& report) {
  report.format = "Batsim";
  report.input_hash = content_hash(text);
  report.lines = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  const Result<json::value> root = parse_json(text, place);
  if (!root) return root.error();
  return BatsimParser(place, report).parse(*root);
}

Result<Workload> read_batsim(const std::string& path, ReadReport& report) {
  const Result<std::string> text = read_whole_file(path, kBatsimFileLimit);
  if (!text) return text.error();
  return parse_batsim(*text, path, report);
}

}  // namespace berth
