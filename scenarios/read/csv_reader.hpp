// Rows of a CSV file (RFC 4180), one after the other, from a file of any size or from text: memory stays that of one
// row. Fields may stand in quotes, with separators, doubled quotes and line ends in them; lines end in LF or CRLF; a
// byte order mark at the beginning and blank lines are passed over.
//
// What is no row (a quote inside a field that has none around it, something after a closing quote, a quote never
// closed, a row longer than kCsvRowLimit, more fields than kCsvFieldsLimit) is given out with its problem, and reading
// goes on with the line after the one it begins on: one bad line costs one line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/model/result.hpp"
#include "scenarios/read/content_hash.hpp"
#include "scenarios/read/input_file.hpp"

namespace berth {

inline constexpr std::size_t kCsvRowLimit = 65'536;  // bytes
inline constexpr std::size_t kCsvFieldsLimit = 1024;

class CsvReader {
 public:
  // Reads a file, gzip-compressed or plain.
  static Result<CsvReader> open(const std::string& path, char separator = ',');
  // Reads text already in memory, which must stay; `place` names it in errors.
  static CsvReader of_text(std::string_view text, std::string place, char separator = ',');

  // Steps to the next row. False: there is none. The error is of the file: it cannot be read, it is damaged.
  Result<bool> next();

  // Of the row stepped to; its text stays until the next step.
  const std::vector<std::string_view>& fields() const { return fields_; }
  std::uint64_t line() const { return line_; }             // where it begins, from 1
  const std::string& problem() const { return problem_; }  // why it is no row; empty where it is one

  const std::string& place() const { return place_; }
  std::uint64_t lines() const { return next_line_ - 1; }  // seen so far
  std::string hash() const { return hash_.hex(); }        // of what was read so far

 private:
  CsvReader(std::string place, char separator) : place_(std::move(place)), separator_(separator) {}

  Result<void> fill();
  Result<bool> next_of_any_kind();
  Result<void> skip_long_line();
  std::size_t split();
  std::size_t fail_row(std::string problem);

  std::string place_;
  char separator_;
  std::optional<InputFile> file_;
  std::string_view text_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0, end_ = 0;  // of what is not given out yet
  bool ended_ = false;               // all of the content is in the buffer
  bool begun_ = false;
  ContentHash hash_;

  std::vector<std::string_view> fields_;
  std::string problem_;
  std::uint64_t line_ = 0, next_line_ = 1;
};

}  // namespace berth
