// A CSV file as a table: columns by name, cells as checked numbers and times. What is wrong with a row is kept as its
// problem, the first one only; a row with a problem is counted in the report with its line and kept out.
//
//   CsvTable table(std::move(reader), report);
//   if (auto header = table.read_header({"name", "gpu"}); !header) return header.error();
//   const CsvColumn gpu = table.column("gpu");
//   for (;;) {
//     const Result<bool> more = table.next();
//     if (!more) return more.error();
//     if (!*more) break;
//     const std::int64_t gpus = table.whole(gpu, 0, kMost);
//     if (!table.accept()) continue;
//     …
//   }
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/time.hpp"
#include "scenarios/read/csv_reader.hpp"
#include "scenarios/read/timestamp.hpp"
#include "scenarios/read_report.hpp"

namespace berth {

// Where in a row a cell stands; kAbsent where the file has no such column.
struct CsvColumn {
  static constexpr std::size_t kAbsent = SIZE_MAX;
  std::string name;
  std::size_t index = kAbsent;

  bool is_there() const { return index != kAbsent; }
};

class CsvTable {
 public:
  CsvTable(CsvReader reader, ReadReport& report) : reader_(std::move(reader)), report_(&report) {}

  // Takes the first row as the columns' names. Errors: an empty file, a name that stands twice, and `required` columns
  // that are not there, all of them named.
  Result<void> read_header(std::initializer_list<std::string_view> required);
  // Names the columns of a file without a header. A first row that says these very names is passed over.
  void name_columns(std::initializer_list<std::string_view> names);
  // Columns of a file without a header are known by their position, from 1: "1", "2" … As many as its first row has.
  Result<void> number_columns();

  CsvColumn column(std::string_view name) const;
  const std::vector<std::string>& names() const { return names_; }

  // Steps to the next row that has as many fields as there are columns. False: there is none.
  Result<bool> next();

  // Cells of the row, without blanks around them. A column that is not there is empty.
  std::string_view text(const CsvColumn& column) const;
  bool is_empty(const CsvColumn& column) const { return text(column).empty(); }
  std::int64_t whole(const CsvColumn& column, std::int64_t least, std::int64_t most);
  // A number times 10^places, further decimals cut off; the bounds are of the number itself.
  std::int64_t scaled(const CsvColumn& column, int places, std::int64_t least, std::int64_t most);
  Time instant(const CsvColumn& column, TimeFormat format);
  Duration duration(const CsvColumn& column, TimeFormat format);  // seconds where `format` is kIso
  // "column "gpu" is "x", must be <what>"
  void must_be(const CsvColumn& column, const std::string& what);
  void problem(std::string message) {
    if (problem_.empty()) problem_ = std::move(message);
  }

  bool is_fine() const { return problem_.empty(); }
  // Whether nothing is wrong with the row; what is wrong is counted in the report.
  bool accept();
  std::uint64_t line() const { return reader_.line(); }
  const CsvReader& reader() const { return reader_; }
  ReadReport& report() { return *report_; }

 private:
  void refuse(std::string message);

  CsvReader reader_;
  ReadReport* report_;
  std::vector<std::string> names_;
  bool first_row_waits_ = false;  // it was looked at, and is a row
  bool header_may_follow_ = false;
  std::string problem_;
};

// A cell as errors show it: cut to a length people can read, unprintable characters shown as '?'.
std::string printable_cell(std::string_view text);

}  // namespace berth
