#include <algorithm>
#include <optional>

#include <boost/json/value.hpp>

#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/csv_table.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/json_text.hpp"
#include "scenarios/read/philly.hpp"
#include "scenarios/read/timestamp.hpp"

namespace berth {
namespace {

namespace json = boost::json;

constexpr std::size_t kChunk = 262'144;

// Cuts the top-level elements out of an array's text as it comes, without looking into them further than their
// brackets and quotes.
class ElementCutter {
 public:
  enum class State : std::uint8_t { kBefore, kInside, kAfter, kWrong };

  // Calls `element(text, line)` for each element that ends in `piece`; the line is where it begins.
  void feed(std::string_view piece, auto&& element) {
    for (const char letter : piece) {
      if (letter == '\n') ++line_;
      if (state_ == State::kWrong) return;
      if (depth_ > 0) {
        inside(letter, element);
      } else {
        between(letter);
      }
    }
  }
  State state() const { return state_; }
  bool is_open() const { return depth_ > 0; }
  std::uint64_t line() const { return line_; }
  std::uint64_t begun_on() const { return begun_on_; }
  const std::string& problem() const { return problem_; }

 private:
  void between(char letter) {
    if (letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n') return;
    if (state_ == State::kBefore && letter == '[') {
      state_ = State::kInside;
    } else if (state_ == State::kInside && letter == ']') {
      state_ = State::kAfter;
    } else if (state_ == State::kInside && letter == '{') {
      depth_ = 1;
      begun_on_ = line_;
      text_ = letter;
    } else if (state_ != State::kInside || letter != ',') {
      fail(state_ == State::kBefore ? "is no array; a Philly log is an array of jobs"
                                    : "is no job here; a Philly log is an array of JSON objects");
    }
  }
  void inside(char letter, auto&& element) {
    text_ += letter;
    if (text_.size() > kPhillyJobLimit) {
      fail("the job is longer than " + std::to_string(kPhillyJobLimit) + " bytes; is a bracket not closed?");
    } else if (in_text_) {
      if (escaped_) {
        escaped_ = false;
      } else if (letter == '\\') {
        escaped_ = true;
      } else if (letter == '"') {
        in_text_ = false;
      }
    } else if (letter == '"') {
      in_text_ = true;
    } else if (letter == '{' || letter == '[') {
      ++depth_;
    } else if ((letter == '}' || letter == ']') && --depth_ == 0) {
      element(std::string_view(text_), begun_on_);
    }
  }
  void fail(std::string problem) {
    state_ = State::kWrong;
    problem_ = std::move(problem);
  }

  State state_ = State::kBefore;
  int depth_ = 0;
  bool in_text_ = false, escaped_ = false;
  std::string text_;
  std::uint64_t line_ = 1, begun_on_ = 0;
  std::string problem_;
};

// What one attempt at a job did.
struct Attempt {
  Duration held_us = 0;
  std::int64_t machines = 0, gpus = 0;
};

class PhillyLog {
 public:
  PhillyLog(std::string place, const GpuShape& shape, ReadReport& report)
      : place_(std::move(place)), shape_(shape), report_(report), jobs_(place_, report) {
    report_.format = "Philly";
  }

  void feed(std::string_view piece) {
    hash_.update(piece.data(), piece.size());
    cutter_.feed(piece, [&](std::string_view text, std::uint64_t line) { take(text, line); });
  }
  bool failed() const { return cutter_.state() == ElementCutter::State::kWrong; }

  Result<Workload> finish() {
    if (failed()) return Error::input(place_of(cutter_.line()), cutter_.problem());
    if (cutter_.is_open()) {
      return Error::input(place_of(cutter_.begun_on()), "the JSON ends early: the job that begins here is not closed");
    }
    if (cutter_.state() == ElementCutter::State::kInside) {
      return Error::input(place_of(cutter_.line()), "the JSON ends early: the array is not closed");
    }
    return jobs_.finish(cutter_.line(), hash_.hex());
  }

 private:
  std::string place_of(std::uint64_t line) const { return place_ + ":" + std::to_string(line); }

  void take(std::string_view text, std::uint64_t line) {
    problem_.clear();
    const Result<json::value> value = parse_json(text, place_);
    if (value && value->is_object()) {
      take_job(value->get_object(), line);
    } else {
      problem_ = "the job that begins here is no JSON object" + (value ? "" : ": " + value.error().message);
    }
    if (!problem_.empty()) report_.refuse_row(place_of(line), problem_, line);
  }

  void wrong(std::string_view key, std::string_view cell, const std::string& what) {
    if (!problem_.empty()) return;
    problem_ = "\"" + std::string(key) + "\" is " +
               (cell.empty() ? "missing or no text" : "\"" + printable_cell(cell) + "\"") + ", must be " + what;
  }

