// SHA-256 (FIPS 180-4) as 64 hex digits: proof that a file is the one that was pinned.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "engine/model/result.hpp"

namespace berth::fetch {

class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void update(const char* bytes, std::size_t count);
  std::string hex();  // once, at the end

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Of a file's content, decompressed where it is gzip. Content of more than `limit` bytes is an error.
Result<std::string> sha256_of_content(const std::string& path, std::uint64_t limit);

}  // namespace berth::fetch
