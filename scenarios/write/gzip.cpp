#include "scenarios/write/gzip.hpp"

#include <array>
#include <new>
#include <zlib.h>

namespace berth {

struct Gzip::State {
  z_stream stream{};
};

Gzip::Gzip() : state_(std::make_unique<State>()) {
  constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for the gzip format
  constexpr int kMemoryLevel = 8;       // its default
  if (deflateInit2(&state_->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    throw std::bad_alloc();
  }
}

Gzip::~Gzip() { deflateEnd(&state_->stream); }

std::string Gzip::compress(std::string_view text, bool last) {
  std::string compressed;
  std::array<unsigned char, 65536> chunk;
  z_stream& stream = state_->stream;
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));  // zlib does not write to it
  stream.avail_in = static_cast<unsigned>(text.size());
  do {
    stream.next_out = chunk.data();
    stream.avail_out = chunk.size();
    deflate(&stream, last ? Z_FINISH : Z_NO_FLUSH);
    compressed.append(reinterpret_cast<const char*>(chunk.data()), chunk.size() - stream.avail_out);
  } while (stream.avail_out == 0);
  return compressed;
}

}  // namespace berth
