// Reads the Standard Workload Format (version 2.2, Feitelson et al., Parallel Workloads Archive): 18 numeric fields a
// line, header directives in comments. Also raw logs with extra columns (PBS logs as MetaCentrum publishes them).
#pragma once

#include <istream>
#include <string>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Reads a file, gzip-compressed or plain (told by content, not name).
Result<Workload> read_swf(const std::string& path, ReadReport& report);
// Reads text already in memory; `place` names it in errors.
Result<Workload> parse_swf(std::string_view text, const std::string& place, ReadReport& report);

}  // namespace berth
