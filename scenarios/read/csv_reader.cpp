#include "scenarios/read/csv_reader.hpp"

#include <algorithm>
#include <cstring>

namespace berth {
namespace {

constexpr std::size_t kChunk = 262'144;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Puts "" for " inside a field; returns its new end.
char* unescape(char* begin, char* end) {
  char* to = begin;
  for (char* at = begin; at != end; ++at) {
    *to++ = *at;
    if (*at == '"') ++at;  // the second of two
  }
  return to;
}

}  // namespace

Result<CsvReader> CsvReader::open(const std::string& path, char separator) {
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  CsvReader reader(path, separator);
  reader.file_ = std::move(*file);
  return reader;
}

CsvReader CsvReader::of_text(std::string_view text, std::string place, char separator) {
  CsvReader reader(std::move(place), separator);
  reader.text_ = text;
  return reader;
}

// Has more than a longest row in the buffer, or all of the rest.
Result<void> CsvReader::fill() {
  if (end_ - begin_ > kCsvRowLimit || ended_) return {};
  buffer_.resize(kCsvRowLimit + kChunk);
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ <= kCsvRowLimit && !ended_) {
    char* to = buffer_.data() + end_;
    std::size_t got = std::min(text_.size(), buffer_.size() - end_);
    if (file_) {
      const Result<std::size_t> read = file_->read(to, buffer_.size() - end_);
      if (!read) return read.error();
      got = *read;
    } else {
      std::copy_n(text_.begin(), got, to);
      text_.remove_prefix(got);
    }
    hash_.update(to, got);
    end_ += got;
    ended_ = got == 0;
  }
  return {};
}

Result<bool> CsvReader::next() {
  for (;;) {
    Result<bool> there = next_of_any_kind();
    if (!there || !*there || !problem_.empty()) return there;
    if (fields_.size() > 1 || !fields_.front().empty()) return true;
  }
}

Result<bool> CsvReader::next_of_any_kind() {
  if (const Result<void> filled = fill(); !filled) return filled.error();
  if (!begun_ && std::string_view(buffer_.data(), end_).starts_with(kByteOrderMark)) begin_ += kByteOrderMark.size();
  begun_ = true;
  fields_.clear();
  problem_.clear();
  line_ = next_line_;
  if (begin_ == end_) return false;
  const std::size_t row = split();
  if (row == 0) {
    if (const Result<void> skipped = skip_long_line(); !skipped) return skipped.error();
    return true;
  }
  const auto first = buffer_.begin() + static_cast<std::ptrdiff_t>(begin_);
  const auto last = first + static_cast<std::ptrdiff_t>(row);
  next_line_ += static_cast<std::uint64_t>(std::count(first, last, '\n'));
  if (*(last - 1) != '\n') ++next_line_;
  begin_ += row;
  return true;
}

// The line goes on past the buffer: reads to its end.
Result<void> CsvReader::skip_long_line() {
  for (;;) {
    const char* found = static_cast<const char*>(std::memchr(buffer_.data() + begin_, '\n', end_ - begin_));
    if (found != nullptr) {
      begin_ = static_cast<std::size_t>(found - buffer_.data()) + 1;
      break;
    }
    begin_ = end_;
    if (Result<void> filled = fill(); !filled) return filled;
    if (begin_ == end_) break;
  }
  ++next_line_;
  return {};
}

// The row is none: gives up the line it begins on. 0: the line's end is not in the buffer.
std::size_t CsvReader::fail_row(std::string problem) {
  problem_ = std::move(problem);
  fields_.clear();
  const char* begin = buffer_.data() + begin_;
  const void* found = std::memchr(begin, '\n', end_ - begin_);
  if (found != nullptr) return static_cast<std::size_t>(static_cast<const char*>(found) - begin) + 1;
  return ended_ ? end_ - begin_ : 0;
}

// Finds the fields of the row that begins at begin_. Returns its bytes with its line's end.
std::size_t CsvReader::split() {
  char* const begin = buffer_.data() + begin_;
  // One byte more than a longest row, for its line's end.
  char* const end = begin + std::min(end_ - begin_, kCsvRowLimit + 1);
  const bool all = end == buffer_.data() + end_ && ended_;
  const auto too_long = [&] {
    return fail_row("the row is longer than " + std::to_string(kCsvRowLimit) + " bytes, the most that is read");
  };
  std::vector<std::size_t> escaped;
  for (char* at = begin;;) {
    if (fields_.size() == kCsvFieldsLimit) {
      return fail_row("the row has more than " + std::to_string(kCsvFieldsLimit) + " fields, the most that are read");
    }
    char* first = at;
    char* last = nullptr;
    if (at != end && *at == '"') {
      first = ++at;
      bool doubled = false;
      for (;; at += 2, doubled = true) {
        at = static_cast<char*>(std::memchr(at, '"', static_cast<std::size_t>(end - at)));
        if (at == nullptr && all) return fail_row("a quote is opened and never closed");
        if (at == nullptr) return too_long();
        if (at + 1 == end || at[1] != '"') break;
      }
      last = at++;
      if (doubled) escaped.push_back(fields_.size());
      if (at != end && *at == '\r' && (at + 1 == end || at[1] == '\n')) ++at;
      if (at != end && *at != separator_ && *at != '\n') {
        return fail_row("something follows a closing quote; a separator or the line's end is needed");
      }
    } else {
      while (at != end && *at != separator_ && *at != '\n' && *at != '"') ++at;
      if (at != end && *at == '"') {
        return fail_row("a quote stands inside a field; put the whole field in quotes and double the one inside");
      }
      last = at;
      if ((at == end || *at == '\n') && last != first && last[-1] == '\r') --last;
    }
    fields_.emplace_back(first, static_cast<std::size_t>(last - first));
    if (at != end && *at == separator_) {
      ++at;
      continue;
    }
    if (at == end && !all) return too_long();
    for (const std::size_t field : escaped) {
      char* text = buffer_.data() + (fields_[field].data() - buffer_.data());
      fields_[field] = {text, static_cast<std::size_t>(unescape(text, text + fields_[field].size()) - text)};
    }
    return static_cast<std::size_t>(at - begin) + (at == end ? 0 : 1);
  }
}

}  // namespace berth
