#include "api/http/front/message.hpp"

#include <charconv>

#include "api/http/front/compression.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

constexpr std::size_t kUsualHead = 1024;

void append_number(std::string& out, std::size_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

void append_status(std::string& out, int status) {
  if (status == 200) {
    out += "HTTP/1.1 200 OK\r\n";
    return;
  }
  out += "HTTP/1.1 ";
  append_number(out, static_cast<std::size_t>(status));
  out += ' ';
  out += reason_phrase(status);
  out += "\r\n";
}

void append_header(std::string& out, std::string_view name, std::string_view value) {
  if (value.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos) return;
  out += name;
  out += ": ";
  out += value;
  out += "\r\n";
}

std::string refusal_with(int status, std::string_view body, bool closes) {
  std::string text;
  append_status(text, status);
  append_header(text, "Content-Type", kProblemType);
  append_header(text, "Cache-Control", "no-store");
  if (status == 503) append_header(text, "Retry-After", "1");
  if (closes) append_header(text, "Connection", "close");
  append_header(text, "Content-Length", std::to_string(body.size()));
  text += "\r\n";
  text += body;
  return text;
}

}  // namespace

void append_response(std::string& out, const Request& request, Response& response, bool closes) {
  if (response.shared_body) response.body.clear();
  std::string_view body = response.shared_body ? std::string_view(*response.shared_body) : response.body;
  const bool has_body = response.status != 204 && response.status != 304;
  std::string compressed;
  bool varies = false;
  if (has_body && !response.stream && is_worth_compressing(body, response.content_type)) {
    varies = true;
    if (accepts_gzip(request.header("Accept-Encoding").value_or(""))) compressed = gzip(body);
    if (!compressed.empty()) body = compressed;
  }
  out.reserve(out.size() + kUsualHead + body.size());
  append_status(out, response.status);
  if (response.common_header_lines) out += *response.common_header_lines;
  out += response.header_lines;
  for (const auto& [name, value] : response.headers) append_header(out, name, value);
  if (has_body) append_header(out, "Content-Type", response.content_type);
  if (varies) out += "Vary: Accept-Encoding\r\n";
  if (!compressed.empty()) out += "Content-Encoding: gzip\r\n";
  // A stream has no end to announce.
  if (has_body && !response.stream) {
    out += "Content-Length: ";
    append_number(out, body.size());
    out += "\r\n";
  }
  out += closes || response.stream ? "Connection: close\r\n\r\n" : "\r\n";
  if (has_body && request.method != "HEAD") out += body;
}

std::string refusal(int status, std::string_view detail) {
  const std::string body = "{\"detail\":\"" + std::string(detail) + "\",\"type\":\"about:blank\",\"title\":\"" +
                           std::string(reason_phrase(status)) + "\",\"status\":" + std::to_string(status) + "}";
  return refusal_with(status, body, true);
}

std::string busy_refusal() {
  const Problem problem{"busy", "More is asked for than can be served; try again", 0, {}};
  return refusal_with(503, to_text(problem), false);
}

}  // namespace berth::http
