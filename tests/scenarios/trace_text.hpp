// Reading traces from text in tests.
#pragma once

#include <gtest/gtest.h>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/result.hpp"
#include "engine/model/workload.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read_report.hpp"

namespace berth::test {

// What a reader made of a text.
struct Read {
  Workload workload;
  std::string error;  // empty where it was read
  ReadReport report;

  std::vector<std::string> malformed() const {
    std::vector<std::string> texts;
    for (const Error& row : report.malformed) texts.push_back(row.text());
    return texts;
  }
  std::uint64_t odd(std::string_view what) const {
    for (const Oddity& oddity : report.oddities) {
      if (oddity.what.find(what) != std::string::npos) return oddity.count;
    }
    return 0;
  }
  const Job& job(std::size_t id) const { return workload.jobs.at(id); }
  const Traits& traits(std::size_t id) const { return workload.traits_of(job(id)); }
};

// `reader(report)` gives the result.
template <class Reader>
Read read_with(Reader reader) {
  Read read;
  Result<Workload> result = reader(read.report);
  if (result) {
    read.workload = std::move(*result);
    EXPECT_EQ(read.report.jobs, read.workload.jobs.size());
  } else {
    read.error = result.error().text();
  }
  return read;
}

inline CsvReader csv(std::string_view text, char separator = ',') {
  return CsvReader::of_text(text, "f.csv", separator);
}

}  // namespace berth::test
