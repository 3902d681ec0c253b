// Writes a file that is either whole or not there: the text goes to a temporary file beside it, which takes its name
// when all of it is on the disk. What is not finished is removed. A path that names something other than a file
// (a pipe, anything in /dev or /proc) is written to directly; a symbolic link stays one, and its target is written.
// A path that ends in .gz is compressed. A pipe whose reader has gone away swallows the rest.
//
// The first thing that goes wrong is kept and told by finish(); writing on after it does nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"
#include "scenarios/write/gzip.hpp"

namespace berth {

class FileWriter {
 public:
  explicit FileWriter(std::string path);
  ~FileWriter();
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;

  void append(std::string_view text);
  bool failed() const { return error_.has_value(); }

  // Gives the file its name. The error names the path and what the system said.
  Result<void> finish();

 private:
  void open();
  void flush(bool last);
  void write_all(std::string_view bytes);
  void fail(const char* what, int system_error);
  void abandon();

  static constexpr std::size_t kBufferBytes = 1 << 18;

  std::string path_;
  std::string target_;     // the path behind symbolic links
  std::string temporary_;  // empty when writing directly
  std::string buffer_;
  std::optional<Gzip> gzip_;
  int descriptor_ = -1;
  std::optional<Error> error_;
};

// Writes `text` to `path`, whole or not at all.
Result<void> write_file(const std::string& path, std::string_view text);

// Makes a folder and those above it; no error where it is there.
Result<void> make_folder(const std::string& path);

}  // namespace berth
