// Cookies (RFC 6265): read leniently, as browsers and test clients send them; written strictly.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace berth::http {

// The value of that cookie in a Cookie header, without quotes around it; of several, the last.
std::optional<std::string> cookie_value(std::string_view header, std::string_view name);

struct SessionCookie {
  std::string name = "session";
  std::int64_t max_age_s = 1800;
  bool secure = false;  // behind TLS: with Secure, and under the name __Host-…

  std::string name_sent() const { return secure ? "__Host-" + name : name; }
  // Values of Set-Cookie. REQUIRES: is_cookie_value(value).
  std::string setting(std::string_view value) const;
  std::string clearing() const;
};

// RFC 6265's cookie-octets: printable ASCII but for quotes, commas, semicolons, backslashes and white space.
bool is_cookie_value(std::string_view text);

}  // namespace berth::http
