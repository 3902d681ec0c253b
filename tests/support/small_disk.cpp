#include "tests/support/small_disk.hpp"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>
#include <vector>

namespace berth::test {
namespace {

constexpr const char* kFiller = "filler";
constexpr std::size_t kAtOnce = 1 << 16;

}  // namespace

SmallDisk::SmallDisk(int mebibytes) {
  // Whoever a database runs as may use it.
  const std::string options = "mode=0777,size=" + std::to_string(mebibytes) + "m";
  if (::mount("tmpfs", path().c_str(), "tmpfs", MS_NOSUID | MS_NODEV, options.c_str()) != 0) {
    problem_ = std::string("no disk of its own can be mounted: ") + std::strerror(errno);
  }
}

SmallDisk::~SmallDisk() {
  if (problem_.empty()) ::umount2(path().c_str(), MNT_DETACH);
}

void SmallDisk::fill() {
  const int file = ::open((folder_ / kFiller).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  ASSERT_GE(file, 0) << std::strerror(errno);
  const std::vector<char> bytes(kAtOnce, 'x');
  for (std::size_t size = kAtOnce; size > 0;) {
    if (::write(file, bytes.data(), size) < 0) size /= 2;
  }
  ::close(file);
}

void SmallDisk::make_room() { std::filesystem::remove(folder_ / kFiller); }

}  // namespace berth::test
