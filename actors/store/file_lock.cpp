#include "actors/store/file_lock.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <thread>
#include <unistd.h>

namespace berth {
namespace {

constexpr auto kLookEvery = std::chrono::milliseconds(20);

std::string holder(int descriptor) {
  std::array<char, 32> text;
  const ssize_t size = ::pread(descriptor, text.data(), text.size(), 0);
  return size > 0 ? "process " + std::string(text.data(), static_cast<std::size_t>(size)) : "another process";
}

}  // namespace

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> FileLock::take(const std::string& path, Duration patience_us) {
  descriptor_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (descriptor_ < 0) return Error::failed(path, std::string("cannot be opened: ") + std::strerror(errno));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::microseconds(patience_us);
  while (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    const bool held = why == EWOULDBLOCK;
    if ((held && std::chrono::steady_clock::now() < deadline) || why == EINTR) {
      std::this_thread::sleep_for(kLookEvery);
      continue;
    }
    const std::string who = holder(descriptor_);
    ::close(descriptor_);
    descriptor_ = -1;
    if (!held) return Error::failed(path, std::string("cannot be locked: ") + std::strerror(why));
    return Error::failed(path, "is locked by " + who + ": stop it, or use another store");
  }
  const std::string own = std::to_string(::getpid());
  if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, own.data(), own.size(), 0) < 0) {
    // The lock holds all the same; only its holder stays unnamed, as on a full disk.
  }
  return {};
}

}  // namespace berth