  static std::string_view text_of(const json::object& object, std::string_view key) {
    const json::value* value = object.if_contains({key.data(), key.size()});
    if (value == nullptr || !value->is_string()) return {};
    return {value->get_string().data(), value->get_string().size()};
  }

  // Nothing where the log has none: null, "None" or an empty text.
  std::optional<Time> time_of(const json::object& object, std::string_view key) {
    const std::string_view text = text_of(object, key);
    if (text.empty() || text == "None") return std::nullopt;
    const auto time = parse_timestamp(text);
    if (!time) wrong(key, text, "a date and time such as 2017-10-09 07:01:55");
    return time;
  }

  Attempt attempt_of(const json::object& object) {
    Attempt attempt;
    const auto start = time_of(object, "start_time"), end = time_of(object, "end_time");
    if (start && end && *end < *start) wrong("end_time", text_of(object, "end_time"), "no earlier than start_time");
    if (start && end) attempt.held_us = *end - *start;
    const json::value* detail = object.if_contains("detail");
    if (detail == nullptr || !detail->is_array()) return attempt;
    for (const json::value& machine : detail->get_array()) {
      const json::value* gpus = machine.is_object() ? machine.get_object().if_contains("gpus") : nullptr;
      if (gpus == nullptr || !gpus->is_array()) {
        wrong("detail", {}, "an array of machines, each with an array \"gpus\"");
        continue;
      }
      if (gpus->get_array().empty()) continue;
      ++attempt.machines;
      attempt.gpus += static_cast<std::int64_t>(gpus->get_array().size());
    }
    return attempt;
  }

  void take_job(const json::object& object, std::uint64_t line) {
    std::string id(text_of(object, "jobid"));
    if (id.empty() || id.size() > kTraceNameLimit) wrong("jobid", id, "a text of 1 to 200 bytes");
    Job job;
    const auto submitted = time_of(object, "submitted_time");
    if (!submitted) wrong("submitted_time", {}, "a date and time such as 2017-10-09 07:01:55");
    job.submit_us = submitted.value_or(0);
    const json::value* attempts = object.if_contains("attempts");
    if (attempts == nullptr || !attempts->is_array()) {
      wrong("attempts", {}, "an array of attempts");
      return;
    }
    Attempt widest;
    bool runs_on = false;
    for (const json::value& value : attempts->get_array()) {
      if (!value.is_object()) {
        wrong("attempts", {}, "an array of objects");
        return;
      }
      const Attempt attempt = attempt_of(value.get_object());
      job.run_us = std::min(job.run_us + attempt.held_us, kTimeLimit + 1);
      if (attempt.gpus > widest.gpus) widest = attempt;
      runs_on = !time_of(value.get_object(), "end_time").has_value();  // of the last one
    }
    if (widest.gpus > kTraceGpusLimit) wrong("detail", {}, "of at most " + std::to_string(kTraceGpusLimit) + " GPUs");
    if (job.run_us > kTimeLimit) wrong("attempts", {}, "shorter together than can be counted");
    std::uint64_t taken_on = 0;
    if (problem_.empty() && !jobs_.is_new(id, line, taken_on)) {
      wrong("jobid", id, "an id of its own: it stands on line " + std::to_string(taken_on) + " already");
    }
    if (!problem_.empty()) return;
    if (widest.gpus == 0) return report_.skip("jobs that never had a GPU", line);
    if (runs_on) return report_.skip("jobs that had not ended", line);
    take_gpus(job, widest.gpus, widest.machines, shape_);
    job.user = users_.number_of(text_of(object, "user"));
    job.queue = job.group = clusters_.number_of(text_of(object, "vc"));
    jobs_.add(job, std::move(id), {}, line);
  }

  std::string place_;
  GpuShape shape_;
  ReadReport& report_;
  TraceJobs jobs_;
  NameNumbers users_, clusters_;
  ElementCutter cutter_;
  ContentHash hash_;
  std::string problem_;  // with the job being read
};

}  // namespace

Result<Workload> read_philly_log(const std::string& path, const GpuShape& shape, ReadReport& report) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  PhillyLog log(path, shape, report);
  std::string buffer(kChunk, '\0');
  while (!log.failed()) {
    const Result<std::size_t> got = file->read(buffer.data(), buffer.size());
    if (!got) return got.error();
    if (*got == 0) break;
    log.feed(std::string_view(buffer).substr(0, *got));
  }
  return log.finish();
}

Result<Workload> parse_philly_log(std::string_view text, const std::string& place, const GpuShape& shape,
                                  ReadReport& report) {
  PhillyLog log(place, shape, report);
  log.feed(text);
  return log.finish();
}

}  // namespace berth
