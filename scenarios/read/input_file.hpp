// A file being read from front to back in pieces, decompressed on the way when its content is gzip (whatever its
// name): memory stays the same however large the file is.
//
// Errors: what is not there, may not be read or is a folder; gzip data that ends early, is damaged, or is followed by
// something else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "engine/model/result.hpp"

namespace berth {

class InputFile {
 public:
  static Result<InputFile> open(const std::string& path);
  ~InputFile();
  InputFile(InputFile&&) noexcept;
  InputFile& operator=(InputFile&&) noexcept;

  // Puts up to `count` bytes of content at `to`; 0 means the end.
  Result<std::size_t> read(char* to, std::size_t count);

  // About how many bytes the whole content has: a hint for reserving memory, 0 where unknown (a pipe). Not to be
  // trusted: gzip says it modulo 4 GiB, and a damaged file says anything.
  std::uint64_t expected_bytes() const;

 private:
  struct State;
  explicit InputFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// All of a file's content, for formats that are read whole. More than `limit` bytes are an error that says so.
Result<std::string> read_whole_file(const std::string& path, std::size_t limit);

// "KTH-SP2-1996-2.1" of "logs/KTH-SP2-1996-2.1.swf.gz": a name for people.
std::string name_from_path(const std::string& path);

}  // namespace berth
