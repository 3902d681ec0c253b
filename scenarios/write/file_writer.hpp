// Writes a file that is either whole or not there: the text goes to a temporary file beside it, which takes its name
// when all of it is on the disk. What is not finished is removed. A path that names something other than a file
// (/dev/stdout, a pipe) is written to directly.
//
// The first thing that goes wrong is kept and told by finish(); writing on after it does nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/model/result.hpp"

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
  void flush();
  void fail(const char* what, int system_error);
  void abandon();

  static constexpr std::size_t kBufferBytes = 1 << 18;

  std::string path_;
  std::string temporary_;  // empty when writing directly
  std::string buffer_;
  int descriptor_ = -1;
  std::optional<Error> error_;
};

// Writes `text` to `path`, whole or not at all.
Result<void> write_file(const std::string& path, std::string_view text);

// Makes a folder and those above it; no error where it is there.
Result<void> make_folder(const std::string& path);

}  // namespace berth
