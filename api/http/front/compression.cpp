#include "api/http/front/compression.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <zlib.h>

#include "api/http/wire/utf8.hpp"

namespace berth::http {
namespace {

constexpr int kLevel = 4;             // two thirds of the best level's gain for a fifth of its time
constexpr int kGzipWindow = 15 + 16;  // zlib's way to ask for the gzip format
constexpr int kMemoryLevel = 8;

// "q=0", "q=0.000": not acceptable.
bool is_ruled_out(std::string_view parameters) {
  const std::size_t at = parameters.find("q=");
  return at != std::string_view::npos &&
         trim_blanks(parameters.substr(at + 2)).find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool is_worth_compressing(std::string_view body, std::string_view content_type) {
  if (body.size() < kWorthCompressing) return false;
  constexpr std::array<std::string_view, 6> kTexts{
      "text/",           "application/json", "application/problem+json", "application/javascript",
      "application/xml", "image/svg+xml"};
  return std::any_of(kTexts.begin(), kTexts.end(), [&](std::string_view one) { return content_type.starts_with(one); });
}

bool accepts_gzip(std::string_view accept_encoding) {
  bool any = false;
  while (!accept_encoding.empty()) {
    const std::size_t end = std::min(accept_encoding.find(','), accept_encoding.size());
    const std::string_view one = accept_encoding.substr(0, end);
    accept_encoding.remove_prefix(std::min(end + 1, accept_encoding.size()));
    const std::size_t semicolon = std::min(one.find(';'), one.size());
    const std::string_view name = trim_blanks(one.substr(0, semicolon));
    const bool ruled_out = is_ruled_out(one.substr(semicolon));
    if (equal_ignoring_case(name, "gzip")) return !ruled_out;
    if (name == "*") any = !ruled_out;
  }
  return any;
}

std::string gzip(std::string_view body) {
  z_stream stream{};
  if (body.size() > std::numeric_limits<uInt>::max()) return {};
  if (deflateInit2(&stream, kLevel, Z_DEFLATED, kGzipWindow, kMemoryLevel, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&stream, body.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(body.data()));
  stream.avail_in = static_cast<uInt>(body.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return whole ? out : std::string();
}

}  // namespace berth::http
