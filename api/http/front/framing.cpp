#include "api/http/front/framing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace berth::http {
namespace {

constexpr std::size_t kTargetBytes = 8000;
constexpr std::size_t kHeaders = 100;

bool same(std::string_view left, std::string_view right) {
  return left.size() == right.size() && std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? a + 32 : a) == (b >= 'A' && b <= 'Z' ? b + 32 : b);
         });
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

constexpr std::array<bool, 256> kTokenCharacters = [] {
  std::array<bool, 256> allowed{};
  for (std::size_t c = 33; c < 127; ++c) allowed[c] = true;
  for (const char c : std::string_view("()<>@,;:\\\"/[]?={}")) allowed[static_cast<unsigned char>(c)] = false;
  return allowed;
}();

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) { return kTokenCharacters[c]; });
}

Framing wrong(int status, const char* why) {
  Framing framing;
  framing.state = Framing::State::kWrong;
  framing.status = status;
  framing.why = why;
  return framing;
}

// Decodes chunks from `at` on. Nothing: more is needed.
std::optional<bool> dechunk(std::string_view received, std::size_t& at, std::string& body, std::size_t limit) {
  for (;;) {
    const std::size_t end = received.find("\r\n", at);
    if (end == std::string_view::npos) {
      if (received.size() - at > 1024) return false;
      return std::nullopt;
    }
    std::string_view line = received.substr(at, end - at);
    line = trim(line.substr(0, line.find(';')));
    std::size_t size = 0;
    const auto [stop, error] = std::from_chars(line.data(), line.data() + line.size(), size, 16);
    if (line.empty() || error != std::errc() || stop != line.data() + line.size()) return false;
    if (size > limit || body.size() + size > limit) {
      body.assign(limit + 1, ' ');
      return true;  // too large: the caller sees it by the size
    }
    at = end + 2;
    if (size == 0) {
      // Trailers are read and dropped.
      for (;;) {
        const std::size_t line_end = received.find("\r\n", at);
        if (line_end == std::string_view::npos) {
          if (received.size() - at > 8192) return false;
          return std::nullopt;
        }
        const bool last = line_end == at;
        at = line_end + 2;
        if (last) return true;
      }
    }
    if (received.size() < at + size + 2) return std::nullopt;
    if (received.substr(at + size, 2) != "\r\n") return false;
    body.append(received.substr(at, size));
    at += size + 2;
  }
}

}  // namespace

Framing frame(std::string_view received, const FramingLimits& limits) {
  // Empty lines before a request are skipped, as RFC 9112 2.2 asks.
  std::size_t start = 0;
  while (received.size() - start >= 2 && start < 8 && received.substr(start, 2) == "\r\n") start += 2;
  const std::size_t end = received.find("\r\n\r\n", start);
  if (end == std::string_view::npos) {
    const std::size_t line = received.find("\r\n", start);
    if (line == std::string_view::npos && received.size() - start > kTargetBytes + 100) {
      return wrong(414, "The request's target is too long");
    }
    if (received.size() - start > limits.head_bytes) return wrong(431, "The request's head is too long");
    return {};
  }
  if (end - start > limits.head_bytes) return wrong(431, "The request's head is too long");

  Framing framing;
  const std::string_view head = received.substr(start, end + 2 - start);
  const std::size_t line_end = head.find("\r\n");
  const std::string_view request_line = head.substr(0, line_end);
  const std::size_t method_end = request_line.find(' ');
  const std::size_t target_end = request_line.rfind(' ');
  if (method_end == std::string_view::npos || target_end == method_end ||
      !is_token(request_line.substr(0, method_end))) {
    return wrong(400, "The request line is malformed");
  }
  const std::string_view target = request_line.substr(method_end + 1, target_end - method_end - 1);
  if (target.size() > kTargetBytes) return wrong(414, "The request's target is too long");
  if (target.empty() ||
      std::any_of(target.begin(), target.end(), [](unsigned char c) { return c <= 32 || c == 127; })) {
    return wrong(400, "The request's target is malformed");
  }
  const std::string_view version = request_line.substr(target_end + 1);
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return wrong(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here");
  framing.closes = version == "HTTP/1.0";
  framing.method = request_line.substr(0, method_end);
  framing.target = target;
  framing.head.reserve(head.size() + 2);
  framing.head.assign(request_line);
  framing.head += "\r\n";

  std::optional<std::size_t> length;
  bool chunked = false;
  std::size_t count = 0;
  for (std::size_t at = line_end + 2; at < head.size();) {
    const std::size_t next = head.find("\r\n", at);
    const std::string_view line = head.substr(at, next - at);
    at = next + 2;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return wrong(400, "A header is malformed");
    }
    if (++count > kHeaders) return wrong(431, "The request has too many headers");
    const std::string_view name = line.substr(0, colon);
    const std::string_view value = trim(line.substr(colon + 1));
    if (std::any_of(value.begin(), value.end(), [](unsigned char c) { return (c < 32 && c != '\t') || c == 127; })) {
      return wrong(400, "A header is malformed");
    }
    if (same(name, "Content-Length")) {
      std::size_t given = 0;
      const auto [stop, error] = std::from_chars(value.data(), value.data() + value.size(), given);
      if (value.empty() || stop != value.data() + value.size()) return wrong(400, "Content-Length is not a number");
      if (error != std::errc() || given > limits.body_bytes) return wrong(413, "The request's body is too large");
      if (length && *length != given) return wrong(400, "Content-Length is given twice");
      length = given;
      continue;
    }
    if (same(name, "Transfer-Encoding")) {
      if (!same(value, "chunked")) return wrong(501, "Only chunked transfer encoding is understood");
      if (chunked) return wrong(400, "Transfer-Encoding is given twice");
      chunked = true;
      continue;
    }
    if (same(name, "Expect")) {
      framing.expects_continue = same(value, "100-continue");
      continue;
    }
    if (same(name, "Range")) continue;
    if (same(name, "Connection")) {
      if (same(value, "close")) framing.closes = true;
      if (same(value, "keep-alive")) framing.closes = false;
    }
    framing.head.append(line);
    framing.head += "\r\n";
  }
  if (length && chunked) return wrong(400, "Content-Length and Transfer-Encoding contradict each other");
  framing.head += "\r\n";
  const std::size_t body_at = end + 4;
  if (chunked) {
    std::size_t at = body_at;
    const std::optional<bool> fine = dechunk(received, at, framing.body, limits.body_bytes);
    if (fine && !*fine) return wrong(400, "The chunked body is malformed");
    if (framing.body.size() > limits.body_bytes) return wrong(413, "The request's body is too large");
    framing.state = fine ? Framing::State::kWhole : Framing::State::kBody;
    framing.consumed = at;
    return framing;
  }
  const std::size_t size = length.value_or(0);
  if (received.size() - body_at < size) {
    framing.state = Framing::State::kBody;
    return framing;
  }
  framing.body.assign(received.substr(body_at, size));
  framing.state = Framing::State::kWhole;
  framing.consumed = body_at + size;
  return framing;
}

}  // namespace berth::http
