#include "scenarios/read/csv_table.hpp"

#include <algorithm>

#include "scenarios/read/decimal.hpp"
#include "scenarios/read/timestamp.hpp"
#include "scenarios/read/wording.hpp"

namespace berth {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string named_list(const std::vector<std::string>& names) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kShown); ++i) {
    text += (i > 0 ? ", \"" : "\"") + printable_cell(names[i]) + '"';
  }
  return names.size() > kShown ? text + " …" : text;
}

// Decimal places of a format's numbers in microseconds.
int places_of(TimeFormat format) {
  switch (format) {
    case TimeFormat::kMilliseconds:
      return 3;
    case TimeFormat::kMicroseconds:
      return 0;
    case TimeFormat::kSeconds:
    case TimeFormat::kIso:
      break;
  }
  return 6;
}

std::string unit_of(TimeFormat format) {
  switch (format) {
    case TimeFormat::kMilliseconds:
      return "milliseconds";
    case TimeFormat::kMicroseconds:
      return "microseconds";
    case TimeFormat::kSeconds:
    case TimeFormat::kIso:
      break;
  }
  return "seconds";
}

std::int64_t power_of_ten(int places) {
  std::int64_t power = 1;
  for (int i = 0; i < places; ++i) power *= 10;
  return power;
}

}  // namespace

std::string printable_cell(std::string_view text) {
  constexpr std::size_t kShown = 40;
  std::string shown;
  for (const char letter : text.substr(0, kShown)) shown += letter >= ' ' && letter <= '~' ? letter : '?';
  return text.size() > kShown ? shown + "…" : shown;
}

Result<void> CsvTable::read_header(std::initializer_list<std::string_view> required) {
  const Result<bool> more = reader_.next();
  if (!more) return more.error();
  if (!*more) return Error::input(reader_.place(), "is empty; a first line that names the columns is needed");
  const std::string place = reader_.place() + ":" + std::to_string(reader_.line());
  if (!reader_.problem().empty()) return Error::input(place, reader_.problem());
  for (const std::string_view field : reader_.fields()) {
    const std::string_view name = trimmed(field);
    if (!name.empty() && std::find(names_.begin(), names_.end(), name) != names_.end()) {
      return Error::input(place, "the column \"" + printable_cell(name) + "\" stands twice");
    }
    names_.emplace_back(name);
  }
  std::vector<std::string> missing;
  for (const std::string_view name : required) {
    if (!column(name).is_there()) missing.emplace_back(name);
  }
  if (missing.empty()) return {};
  return Error::input(place, std::string(missing.size() == 1 ? "has no column " : "has no columns ") +
                                 named_list(missing) + "; there are " + named_list(names_));
}

void CsvTable::name_columns(std::initializer_list<std::string_view> names) {
  names_.assign(names.begin(), names.end());
  header_may_follow_ = true;
}

Result<void> CsvTable::number_columns() {
  const Result<bool> more = reader_.next();
  if (!more) return more.error();
  if (!*more) return Error::input(reader_.place(), "is empty; a job a line is needed");
  first_row_waits_ = true;
  for (std::size_t i = 0; i < reader_.fields().size(); ++i) names_.push_back(std::to_string(i + 1));
  return {};
}

CsvColumn CsvTable::column(std::string_view name) const {
  const auto found = std::find(names_.begin(), names_.end(), name);
  return {std::string(name),
          found == names_.end() ? CsvColumn::kAbsent : static_cast<std::size_t>(found - names_.begin())};
}

Result<bool> CsvTable::next() {
  for (;;) {
    if (!first_row_waits_) {
      Result<bool> more = reader_.next();
      if (!more || !*more) return more;
    }
    first_row_waits_ = false;
    problem_.clear();
    if (!reader_.problem().empty()) {
      refuse(reader_.problem());
      continue;
    }
    const std::size_t fields = reader_.fields().size();
    if (std::exchange(header_may_follow_, false) &&
        std::equal(reader_.fields().begin(), reader_.fields().end(), names_.begin(), names_.end())) {
      continue;
    }
    if (fields == names_.size()) return true;
    refuse("the row has " + std::to_string(fields) + (fields == 1 ? " field" : " fields") + ", must have " +
           std::to_string(names_.size()) + ", one a column");
  }
}

std::string_view CsvTable::text(const CsvColumn& column) const {
  return column.is_there() ? trimmed(reader_.fields()[column.index]) : std::string_view();
}

void CsvTable::must_be(const CsvColumn& column, const std::string& what) {
  const std::string_view cell = text(column);
  problem("column \"" + printable_cell(column.name) + "\" is " +
          (cell.empty() ? "empty" : "\"" + printable_cell(cell) + "\"") + ", must be " + what);
}

std::int64_t CsvTable::whole(const CsvColumn& column, std::int64_t least, std::int64_t most) {
  const std::string_view cell = text(column);
  if (is_decimal(cell)) {
    const auto decimal = parse_decimal(cell, 0);
    if (decimal && decimal->exact && decimal->scaled >= least && decimal->scaled <= most) return decimal->scaled;
  }
  must_be(column, "a whole number " + from_to(least, most));
  return least;
}

std::int64_t CsvTable::scaled(const CsvColumn& column, int places, std::int64_t least, std::int64_t most) {
  const std::int64_t factor = power_of_ten(places);
  const std::string_view cell = text(column);
  if (is_decimal(cell)) {
    const auto decimal = parse_decimal(cell, places);
    if (decimal && decimal->scaled >= least * factor && decimal->scaled <= most * factor) return decimal->scaled;
  }
  must_be(column, "a number " + from_to(least, most));
  return least * factor;
}

Duration CsvTable::duration(const CsvColumn& column, TimeFormat format) {
  const int places = places_of(format);
  const std::int64_t most = kTimeLimit / power_of_ten(places);
  const std::string_view cell = text(column);
  if (is_decimal(cell)) {
    const auto decimal = parse_decimal(cell, places);
    if (decimal && decimal->scaled >= 0 && decimal->scaled <= kTimeLimit) return decimal->scaled;
  }
  must_be(column, "a number of " + unit_of(format) + " " + from_to(0, most));
  return 0;
}

Time CsvTable::instant(const CsvColumn& column, TimeFormat format) {
  if (format != TimeFormat::kIso) return duration(column, format);
  if (const auto time = parse_timestamp(text(column))) return *time;
  must_be(column, "a date and time such as 2017-10-09 07:01:55");
  return 0;
}

void CsvTable::refuse(std::string message) {
  report_->refuse_row(reader_.place() + ":" + std::to_string(reader_.line()), std::move(message), reader_.line());
}

bool CsvTable::accept() {
  if (problem_.empty()) return true;
  refuse(std::move(problem_));
  problem_.clear();
  return false;
}

}  // namespace berth
