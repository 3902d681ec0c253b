// Lines of the Standard Workload Format for tests.
#pragma once

#include <string>
#include <vector>

#include "scenarios/read/swf.hpp"

namespace berth::test {

// A job's line; the rest is unknown. `status` 1: completed.
struct SwfJob {
  std::string number = "1", submit = "0", run = "10", allocated = "1", processors = "1", requested = "20";
  std::string status = "1", user = "-1", group = "-1", queue = "-1", preceding = "-1", think = "-1";

  std::string line() const {
    return number + " " + submit + " -1 " + run + " " + allocated + " -1 -1 " + processors + " " + requested + " -1 " +
           status + " " + user + " " + group + " -1 " + queue + " -1 " + preceding + " " + think + "\n";
  }
};

inline std::string swf(const std::vector<SwfJob>& jobs) {
  std::string text;
  for (const SwfJob& job : jobs) text += job.line();
  return text;
}

// A job's line made `bytes` long by an extra column; without its end.
inline std::string long_line(std::size_t bytes) {
  std::string line = SwfJob{}.line();
  line.back() = ' ';
  line.resize(bytes, 'n');
  return line;
}

inline std::uint64_t count_of(const ReadReport& report, const std::string& what) {
  for (const Oddity& oddity : report.oddities) {
    if (oddity.what.find(what) != std::string::npos) return oddity.count;
  }
  return 0;
}

}  // namespace berth::test
