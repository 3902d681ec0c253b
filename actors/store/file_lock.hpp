// An exclusive lock on a file, held by this process and gone with it, however it ends (flock(2)).
#pragma once

#include <string>

#include "engine/model/result.hpp"
#include "engine/model/time.hpp"

namespace berth {

class FileLock {
 public:
  FileLock() = default;
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // Makes the file when missing. Waits up to `patience_us` for another holder; the error then names its process.
  Result<void> take(const std::string& path, Duration patience_us);

 private:
  int descriptor_ = -1;
};

}  // namespace berth
