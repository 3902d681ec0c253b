#include "scenarios/read/swf_parser.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <numeric>
#include <string_view>

#include "engine/model/cluster_spec.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/swf.hpp"

namespace berth {
namespace {

constexpr std::int64_t kStatusPartial = 2, kStatusLastPartialCompleted = 3, kStatusLastPartialFailed = 4;
constexpr std::int64_t kStatusCancelled = 5;

constexpr std::uint32_t bit(SwfField field) { return std::uint32_t{1} << static_cast<unsigned>(field); }
constexpr std::uint32_t kWholeNumbers = bit(SwfField::kNumber) | bit(SwfField::kAllocated) |
                                        bit(SwfField::kProcessors) | bit(SwfField::kStatus) | bit(SwfField::kUser) |
                                        bit(SwfField::kGroup) | bit(SwfField::kQueue) | bit(SwfField::kPreceding);

std::int32_t identity(std::int64_t value) { return value < 0 ? kUnknown : static_cast<std::int32_t>(value); }

}  // namespace

SwfParser::SwfParser(std::string place) : place_(std::move(place)) { workload_.name = name_from_path(place_); }

bool SwfParser::feed(const char* begin, const char* end) {
  SwfLine line;
  for (const char* at = begin; at != end;) {
    ++line_;
    const char* first = at;
    while (*first == ' ' || *first == '\t' || *first == '\r') ++first;
    const char* line_end;
    const bool job = *first != '\n' && *first != ';';
    if (job) {
      line_end = scan_swf_line(first, end, line);
    } else {
      line_end = static_cast<const char*>(std::memchr(first, '\n', static_cast<std::size_t>(end - first)));
    }
    if (static_cast<std::size_t>(line_end - at) > kSwfLineLimit) {
      --line_;
      refuse_long_line();
      return false;
    }
    if (job) {
      if (line.fields < kSwfFields) return refuse_line(line, line_end);
      if (workload_.jobs.empty()) header_bytes_ = bytes_ + static_cast<std::uint64_t>(at - begin);
      if (!add(line)) return false;
    } else if (*first == ';') {
      directive(first + 1, line_end);
      if (error_) return false;
    }
    at = line_end + 1;
  }
  bytes_ += static_cast<std::uint64_t>(end - begin);
  return true;
}

void SwfParser::directive(const char* begin, const char* end) {
  std::string_view text(begin, static_cast<std::size_t>(end - begin));
  const auto skip_blanks = [&] { text.remove_prefix(std::min(text.find_first_not_of(" \t\r"), text.size())); };
  skip_blanks();
  for (const auto& [name, value] : {std::pair{std::string_view("MaxProcs"), &max_processors_},
                                    std::pair{std::string_view("MaxNodes"), &max_nodes_}}) {
    if (!text.starts_with(name)) continue;
    text.remove_prefix(name.size());
    skip_blanks();
    if (!text.starts_with(':')) return;
    text.remove_prefix(1);
    skip_blanks();
    std::int64_t number = 0;
    const auto [last, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure == std::errc::result_out_of_range || number > kCountLimit) {
      refuse(std::string(name) + " of the header is larger than " + std::to_string(kCountLimit) +
             ", the most processors of a machine");
    } else if (failure != std::errc()) {
      note(kDirective, line_);
    } else {
      *value = std::max<std::int64_t>(number, 0);
    }
    return;
  }
}

bool SwfParser::refuse(std::string message) {
  error_ = Error::input(place_of_line(line_), std::move(message));
  return false;
}

void SwfParser::refuse_long_line() {
  ++line_;
  refuse("the line is longer than " + std::to_string(kSwfLineLimit) + " bytes; this is no log of jobs, one a line");
}

bool SwfParser::refuse_line(const SwfLine& line, const char* end) {
  if (line.bad_token != nullptr) {
    return refuse("field " + describe(static_cast<SwfField>(line.fields)) + " is \"" +
                  printable_token(line.bad_token, end) + "\"; a number is needed (-1 where unknown)");
  }
  return refuse("the line has " + std::to_string(line.fields) + (line.fields == 1 ? " field" : " fields") +
                "; a job has " + std::to_string(kSwfFields) + " (-1 where unknown)");
}

bool SwfParser::within_limits(const SwfLine& line) {
  constexpr std::int64_t kIdentityLimit = std::numeric_limits<std::int32_t>::max();
  constexpr std::int64_t kNumberLimit = kSwfNumberLimit - 1;
  struct Limit {
    SwfField field;
    std::int64_t most;
  };
  static constexpr Limit kLimits[] = {
      {SwfField::kNumber, kNumberLimit},    {SwfField::kAllocated, kCountLimit}, {SwfField::kProcessors, kCountLimit},
      {SwfField::kUser, kIdentityLimit},    {SwfField::kGroup, kIdentityLimit},  {SwfField::kQueue, kIdentityLimit},
      {SwfField::kPreceding, kNumberLimit},
  };
  if (const std::uint32_t decimals = line.decimals & kWholeNumbers; decimals != 0) {
    for (std::size_t i = 0; i < kSwfFields; ++i) {
      const auto field = static_cast<SwfField>(i);
      if ((decimals & bit(field)) == 0 || line.micros[i] == 0) continue;
      return refuse("field " + describe(field) + " has decimals; a whole number is needed");
    }
  }
  if (line[SwfField::kNumber] < 0) {
    return refuse("field " + describe(SwfField::kNumber) + " is negative; jobs are counted from 1");
  }
  bool within = true;
  for (const Limit& limit : kLimits) within &= line[limit.field] <= limit.most;
  if (within) return true;
  const Limit& broken =
      *std::ranges::find_if(kLimits, [&](const Limit& limit) { return line[limit.field] > limit.most; });
  return refuse("field " + describe(broken.field) + " is larger than " + std::to_string(broken.most) +
                ", the most that is read");
}

// The field in microseconds. False: larger than anything that is read.
bool SwfParser::time_in(const SwfLine& line, SwfField field, Duration& time) {
  constexpr std::int64_t kSecondsLimit = kTimeLimit / kSecond;
  // The negative are all alike; what is beyond the limit is cut off to one second beyond it.
  const std::int64_t whole = std::clamp(line[field], -kSecondsLimit, kSecondsLimit + 1);
  time = whole * kSecond + line.micros_of(field);
  if (time <= kTimeLimit) return true;
  return refuse("field " + describe(field) + " is larger than " + std::to_string(kSecondsLimit) +
                " seconds, the most that is read");
}

bool SwfParser::skip(const SwfLine& line, Odd why) {
  note(why, line_);
  ++skipped_;
  skipped_numbers_.push_back(line[SwfField::kNumber]);
  return true;
}

bool SwfParser::add(const SwfLine& line) {
  constexpr Duration kMissing = -kSecond;
  if (!within_limits(line)) return false;
  Time submit_us = 0;
  Duration run_us = 0, requested_us = 0, think_us = 0;
  if (!time_in(line, SwfField::kSubmit, submit_us) || !time_in(line, SwfField::kRun, run_us) ||
      !time_in(line, SwfField::kRequested, requested_us)) {
    return false;
  }
  if (submit_us < 0 && submit_us != kMissing) {
    return refuse("field " + describe(SwfField::kSubmit) + " is negative; times count from the log's start");
  }
  if (requested_us < 0 && requested_us != kMissing) {
    return refuse("field " + describe(SwfField::kRequested) + " is negative; a time, or -1 where unknown, is needed");
  }
  if (line[SwfField::kPreceding] >= 0) {
    if (!time_in(line, SwfField::kThink, think_us)) return false;
    if (think_us < 0 && think_us != kMissing) {
      return refuse("field " + describe(SwfField::kThink) + " is negative; a time, or -1 where unknown, is needed");
    }
  }
  names_itself_ |= line[SwfField::kPreceding] == line[SwfField::kNumber];
  if (line.extra_columns) note(kExtraColumns, line_);

  const std::int64_t status = line[SwfField::kStatus];
  if (status == kStatusPartial || status == kStatusLastPartialCompleted || status == kStatusLastPartialFailed) {
    return skip(line, kPartial);
  }
  if (status == kStatusCancelled && (run_us < 0 || (run_us == 0 && line[SwfField::kAllocated] <= 0))) {
    return skip(line, kNeverRan);
  }
  if (submit_us < 0) return skip(line, kNoSubmit);
  if (run_us < 0) return skip(line, run_us == kMissing ? kNoRunTime : kNegativeRunTime);
  std::int64_t processors = line[SwfField::kProcessors];
  if (processors <= 0) processors = line[SwfField::kAllocated];
  if (processors <= 0) return skip(line, kNoProcessors);
  if (workload_.jobs.size() == kNoJob) {
    return refuse("more than " + std::to_string(kNoJob) + " jobs, the most that are read");
  }

  if (requested_us <= 0) {
    requested_us = run_us > 0 ? run_us : kSecond;
    note(run_us > 0 ? kNoRequested : kNoTimeAtAll, line_);
  } else if (run_us > requested_us) {
    note(kOverrun, line_);
  }
  keep(line, processors, run_us, requested_us, submit_us, think_us);
  return true;
}

void SwfParser::keep(const SwfLine& line, std::int64_t processors, Duration run_us, Duration requested_us,
                     Time submit_us, Duration think_us) {
  const auto id = static_cast<JobId>(workload_.jobs.size());
  const std::int64_t number = line[SwfField::kNumber];
  if (id > 0) {
    const Job& last = workload_.jobs.back();
    if (number <= last.number) ascending_ = false;
    if (submit_us < last.submit_us) note(kOutOfOrder, line_);
  }
  if (marks_.empty() || line_ - marks_.back().line != id - marks_.back().job) marks_.push_back({id, line_});

  if (const std::int64_t preceding = line[SwfField::kPreceding]; preceding >= 0) {
    preceding_differs_ |= !preceding_.empty() && preceding_.front().number != preceding;
    preceding_.push_back({id, preceding, std::max<Duration>(think_us, 0)});
  }

  Job& job = workload_.jobs.emplace_back();
  job.submit_us = submit_us;
  job.run_us = run_us;
  job.requested_us = requested_us;
  job.per_replica = kOneProcessor;
  job.replicas = static_cast<std::uint32_t>(processors);
  job.user = identity(line[SwfField::kUser]);
  job.group = identity(line[SwfField::kGroup]);
  job.queue = identity(line[SwfField::kQueue]);
  job.number = number;
}

void SwfParser::reserve_for(std::uint64_t bytes) {
  // A little more than estimated: moving ten million jobs costs more than room that is never touched. The cap keeps a
  // file that lies about its size from asking for all memory there is.
  constexpr double kMargin = 1.1;
  constexpr double kReserveLimit = 50e6;
  const std::size_t jobs = workload_.jobs.size();
  if (jobs == 0 || bytes <= bytes_) return;
  const double per_job = static_cast<double>(bytes_ - header_bytes_) / static_cast<double>(jobs);
  const double more = static_cast<double>(bytes - bytes_) / per_job * kMargin;
  workload_.jobs.reserve(static_cast<std::size_t>(std::min(static_cast<double>(jobs) + more, kReserveLimit)));
}

}  // namespace berth
