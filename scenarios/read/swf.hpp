// Reads the Standard Workload Format (version 2.2, Feitelson et al., Parallel Workloads Archive): 18 numeric fields a
// line, header directives in comments. Also raw logs with extra columns (PBS logs as MetaCentrum publishes them).
//
// Times are seconds with or without decimals, rounded to microseconds, in the log's own clock. A job takes the
// requested processors (field 8; where unknown, the allocated ones) as that many one-core replicas, its requested time
// from field 9 (where it is not positive, the run time; where that is 0 too, one second) and its run time from field 4.
// MaxProcs, else MaxNodes, of the header is Workload::machine_units. Jobs that overrun are kept. Memory fields are not
// used: a plain machine has processors only.
//
// Counted and reported (ReadReport), and skipped: jobs without a run time (negative), without processors, without a
// submit time (-1), cancelled before they started (status 5, nothing ran), and partial executions (status 2, 3, 4),
// which the standard has beside a line for the whole job. Counted and read: columns after the 18th, jobs out of
// submission order, jobs that run longer than requested, requested times made up as said above, dependencies on jobs
// that were skipped (dropped), and field 17 holding one and the same number on every line (a placeholder, dropped).
//
// Errors name the line: fewer than 18 fields, a field that is not a number, a negative job number, submit time (other
// than -1) or requested time (other than -1), amounts beyond kCountLimit, kTimeLimit or 32-bit user numbers, two jobs
// of one number, a preceding job that is not in the log or waits in a circle, a line longer than kSwfLineLimit, no
// jobs.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Bytes of a line without its end. Raw logs carry lists of nodes: thousands of bytes are usual.
inline constexpr std::size_t kSwfLineLimit = 1 << 20;

// Reads a file, gzip-compressed or plain (told by content, not name).
Result<Workload> read_swf(const std::string& path, ReadReport& report);
// Reads text already in memory; `place` names it in errors.
Result<Workload> parse_swf(std::string_view text, const std::string& place, ReadReport& report);

}  // namespace berth
