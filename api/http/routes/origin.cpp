#include "api/http/routes/origin.hpp"

#include <algorithm>

namespace berth::http {
namespace {

bool is_listed(const ApplicationSettings& settings, std::string_view origin) {
  return std::find(settings.allowed_origins.begin(), settings.allowed_origins.end(), origin) !=
         settings.allowed_origins.end();
}

bool is_own(const ApplicationSettings& settings, const Request& request, std::string_view origin) {
  const auto host = request.header("Host");
  return host && origin == (settings.tls ? "https://" : "http://") + std::string(*host);
}

}  // namespace

bool comes_from_elsewhere(const ApplicationSettings& settings, const Request& request) {
  const auto origin = request.header("Origin");
  if (origin && is_listed(settings, *origin)) return false;
  // The browser compared the origins itself, with the address it really asked: no proxy's Host is in its way.
  if (const auto site = request.header("Sec-Fetch-Site")) return *site != "same-origin" && *site != "none";
  return origin && !is_own(settings, request, *origin);
}

bool is_preflight(const Request& request) {
  return request.method == "OPTIONS" && request.header("Origin") && request.header("Access-Control-Request-Method");
}

void answer_preflight(const ApplicationSettings& settings, const Request& request, Response& response) {
  const std::string_view origin = request.header("Origin").value_or("");
  response.content_type = "text/plain; charset=utf-8";
  if (!is_listed(settings, origin) && !is_own(settings, request, origin)) {
    response.status = 400;
    response.body = "Disallowed CORS origin";
    return;
  }
  response.body = "OK";
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Content-Type, Idempotency-Key, If-Match, Last-Event-ID, X-Request-Id");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
}

void add_cors_headers(const ApplicationSettings& settings, const Request& request, Response& response) {
  if (settings.allowed_origins.empty()) return;
  auto& headers = response.headers;
  const auto origin = request.header("Origin");
  if (!origin || !is_listed(settings, *origin)) return;
  headers.emplace_back("Access-Control-Allow-Origin", *origin);
  headers.emplace_back("Access-Control-Allow-Credentials", "true");
  headers.emplace_back("Access-Control-Expose-Headers",
                       "ETag, Idempotency-Replayed, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, "
                       "Retry-After, X-Request-Id");
}

bool changes_something(std::string_view method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

}  // namespace berth::http
