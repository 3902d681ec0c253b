// What can only be said when all lines of a log are read: numbers that stand twice, who waits for whom, the report.
#include <algorithm>
#include <numeric>
#include <string_view>

#include "scenarios/read/swf_parser.hpp"

namespace berth {

std::string SwfParser::place_of_line(std::uint64_t line) const { return place_ + ":" + std::to_string(line); }

std::uint64_t SwfParser::line_of(JobId job) const {
  const auto after =
      std::upper_bound(marks_.begin(), marks_.end(), job, [](JobId id, const LineMark& mark) { return id < mark.job; });
  const LineMark& mark = *std::prev(after);
  return mark.line + (job - mark.job);
}

// The job of that number, or kNoJob.
JobId SwfParser::find(std::int64_t number) const {
  const std::vector<Job>& jobs = workload_.jobs;
  if (ascending_) {
    const auto at = std::lower_bound(jobs.begin(), jobs.end(), number,
                                     [](const Job& job, std::int64_t wanted) { return job.number < wanted; });
    return at != jobs.end() && at->number == number ? static_cast<JobId>(at - jobs.begin()) : kNoJob;
  }
  const auto at = std::lower_bound(by_number_.begin(), by_number_.end(), number,
                                   [&](JobId id, std::int64_t wanted) { return jobs[id].number < wanted; });
  return at != by_number_.end() && jobs[*at].number == number ? *at : kNoJob;
}

// Numbers nearly always ascend, which is checked while reading; only where they do not are they sorted.
Result<void> SwfParser::check_numbers() {
  if (ascending_) return {};
  const std::vector<Job>& jobs = workload_.jobs;
  by_number_.resize(jobs.size());
  std::iota(by_number_.begin(), by_number_.end(), JobId{0});
  std::sort(by_number_.begin(), by_number_.end(), [&](JobId left, JobId right) {
    return jobs[left].number != jobs[right].number ? jobs[left].number < jobs[right].number : left < right;
  });
  JobId first = kNoJob, second = kNoJob;  // the earliest line that repeats a number
  for (std::size_t i = 1; i < by_number_.size(); ++i) {
    if (jobs[by_number_[i - 1]].number != jobs[by_number_[i]].number || by_number_[i] >= second) continue;
    first = by_number_[i - 1];
    second = by_number_[i];
  }
  if (second == kNoJob) return {};
  return Error::input(place_of_line(line_of(second)), "job number " + std::to_string(jobs[second].number) +
                                                          " stands on line " + std::to_string(line_of(first)) +
                                                          " already; every job has a number of its own");
}

Result<void> SwfParser::resolve_dependencies() {
  if (preceding_.empty()) return {};
  if (preceding_.size() > 1 && preceding_.size() == workload_.jobs.size() && !preceding_differs_ && names_itself_) {
    tallies_[kPlaceholder] = {preceding_.size(), line_of(0)};
    return {};
  }
  std::sort(skipped_numbers_.begin(), skipped_numbers_.end());
  for (const Preceding& preceding : preceding_) {
    const JobId on = find(preceding.number);
    if (on != kNoJob) {
      workload_.dependencies.push_back({preceding.job, on, preceding.think_us});
    } else if (std::binary_search(skipped_numbers_.begin(), skipped_numbers_.end(), preceding.number)) {
      note(kDroppedDependency, line_of(preceding.job));
    } else {
      return Error::input(place_of_line(line_of(preceding.job)),
                          "job " + workload_.name_of(preceding.job) + " waits for job " +
                              std::to_string(preceding.number) + " (field " + describe(SwfField::kPreceding) +
                              "), which is not in the log");
    }
  }
  return {};
}

Result<Workload> SwfParser::finish(ReadReport& report) {
  report.format = "SWF";
  report.lines = line_;
  report.jobs = workload_.jobs.size();
  report.skipped = skipped_;
  if (error_) return *error_;
  if (workload_.jobs.empty()) {
    tell(report);
    if (skipped_ == 0) return Error::input(place_, "has no jobs; a log has a line of 18 numbers for each");
    return Error::input(place_, "has no job that can be replayed: all " + std::to_string(skipped_) + " are skipped (" +
                                    report.oddities.front().what + ", line " +
                                    std::to_string(report.oddities.front().first_line) + ")");
  }
  workload_.machine_units = max_processors_ > 0 ? max_processors_ : max_nodes_;
  workload_.overrun = OverrunRule::kKeep;
  if (const Result<void> checked = check_numbers(); !checked) return checked.error();
  if (const Result<void> resolved = resolve_dependencies(); !resolved) return resolved.error();
  by_number_ = {};
  preceding_ = {};
  sort_by_submission(workload_);
  if (const Result<void> linked = link_dependencies(workload_); !linked) {
    return Error::input(place_, linked.error().message);
  }
  tell(report);
  return std::move(workload_);
}

void SwfParser::tell(ReadReport& report) const {
  struct Words {
    std::string_view what, consequence;
  };
  static constexpr std::array<Words, kOddKinds> kWords = {{
      {"no run time (-1)", "skipped"},
      {"negative run time", "skipped"},
      {"no submit time (-1)", "skipped"},
      {"no processors, neither requested nor allocated", "skipped"},
      {"cancelled before it started (status 5)", "skipped"},
      {"part of an execution (status 2, 3 or 4)", "skipped; the line of the whole job counts"},
      {"columns after the 18th", "ignored"},
      {"no requested time", "run time taken"},
      {"neither requested nor run time", "requested time taken as 1 s"},
      {"runs longer than requested", "kept, and runs on"},
      {"jobs out of submission order", "sorted by submission"},
      {"waits for a job that was skipped", "does not wait"},
      {"field 17 (preceding job) is the same on every line", "taken as a placeholder: nobody waits"},
      {"header directive without a number", "ignored"},
  }};
  for (std::size_t kind = 0; kind < kOddKinds; ++kind) {
    const Tally& tally = tallies_[kind];
    if (tally.count == 0) continue;
    report.oddities.push_back(
        {std::string(kWords[kind].what), std::string(kWords[kind].consequence), tally.count, tally.first_line});
  }
}

}  // namespace berth
