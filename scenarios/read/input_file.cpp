#include "scenarios/read/input_file.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <string_view>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>
#include <zlib.h>

namespace berth {
namespace {

constexpr std::size_t kCompressedChunk = 64 * 1024;
constexpr std::uint64_t kDeflateRatioLimit = 1032;  // no deflate stream expands further
constexpr unsigned char kGzipMagic[2] = {0x1f, 0x8b};

}  // namespace

struct InputFile::State {
  std::string path;
  int descriptor = -1;
  std::uint64_t expected_bytes = 0;
  bool gzip = false;

  // Bytes of the file not used yet: what was looked at to tell the format, and the decompressor's input.
  std::vector<char> buffer;
  std::size_t begin = 0, end = 0;
  bool file_ended = false;

  z_stream stream{};
  bool stream_ready = false;
  bool member_ended = false;  // between gzip members, or after the last

  ~State() {
    if (stream_ready) inflateEnd(&stream);
    if (descriptor >= 0) ::close(descriptor);
  }

  Error system_error(const std::string& what, int code) const {
    return Error::input(path, what + ": " + std::strerror(code));
  }

  Result<std::size_t> read_descriptor(char* to, std::size_t count) {
    for (;;) {
      const ssize_t got = ::read(descriptor, to, count);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return system_error("cannot be read", errno);
    }
  }

  // Reads on until `wanted` unused bytes are there or the file ends.
  Result<void> fill(std::size_t wanted) {
    while (end - begin < wanted && !file_ended) {
      if (begin > 0) {
        std::memmove(buffer.data(), buffer.data() + begin, end - begin);
        end -= begin;
        begin = 0;
      }
      const Result<std::size_t> got = read_descriptor(buffer.data() + end, buffer.size() - end);
      if (!got) return got.error();
      file_ended = *got == 0;
      end += *got;
    }
    return {};
  }

  bool at_gzip_magic() const {
    return end - begin >= 2 && std::memcmp(buffer.data() + begin, kGzipMagic, sizeof kGzipMagic) == 0;
  }

  Error damaged(const std::string& what) const { return Error::input(path, "the gzip data " + what); }

  // Steps into the next gzip member. False: there is none, the content has ended. Zeros after the last member are
  // padding, as tapes leave it.
  Result<bool> next_member() {
    for (;;) {
      if (const Result<void> filled = fill(2); !filled) return filled.error();
      if (begin == end) return false;
      if (at_gzip_magic()) break;
      if (buffer[begin] != '\0') return damaged("is followed by bytes that are not gzip; get the file again");
      ++begin;
    }
    if (inflateReset(&stream) != Z_OK) return damaged("cannot be decompressed");
    member_ended = false;
    return true;
  }

  Result<std::size_t> read_gzip(char* to, std::size_t count) {
    constexpr std::size_t kPieceLimit = 1 << 30;  // zlib counts in 32 bits
    const std::size_t piece = std::min(count, kPieceLimit);
    stream.next_out = reinterpret_cast<Bytef*>(to);
    stream.avail_out = static_cast<uInt>(piece);
    while (stream.avail_out == piece) {
      if (member_ended) {
        const Result<bool> more = next_member();
        if (!more) return more.error();
        if (!*more) return std::size_t{0};
      }
      if (const Result<void> filled = fill(1); !filled) return filled.error();
      if (begin == end) return damaged("ends early: the file is truncated; get it again");
      stream.next_in = reinterpret_cast<Bytef*>(buffer.data() + begin);
      stream.avail_in = static_cast<uInt>(end - begin);
      const int status = inflate(&stream, Z_NO_FLUSH);
      begin = end - stream.avail_in;
      if (status == Z_STREAM_END) {
        member_ended = true;
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return damaged("is damaged (" + std::string(stream.msg != nullptr ? stream.msg : "unreadable") +
                       "); get the file again");
      }
    }
    return piece - stream.avail_out;
  }

  Result<std::size_t> read_plain(char* to, std::size_t count) {
    if (begin == end) return read_descriptor(to, count);
    const std::size_t got = std::min(count, end - begin);
    std::memcpy(to, buffer.data() + begin, got);
    begin += got;
    return got;
  }

  void guess_size(std::uint64_t file_bytes) {
    expected_bytes = file_bytes;
    std::array<unsigned char, 4> size{};
    if (!gzip || file_bytes < 18 || ::pread(descriptor, size.data(), 4, static_cast<off_t>(file_bytes - 4)) != 4)
      return;
    const std::uint64_t content = size[0] | size[1] << 8 | size[2] << 16 | static_cast<std::uint64_t>(size[3]) << 24;
    expected_bytes = std::clamp(content, file_bytes, file_bytes * kDeflateRatioLimit);
  }
};

InputFile::InputFile(std::unique_ptr<State> state) : state_(std::move(state)) {}
InputFile::~InputFile() = default;
InputFile::InputFile(InputFile&&) noexcept = default;
InputFile& InputFile::operator=(InputFile&&) noexcept = default;

Result<InputFile> InputFile::open(const std::string& path) {
  auto state = std::make_unique<State>();
  state->path = path;
  state->descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (state->descriptor < 0) return state->system_error("cannot be opened", errno);
  struct stat about {};
  if (::fstat(state->descriptor, &about) != 0) return state->system_error("cannot be read", errno);
  if (S_ISDIR(about.st_mode)) return Error::input(path, "is a folder; a file is needed");

  state->buffer.resize(kCompressedChunk);
  if (const Result<void> filled = state->fill(2); !filled) return filled.error();
  state->gzip = state->at_gzip_magic();
  if (state->gzip) {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&state->stream, MAX_WBITS + kGzipOnly) != Z_OK) {
      return Error::failed(path, "no memory to decompress it");
    }
    state->stream_ready = true;
  }
  if (S_ISREG(about.st_mode)) state->guess_size(static_cast<std::uint64_t>(about.st_size));
  return InputFile(std::move(state));
}

Result<std::size_t> InputFile::read(char* to, std::size_t count) {
  if (count == 0) return std::size_t{0};
  return state_->gzip ? state_->read_gzip(to, count) : state_->read_plain(to, count);
}

std::uint64_t InputFile::expected_bytes() const { return state_->expected_bytes; }

Result<std::string> read_whole_file(const std::string& path, std::size_t limit) {
  constexpr std::size_t kChunk = 1 << 20;
  Result<InputFile> file = InputFile::open(path);
  if (!file) return file.error();
  std::string content;
  for (;;) {
    const std::size_t before = content.size();
    content.resize(before + kChunk);
    const Result<std::size_t> got = file->read(content.data() + before, kChunk);
    if (!got) return got.error();
    content.resize(before + *got);
    if (*got == 0) return content;
    if (content.size() > limit) {
      return Error::input(path,
                          "is larger than " + std::to_string(limit) + " bytes, the most that is read of such a file");
    }
  }
}

std::string name_from_path(const std::string& path) {
  std::string name = std::filesystem::path(path).filename().string();
  for (const std::string_view ending : {".gz", ".swf", ".json", ".txt", ".log", ".csv"}) {
    if (name.size() > ending.size() && name.ends_with(ending)) name.resize(name.size() - ending.size());
  }
  return name;
}

}  // namespace berth
