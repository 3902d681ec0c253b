// A disk of a few megabytes, which a test fills: a tmpfs at a folder of its own. Only root may mount one.
#pragma once

#include <string>

#include "tests/support/temporary_folder.hpp"

namespace berth::test {

class SmallDisk {
 public:
  explicit SmallDisk(int mebibytes);
  ~SmallDisk();
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  // Why there is none; empty when there is.
  const std::string& problem() const { return problem_; }
  std::string path() const { return folder_.path(); }

  void fill();       // not a byte is left
  void make_room();  // what filled it is gone

 private:
  TemporaryFolder folder_;
  std::string problem_;
};

}  // namespace berth::test
