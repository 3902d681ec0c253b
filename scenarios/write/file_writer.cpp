#include "scenarios/write/file_writer.hpp"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace berth {
namespace {

// Whether a path names a device or a process's open file: nothing may be put beside it or take its place.
bool is_in_system_folder(const std::string& path) {
  std::error_code ignored;
  const std::string absolute = std::filesystem::absolute(path, ignored).lexically_normal().string();
  return absolute.starts_with("/dev/") || absolute.starts_with("/proc/");
}

std::string behind_links(const std::string& path) {
  std::error_code error;
  const std::string target = std::filesystem::canonical(path, error).string();
  return error ? path : target;
}

}  // namespace

FileWriter::FileWriter(std::string path) : path_(std::move(path)), target_(behind_links(path_)) {
  if (path_.ends_with(".gz")) gzip_.emplace();
  buffer_.reserve(kBufferBytes);
  open();
}

FileWriter::~FileWriter() { abandon(); }

void FileWriter::open() {
  struct stat there {};
  const bool exists = ::stat(path_.c_str(), &there) == 0;
  if (exists && S_ISDIR(there.st_mode)) return fail("write", EISDIR);
  if (is_in_system_folder(path_) || (exists && !S_ISREG(there.st_mode))) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail("open", errno);
    return;
  }
  // A name left over from a program that was killed is passed over.
  constexpr int kNamesTried = 100;
  for (int attempt = 0; attempt < kNamesTried; ++attempt) {
    temporary_ = target_ + ".tmp-" + std::to_string(::getpid()) + "-" + std::to_string(attempt);
    descriptor_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ >= 0) return;
    if (errno != EEXIST) break;
  }
  const int system_error = errno;
  temporary_.clear();
  fail("create", system_error);
}

void FileWriter::append(std::string_view text) {
  if (error_) return;
  if (buffer_.size() + text.size() > kBufferBytes) flush(false);
  buffer_ += text;
}

void FileWriter::flush(bool last) {
  if (gzip_) {
    write_all(gzip_->compress(buffer_, last));
  } else {
    write_all(buffer_);
  }
  buffer_.clear();
}

void FileWriter::write_all(std::string_view bytes) {
  while (!bytes.empty() && !error_) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      return;  // whoever reads a pipe may stop when it has read enough
    } else if (errno != EINTR) {
      fail("write", errno);
    }
  }
}

Result<void> FileWriter::finish() {
  if (!error_) flush(true);
  if (!error_) {
    const int descriptor = std::exchange(descriptor_, -1);
    if (::close(descriptor) != 0 && errno != EINTR) fail("write", errno);
  }
  if (!error_ && !temporary_.empty()) {
    if (std::rename(temporary_.c_str(), target_.c_str()) != 0) {
      fail("write", errno);
    } else {
      temporary_.clear();
    }
  }
  if (error_) return *error_;
  return {};
}

void FileWriter::fail(const char* what, int system_error) {
  if (!error_) {
    error_ = Error::failed(path_, std::string("cannot ") + what + ": " + std::generic_category().message(system_error));
  }
  abandon();
}

void FileWriter::abandon() {
  if (descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (!temporary_.empty()) ::unlink(std::exchange(temporary_, {}).c_str());
}

Result<void> write_file(const std::string& path, std::string_view text) {
  FileWriter file(path);
  file.append(text);
  return file.finish();
}

Result<void> make_folder(const std::string& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (!error && !std::filesystem::is_directory(path, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) return Error::failed(path, "cannot make the folder: " + error.message());
  return {};
}

}  // namespace berth
