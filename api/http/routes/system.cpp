#include "api/http/docs/documents.hpp"
#include "api/http/routes/client.hpp"
#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/metrics.hpp"
#include "api/http/routes/schemas.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/preconditions.hpp"
#include "api/http/wire/problem.hpp"

namespace berth::http {
namespace {

void health(Context& context) { context.response.body = R"({"status":"healthy"})"; }

void ready(Context& context) {
  const auto health = context.service().health();
  if (health.ready) {
    context.response.body = R"({"status":"ready"})";
    return;
  }
  answer(context.response, "unavailable", health.detail);
  context.response.headers.emplace_back("Retry-After", "1");
}

// Measurements tell of every tenant: for this machine, and for who has the token.
bool may_measure(const Context& context) {
  if (is_from_this_machine(context.request)) return true;
  const std::string& token = context.application.settings().metrics_token;
  return !token.empty() && is_same_secret(context.request.header("Authorization").value_or(""), "Bearer " + token);
}

void metrics(Context& context) {
  if (!may_measure(context)) {
    return answer(context.response, "forbidden", "Measurements are shown to this machine, or with the metrics token");
  }
  context.response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  context.response.body = context.application.metrics().text(context.service(), context.application.server());
}

void openapi(Context& context) { context.response.shared_body = context.application.openapi_text(); }

void show(Context& context, const Document& document) {
  context.response.content_type = document.content_type;
  context.response.headers.emplace_back("ETag", document.etag);
  context.response.headers.emplace_back("Cache-Control", "no-cache");
  if (!document.content_security_policy.empty()) {
    context.response.headers.emplace_back("Content-Security-Policy", document.content_security_policy);
  }
  if (const auto known = context.request.header("If-None-Match"); known && is_not_modified(*known, document.etag)) {
    context.response.status = 304;
    return;
  }
  context.response.shared_body = document.body;
}

Endpoint open_to_all(Route route, std::function<void(Context&)> handler) {
  return {.route = std::move(route), .needs = Needs::kNobody, .answer = std::move(handler)};
}

}  // namespace

std::vector<Endpoint> system_endpoints() {
  std::vector<Endpoint> all;
  all.push_back(open_to_all({.method = "GET",
                             .path = "/health",
                             .operation_id = "health_check_health_get",
                             .summary = "Health Check",
                             .answers = {Answer::of(schemas::health())}},
                            health));
  all.push_back(open_to_all({.method = "GET",
                             .path = "/api/v1/health",
                             .operation_id = "health_api_v1_health_get",
                             .summary = "Health Check",
                             .answers = {Answer::of(schemas::health())}},
                            health));
  all.push_back(open_to_all({.method = "GET",
                             .path = "/ready",
                             .operation_id = "ready_ready_get",
                             .summary = "Whether changes are taken",
                             .answers = {Answer::of(schemas::health()), Answer::problem(503, "Not for the moment")}},
                            ready));
  all.push_back(open_to_all({.method = "GET",
                             .path = "/metrics",
                             .operation_id = "metrics_metrics_get",
                             .summary = "Measurements, for Prometheus",
                             .description = "For this machine, and with the metrics token as bearer.",
                             .answers = {{.status = 200, .content_type = "text/plain"},
                                         Answer::problem(403, "From elsewhere, without the token")}},
                            metrics));
  all.push_back(
      open_to_all({.method = "GET", .path = "/openapi.json", .answers_head = true, .described = false}, openapi));
  for (const Document& document : documents()) {
    all.push_back(open_to_all({.method = "GET", .path = document.path, .answers_head = true, .described = false},
                              [&document](Context& context) { show(context, document); }));
  }
  return all;
}

}  // namespace berth::http
