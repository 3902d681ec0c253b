// A table for people: aligned columns, a header of one or more lines, the best value of a column marked with a star
// (and bold where the terminal can), so that the mark survives a pipe. Too wide for the terminal, it is cut into
// several tables one below the other, each with the first column.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/cli/terminal.hpp"

namespace berth::cli {

enum class Align : std::uint8_t { kLeft, kRight };
enum class Best : std::uint8_t { kNone, kSmallest, kLargest };

struct Column {
  std::string header;  // lines parted by \n; the last ones say the unit
  Align align = Align::kRight;
  Best best = Best::kNone;
};

struct TableCell {
  std::string text;
  std::optional<double> value;  // what "best" compares; none: never best
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // REQUIRES: as many cells as there are columns.
  void add(std::vector<TableCell> row) { rows_.push_back(std::move(row)); }

  // Ends with a line's end. Nothing is marked best where all values are equal.
  std::string text(const Terminal& terminal) const;

 private:
  std::vector<bool> best_of(std::size_t column) const;

  std::vector<Column> columns_;
  std::vector<std::vector<TableCell>> rows_;
};

// Breaks text at spaces so that no line is longer than `width` where that can be, each line after `indent` spaces.
std::string wrapped(std::string_view text, std::size_t width, std::size_t indent);

}  // namespace berth::cli
