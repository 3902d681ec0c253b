// Runs the program as a person does, and says what came out.
#pragma once

#include <string>
#include <vector>

namespace berth::test {

struct ProgramRun {
  int status = -1;  // exit status; -1 when a signal ended it
  int signal = 0;   // the signal that ended it; 0 when it ended by itself
  std::string out, err;
};

struct RunOptions {
  std::string stdout_path;     // where stdout goes; empty: kept in ProgramRun::out
  std::string interrupt_once;  // send SIGINT as soon as this folder has a file in it; empty: never
  bool close_stdout = false;   // stdout is a pipe nobody reads
};

// The berth program with these arguments; ends it (and fails the test) after a minute.
ProgramRun run_berth(const std::vector<std::string>& arguments, const RunOptions& options = {});

}  // namespace berth::test
