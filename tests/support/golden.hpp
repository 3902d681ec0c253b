// Golden start times: two cut logs with the start of every job as other simulators computed it, in the folder that
// BERTH_GOLDEN names, or beside the one BERTH_DATA names. Not part of the project; tests skip without them.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <ostream>
#include <sstream>
#include <string>
#include <vector>

#include "engine/simulation/replay.hpp"
#include "scenarios/read/input_file.hpp"
#include "scenarios/read/swf.hpp"

namespace berth::test {

struct Golden {
  std::string log;     // kth_5k
  std::string answer;  // easy_sjbf.batch, as in the file's name
  std::string policy;
  Semantics semantics = Semantics::kBatch;

  // kth_5k_easy_batch
  std::string name() const {
    return log + "_" + answer.substr(0, answer.find('.')) + (semantics == Semantics::kBatch ? "_batch" : "_event");
  }
  friend void PrintTo(const Golden& golden, std::ostream* out) { *out << golden.name(); }
};

inline std::vector<Golden> all_golden() {
  std::vector<Golden> all;
  for (const std::string log : {"kth_5k", "lublin256_1k"}) {
    all.push_back({log, "fcfs.batch", "fcfs,none", Semantics::kBatch});
    all.push_back({log, "fcfs.batch", "fcfs,none", Semantics::kEvent});  // the same in both
    all.push_back({log, "easy.batch", "fcfs,easy", Semantics::kBatch});
    all.push_back({log, "easy.event", "fcfs,easy", Semantics::kEvent});
    all.push_back({log, "easy_sjbf.batch", "fcfs,easy-sjbf", Semantics::kBatch});
    all.push_back({log, "easy_sjbf.event", "fcfs,easy-sjbf", Semantics::kEvent});
  }
  return all;
}

// Empty where there is none.
inline std::string golden_folder() {
  namespace fs = std::filesystem;
  const char* golden = std::getenv("BERTH_GOLDEN");
  const char* data = std::getenv("BERTH_DATA");
  const fs::path folder = golden != nullptr ? fs::path(golden) : data != nullptr ? fs::path(data) / "../golden" : "";
  return fs::is_directory(folder) ? folder.string() : "";
}

inline Workload golden_workload(const Golden& golden) {
  ReadReport report;
  auto workload = read_swf(golden_folder() + "/" + golden.log + ".swf.gz", report);
  EXPECT_TRUE(workload.ok()) << workload.error().text();
  return workload.ok() ? std::move(*workload) : Workload{};
}

// Start in seconds by the log's own job number.
inline std::map<std::int64_t, std::int64_t> golden_starts(const Golden& golden) {
  const auto text = read_whole_file(golden_folder() + "/" + golden.log + "." + golden.answer + ".csv.gz", 1 << 20);
  EXPECT_TRUE(text.ok()) << text.error().text();
  std::map<std::int64_t, std::int64_t> starts;
  std::istringstream lines(text.ok() ? *text : "");
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line)) starts[std::stoll(line)] = std::stoll(line.substr(line.find(',') + 1));
  return starts;
}

// Every job of the log starts when the golden file says.
inline void expect_golden(const Golden& golden, const Workload& workload, const Replay& replay) {
  const auto expected = golden_starts(golden);
  ASSERT_EQ(expected.size(), workload.jobs.size());
  std::size_t different = 0;
  for (JobId job = 0; job < workload.jobs.size(); ++job) {
    const std::int64_t number = workload.jobs[job].number;
    const bool same = replay.records[job].start_us == expected.at(number) * kSecond;
    if (!same && different++ == 0) {
      ADD_FAILURE() << "job " << number << " starts at " << seconds(replay.records[job].start_us) << " s instead of "
                    << expected.at(number) << " s";
    }
  }
  EXPECT_EQ(different, 0U) << "of " << workload.jobs.size() << " jobs start at another time";
}

}  // namespace berth::test

#define BERTH_SKIP_WITHOUT_GOLDEN()                                   \
  if (::berth::test::golden_folder().empty())                         \
  GTEST_SKIP() << "no golden start times: set BERTH_GOLDEN to their " \
                  "folder"
