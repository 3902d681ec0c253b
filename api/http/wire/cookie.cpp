#include "api/http/wire/cookie.hpp"

#include <algorithm>
#include <cassert>

#include "api/http/wire/utf8.hpp"

namespace berth::http {

std::optional<std::string> cookie_value(std::string_view header, std::string_view name) {
  std::optional<std::string> found;
  while (!header.empty()) {
    const std::size_t end = std::min(header.find(';'), header.size());
    const std::string_view pair = header.substr(0, end);
    header.remove_prefix(std::min(end + 1, header.size()));
    const std::size_t equals = pair.find('=');
    if (equals == std::string_view::npos || trim_blanks(pair.substr(0, equals)) != name) continue;
    std::string_view value = trim_blanks(pair.substr(equals + 1));
    if (value.size() >= 2 && value.front() == '"' && value.back() == '"') value = value.substr(1, value.size() - 2);
    found = std::string(value);
  }
  return found;
}

bool is_cookie_value(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c > ' ' && c < 0x7F && c != '"' && c != ',' && c != ';' && c != '\\'; });
}

std::string SessionCookie::setting(std::string_view value) const {
  assert(is_cookie_value(value));
  std::string text = name_sent() + "=" + std::string(value) + "; Path=/; Max-Age=" + std::to_string(max_age_s) +
                     "; HttpOnly; SameSite=lax";
  return secure ? text + "; Secure" : text;
}

std::string SessionCookie::clearing() const {
  const std::string text =
      name_sent() + "=; Path=/; Max-Age=0; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=lax";
  return secure ? text + "; Secure" : text;
}

}  // namespace berth::http
