// Turns the lines of a log into a workload: what the fields of the Standard Workload Format mean, which jobs cannot be
// replayed, and which lines are errors (listed in swf.hpp). Fed in pieces of whole lines, so that a log is never held
// in memory as text.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/swf_line.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

class SwfParser {
 public:
  explicit SwfParser(std::string place);

  // Reads the lines in [begin, end), each ended by '\n'. False: an error, which finish() returns.
  bool feed(const char* begin, const char* end);
  // The line that comes next is longer than kSwfLineLimit.
  void refuse_long_line();

  // Makes room for the jobs of a log of about `bytes`, judging by what was fed so far.
  void reserve_for(std::uint64_t bytes);

  // The workload, with what was met on the way in `report`. Once, at the end.
  Result<Workload> finish(ReadReport& report);

 private:
  enum Odd : std::uint8_t {
    kNoRunTime,
    kNegativeRunTime,
    kNoSubmit,
    kNoProcessors,
    kNeverRan,
    kPartial,
    kExtraColumns,
    kNoRequested,
    kNoTimeAtAll,
    kOverrun,
    kOutOfOrder,
    kDroppedDependency,
    kPlaceholder,
    kDirective,
    kOddKinds,
  };
  struct Tally {
    std::uint64_t count = 0;
    std::uint64_t first_line = 0;
  };
  struct Preceding {
    JobId job;
    std::int64_t number;
    Duration think_us;
  };
  // Job `job` and those after it stand on `line` and the lines after it.
  struct LineMark {
    JobId job;
    std::uint64_t line;
  };

  void directive(const char* begin, const char* end);
  bool add(const SwfLine& line);
  void keep(const SwfLine& line, std::int64_t processors, Duration run_us, Duration requested_us, Time submit_us,
            Duration think_us);
  bool skip(const SwfLine& line, Odd why);
  bool time_in(const SwfLine& line, SwfField field, Duration& time);
  bool within_limits(const SwfLine& line);
  bool refuse(std::string message);
  bool refuse_line(const SwfLine& line, const char* end);
  void note(Odd kind, std::uint64_t line) {
    if (tallies_[kind].count++ == 0) tallies_[kind].first_line = line;
  }

  std::string place_of_line(std::uint64_t line) const;
  std::uint64_t line_of(JobId job) const;
  JobId find(std::int64_t number) const;
  Result<void> check_numbers();
  Result<void> resolve_dependencies();
  void tell(ReadReport& report) const;

  std::string place_;
  Workload workload_;
  std::optional<Error> error_;
  std::uint64_t line_ = 0;          // of the line being read, from 1
  std::uint64_t bytes_ = 0;         // fed so far
  std::uint64_t header_bytes_ = 0;  // fed before the first job
  std::int64_t max_processors_ = 0, max_nodes_ = 0;
  std::array<Tally, kOddKinds> tallies_{};

  std::uint64_t skipped_ = 0;
  std::vector<std::int64_t> skipped_numbers_;
  std::vector<LineMark> marks_;
  std::vector<Preceding> preceding_;
  bool preceding_differs_ = false;  // two lines name different preceding jobs
  bool names_itself_ = false;       // some line names its own job as the preceding one
  bool ascending_ = true;           // job numbers so far
  std::vector<JobId> by_number_;    // filled where they are not ascending
};

}  // namespace berth
