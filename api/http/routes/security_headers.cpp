#include "api/http/routes/security_headers.hpp"

#include <algorithm>

namespace berth::http {
namespace {

constexpr const char* kPolicy = "Content-Security-Policy";
constexpr const char* kPolicyOfData = "default-src 'none'; frame-ancestors 'none'";
constexpr const char* kCaching = "Cache-Control";
constexpr const char* kCachingOfData = "no-store";

std::string line(const std::string& name, const std::string& value) { return name + ": " + value + "\r\n"; }

}  // namespace

SecurityHeaders::SecurityHeaders(bool tls, bool varies) {
  others_ = line("X-Content-Type-Options", "nosniff") + line("X-Frame-Options", "DENY") +
            line("Referrer-Policy", "no-referrer");
  if (tls) others_ += line("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (varies) others_ += line("Vary", "Origin");
  all_ = line(kPolicy, kPolicyOfData) + line(kCaching, kCachingOfData) + others_;
}

void SecurityHeaders::add(Response& response) const {
  const auto has = [&](std::string_view name) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [&](const auto& header) { return header.first == name; });
  };
  const bool has_policy = has(kPolicy), has_caching = has(kCaching);
  if (!has_policy && !has_caching) {
    response.common_header_lines = &all_;
    return;
  }
  response.common_header_lines = &others_;
  if (!has_policy) response.headers.emplace_back(kPolicy, kPolicyOfData);
  if (!has_caching) response.headers.emplace_back(kCaching, kCachingOfData);
}

}  // namespace berth::http
