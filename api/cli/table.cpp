#include "api/cli/table.hpp"

#include <algorithm>

namespace berth::cli {
namespace {

constexpr std::string_view kBetween = "  ";
constexpr std::string_view kBold = "\x1b[1m", kPlain = "\x1b[0m";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t start = 0;
  for (std::size_t end; (end = text.find('\n', start)) != std::string::npos; start = end + 1) {
    lines.push_back(text.substr(start, end - start));
  }
  lines.push_back(text.substr(start));
  return lines;
}

// One column, laid out: its width, its header's lines and its cells with their marks.
struct LaidOut {
  Align align = Align::kRight;
  std::size_t width = 0;
  std::vector<std::string> header;
  std::vector<std::string> cells;
  std::vector<bool> best;
};

void append_padded(std::string& line, const std::string& text, const LaidOut& column, bool bold) {
  const std::size_t padding = column.width - std::min(column.width, display_width(text));
  if (column.align == Align::kRight) line.append(padding, ' ');
  if (bold) line += kBold;
  line += text;
  if (bold) line += kPlain;
  if (column.align == Align::kLeft) line.append(padding, ' ');
}

void append_line(std::string& text, std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  text += line + '\n';
}

// One table of the first column and those from `begin` to `end`.
std::string block(const std::vector<LaidOut>& columns, std::size_t begin, std::size_t end, std::size_t header_lines,
                  bool styled) {
  std::vector<const LaidOut*> shown = {&columns[0]};
  for (std::size_t column = begin; column < end; ++column) shown.push_back(&columns[column]);
  std::string text;
  const auto add_row = [&](const auto& cell_of, const auto& bold_of) {
    std::string line;
    for (const LaidOut* column : shown) {
      if (column != shown[0]) line += kBetween;
      append_padded(line, cell_of(*column), *column, bold_of(*column));
    }
    append_line(text, std::move(line));
  };
  for (std::size_t line = 0; line < header_lines; ++line) {
    add_row([&](const LaidOut& column) { return line < column.header.size() ? column.header[line] : std::string(); },
            [](const LaidOut&) { return false; });
  }
  for (std::size_t row = 0; row < columns[0].cells.size(); ++row) {
    add_row([&](const LaidOut& column) { return column.cells[row]; },
            [&](const LaidOut& column) { return styled && column.best[row]; });
  }
  return text;
}

}  // namespace

std::vector<bool> Table::best_of(std::size_t column) const {
  std::vector<bool> best(rows_.size(), false);
  if (columns_[column].best == Best::kNone) return best;
  std::vector<double> values;
  for (const auto& row : rows_) {
    if (row[column].value) values.push_back(*row[column].value);
  }
  if (values.empty()) return best;
  const auto [smallest, largest] = std::minmax_element(values.begin(), values.end());
  if (*smallest == *largest) return best;
  const double wanted = columns_[column].best == Best::kSmallest ? *smallest : *largest;
  for (std::size_t row = 0; row < rows_.size(); ++row) best[row] = rows_[row][column].value == wanted;
  return best;
}

std::string Table::text(const Terminal& terminal) const {
  std::vector<LaidOut> columns(columns_.size());
  std::size_t header_lines = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    LaidOut& column = columns[i];
    column.align = columns_[i].align;
    column.header = lines_of(columns_[i].header);
    column.best = best_of(i);
    const bool marked = std::find(column.best.begin(), column.best.end(), true) != column.best.end();
    header_lines = std::max(header_lines, column.header.size());
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      column.cells.push_back(rows_[row][i].text);
      if (marked) column.cells.back() += column.best[row] ? "*" : " ";
      column.width = std::max(column.width, display_width(column.cells.back()));
    }
    for (std::string& line : column.header) {
      if (marked && column.align == Align::kRight && !line.empty()) line += ' ';
      column.width = std::max(column.width, display_width(line));
    }
  }

  std::string text;
  for (std::size_t begin = 1; begin < columns.size() || text.empty();) {
    std::size_t end = begin, width = columns[0].width;
    while (end < columns.size()) {
      width += kBetween.size() + columns[end].width;
      if (terminal.width > 0 && width > terminal.width && end > begin) break;
      ++end;
    }
    if (!text.empty()) text += '\n';
    text += block(columns, begin, end, header_lines, terminal.styled);
    begin = end;
  }
  return text;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string result, line;
  const auto put_line = [&] {
    result += std::string(indent, ' ') + line + '\n';
    line.clear();
  };
  while (!text.empty()) {
    const std::size_t space = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, space);
    if (!line.empty() && indent + display_width(line) + 1 + display_width(word) > width) put_line();
    if (!line.empty() && !word.empty()) line += ' ';
    line += word;
    text.remove_prefix(std::min(space + 1, text.size()));
  }
  if (!line.empty()) put_line();
  return result;
}

}  // namespace berth::cli
