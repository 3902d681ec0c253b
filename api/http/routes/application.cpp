#include "api/http/routes/application.hpp"

#include <algorithm>
#include <chrono>

#include "api/http/routes/context.hpp"
#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/metrics.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/openapi.hpp"
#include "api/http/wire/problem.hpp"
#include "api/http/wire/validate.hpp"

namespace berth::http {
namespace {

constexpr std::size_t kBucketsKept = 20'000;
constexpr auto kHeartbeat = std::chrono::seconds(10);

const std::vector<std::pair<std::string, std::string>>& tags() {
  static const std::vector<std::pair<std::string, std::string>> all{{"authentication", "Accounts and sessions"},
                                                                    {"organizations", "Tenants and their members"},
                                                                    {"clusters", "What there is to run on"},
                                                                    {"deployments", "What is to run"},
                                                                    {"events", "What happens"}};
  return all;
}

Json roles(Needs needs) {
  switch (needs) {
    case Needs::kNobody:
    case Needs::kSession:
      return JsonArray{};
    case Needs::kMember:
      return JsonArray{"viewer", "developer", "admin", "owner"};
    case Needs::kDeveloper:
      return JsonArray{"developer", "admin", "owner"};
    case Needs::kAdmin:
      return JsonArray{"admin", "owner"};
    case Needs::kOwner:
      return JsonArray{"owner"};
  }
  return JsonArray{};
}

bool changes_something(const std::string& method) { return method != "GET" && method != "HEAD" && method != "OPTIONS"; }

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}  // namespace

Application::Application(live::Service& service, ApplicationSettings settings)
    : service_(service), settings_(std::move(settings)), passwords_(settings_.passwords) {
  for (auto make : {authentication_endpoints, organization_endpoints, cluster_endpoints, deployment_endpoints,
                    event_endpoints, system_endpoints}) {
    for (Endpoint& endpoint : make()) endpoints_.push_back(std::move(endpoint));
  }
  std::vector<Route> routes;
  std::vector<std::string> names;
  for (Endpoint& endpoint : endpoints_) {
    Route& route = endpoint.route;
    if (route.method == "POST" && route.described && endpoint.needs != Needs::kNobody) {
      route.headers.push_back(
          Field::text("Idempotency-Key")
              .optional()
              .says("The first answer is kept with it for a day, and given again to the same request"));
    }
    if (endpoint.needs >= Needs::kMember) route.extensions.emplace_back("x-berth-roles", roles(endpoint.needs));
    routes.push_back(route);
    names.push_back(route.method + " " + route.path);
  }
  metrics_ = std::make_unique<Metrics>(names);
  openapi_ = std::make_shared<const std::string>(openapi_document(
      {"Cluster Management API", "1.0.0",
       "Tenants bring clusters and ask for deployments; Berth places, queues, preempts and explains them.", tags(),
       settings_.cookie.name_sent()},
      routes));
  table_ = std::make_unique<RouteTable>(std::move(routes));
  heart_ = std::thread([this] { beat(); });
}

Application::~Application() { drain(); }

void Application::drain() {
  {
    const std::lock_guard lock(listeners_mutex_);
    if (ended_) return;
    ended_ = true;
    for (const auto& listener : listeners_) listener->stream->close();
  }
  beats_.notify_all();
  if (heart_.joinable()) heart_.join();
}

live::RateBucket::Verdict Application::rate(const std::string& bucket, const live::Rate& rate) {
  const Time now = service_.now();
  std::shared_ptr<live::RateBucket> found;
  {
    const std::lock_guard lock(rates_mutex_);
    if (rates_.size() > kBucketsKept) {
      std::erase_if(rates_, [&](const auto& entry) { return entry.second->is_full(now); });
    }
    auto& entry = rates_[bucket];
    if (!entry) entry = std::make_shared<live::RateBucket>();
    found = entry;
  }
  return found->take(rate, now);
}

bool Application::begin_once(const std::string& key) {
  const std::lock_guard lock(once_mutex_);
  return once_.insert(key).second;
}

void Application::end_once(const std::string& key) {
  const std::lock_guard lock(once_mutex_);
  once_.erase(key);
}

bool Application::may_listen(std::int64_t organization_id) {
  const std::lock_guard lock(listeners_mutex_);
  const auto count = std::count_if(listeners_.begin(), listeners_.end(),
                                   [&](const auto& listener) { return listener->organization_id == organization_id; });
  return !ended_ && static_cast<std::size_t>(count) < settings_.streams_per_organization;
}

void Application::listen(std::shared_ptr<Listener> listener) {
  const std::lock_guard lock(listeners_mutex_);
  listeners_.push_back(std::move(listener));
}

// Keeps streams alive, and ends those whose client, session or membership is gone.
void Application::beat() {
  std::unique_lock lock(listeners_mutex_);
  while (!ended_) {
    beats_.wait_for(lock, kHeartbeat);
    std::erase_if(listeners_, [&](const std::shared_ptr<Listener>& listener) {
      const bool entitled = service_.sessions().find(listener->session) &&
                            service_.board().membership(listener->user_id).organization_id == listener->organization_id;
      const bool stays = entitled && !ended_ && listener->stream->send(": beat\n\n");
      if (!stays) {
        listener->stream->close();
        service_.unsubscribe(listener->subscription);
      }
      return !stays;
    });
  }
}

bool Application::is_allowed_origin(std::string_view origin, const Request& request) const {
  if (std::find(settings_.allowed_origins.begin(), settings_.allowed_origins.end(), origin) !=
      settings_.allowed_origins.end()) {
    return true;
  }
  const auto host = request.header("Host");
  return host && origin == (settings_.tls ? "https://" : "http://") + std::string(*host);
}

void Application::preflight(const Request& request, Response& response) {
  const std::string_view origin = request.header("Origin").value_or("");
  response.content_type = "text/plain; charset=utf-8";
  if (!is_allowed_origin(origin, request)) {
    response.status = 400;
    response.body = "Disallowed CORS origin";
    return;
  }
  response.body = "OK";
  response.headers.emplace_back("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE");
  response.headers.emplace_back("Access-Control-Allow-Headers",
                                "Content-Type, Idempotency-Key, If-Match, Last-Event-ID");
  response.headers.emplace_back("Access-Control-Max-Age", "600");
}

void Application::add_headers(const Request& request, Response& response) const {
  auto& headers = response.headers;
  headers.emplace_back("X-Content-Type-Options", "nosniff");
  headers.emplace_back("X-Frame-Options", "DENY");
  headers.emplace_back("Referrer-Policy", "no-referrer");
  const auto has = [&](std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const auto& header) { return header.first == name; });
  };
  if (!has("Content-Security-Policy")) {
    headers.emplace_back("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  }
  if (!has("Cache-Control")) headers.emplace_back("Cache-Control", "no-store");
  if (settings_.tls) headers.emplace_back("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  if (const auto origin = request.header("Origin");
      origin && std::find(settings_.allowed_origins.begin(), settings_.allowed_origins.end(), *origin) !=
                    settings_.allowed_origins.end()) {
    headers.emplace_back("Access-Control-Allow-Origin", *origin);
    headers.emplace_back("Access-Control-Allow-Credentials", "true");
    headers.emplace_back("Access-Control-Expose-Headers", "ETag, Link, Retry-After");
    headers.emplace_back("Vary", "Origin");
  }
}

void Application::handle(const Request& request, Response& response) {
  const auto begin = std::chrono::steady_clock::now();
  Context context{*this, request, response};
  std::size_t route = endpoints_.size();
  if (request.method == "OPTIONS" && request.header("Origin") && request.header("Access-Control-Request-Method")) {
    preflight(request, response);
  } else {
    RouteMatch match = table_->match(request.method, request.path);
    switch (match.kind) {
      case RouteMatch::Kind::kNotFound:
        answer_not_found(response);
        break;
      case RouteMatch::Kind::kWrongMethod:
        answer_method_not_allowed(response, match.allowed);
        break;
      case RouteMatch::Kind::kRedirect:
        response.status = 307;
        response.headers.emplace_back(
            "Location", location(settings_.hosts, request.header("Host"), match.redirect_path, request.query));
        break;
      case RouteMatch::Kind::kFound:
        route = static_cast<std::size_t>(match.route - table_->routes().data());
        context.endpoint = &endpoints_[route];
        context.path_parameters = std::move(match.parameters);
        respond(context);
        break;
    }
  }
  add_headers(request, response);
  metrics_->observe(route, response.status, seconds_since(begin));
}

// The checks, in the contract's order: is it JSON, who asks, how often, are the fields right, may he.
void Application::respond(Context& context) {
  const Endpoint& endpoint = *context.endpoint;
  context.address = context.request.remote_address;
  if (settings_.trust_forwarded) {
    if (const auto forwarded = context.request.header("X-Forwarded-For")) {
      const std::size_t comma = forwarded->rfind(',');
      std::string_view last = comma == std::string_view::npos ? *forwarded : forwarded->substr(comma + 1);
      while (!last.empty() && last.front() == ' ') last.remove_prefix(1);
      context.address = std::string(last);
    }
  }
  const std::optional<FormPairs> query = parse_urlencoded(context.request.query);
  if (!query) return answer(context.response, "bad_request", "The query has too many parameters");
  context.raw_query = *query;
  if (endpoint.route.body || endpoint.reads_input_itself) {
    const auto content_type = context.request.header("Content-Type");
    if (endpoint.reads_input_itself && is_form_content_type(content_type)) {
      const std::optional<FormPairs> form = parse_urlencoded(context.request.body);
      if (!form) return answer(context.response, "bad_request", "The form has too many fields");
      context.raw_body = {!form->empty(), to_object(*form)};
    } else {
      auto body = read_body(content_type, context.request.body);
      if (const auto* refusal = std::get_if<BodyRefusal>(&body)) return answer(context.response, *refusal);
      context.raw_body = std::move(std::get<Body>(body));
    }
  }
  const bool known = authenticate(context);
  if (known || endpoint.needs == Needs::kNobody) {
    if (admit(context) && read_input(context) && has_role(context)) endpoint.answer(context);
  } else {
    answer(context.response, "not_authenticated", "Not authenticated");
    admit(context);
  }
  // The window slides: the cookie goes out again with every answer while its session is alive.
  if (!context.token.empty()) {
    context.response.headers.emplace_back("Set-Cookie", settings_.cookie.setting(context.token));
  }
}

bool Application::authenticate(Context& context) {
  context.caller.address = context.address;
  context.caller.user_agent = std::string(context.request.header("User-Agent").value_or("").substr(0, 200));
  const auto header = context.request.header("Cookie");
  if (!header) return false;
  const std::optional<std::string> token = cookie_value(*header, settings_.cookie.name_sent());
  if (!token || token->empty() || token->size() > 128) return false;
  const std::string key = key_of(*token);
  const live::ServiceSettings& service = service_.settings();
  context.session =
      service_.sessions().touch(key, service_.now(), service.session_idle_us, service.session_absolute_us);
  if (!context.session) return false;
  context.token = *token;
  context.caller.user_id = context.session->user_id;
  context.caller.session = key;
  context.membership = service_.board().membership(context.caller.user_id);
  return true;
}

bool Application::admit(Context& context) {
  // A cookie is sent along by browsers whoever made the page: for changes, the page must be ours.
  if (context.session && changes_something(context.request.method)) {
    const auto site = context.request.header("Sec-Fetch-Site");
    const auto origin = context.request.header("Origin");
    const bool foreign_site = site && *site != "same-origin" && *site != "none" && !origin;
    const bool foreign_origin = origin && !is_allowed_origin(*origin, context.request);
    if (foreign_site || foreign_origin) {
      answer(context.response, "cross_site", "This request comes from another site");
      return false;
    }
  }
  live::RateBucket::Verdict verdict;
  const live::Rate* rate_taken = &settings_.requests;
  if (context.session) {
    verdict = context.session->requests.take(settings_.requests, service_.now());
  } else if (context.endpoint->needs != Needs::kNobody || context.endpoint->entrance) {
    verdict = rate("address " + context.address, settings_.requests);
  } else {
    return true;
  }
  if (verdict.admitted && context.endpoint->entrance) {
    rate_taken = &settings_.entrances;
    verdict = rate("entrance " + context.endpoint->route.path + " " + context.address, settings_.entrances);
  }
  auto& headers = context.response.headers;
  headers.emplace_back("RateLimit-Limit", std::to_string(rate_taken->requests));
  headers.emplace_back("RateLimit-Remaining", std::to_string(verdict.remaining));
  headers.emplace_back("RateLimit-Reset", std::to_string((verdict.reset_us + kSecond - 1) / kSecond));
  if (verdict.admitted) return true;
  answer(context.response, "rate_limited", "Rate limit exceeded");
  headers.emplace_back("Retry-After", std::to_string((verdict.retry_after_us + kSecond - 1) / kSecond));
  return false;
}

bool Application::read_input(Context& context) {
  const Endpoint& endpoint = *context.endpoint;
  if (endpoint.reads_input_itself) return true;
  std::vector<Violation> violations;
  const auto take = [&](Validated&& validated, Values& values) {
    values = std::move(validated.values);
    violations.insert(violations.end(), validated.violations.begin(), validated.violations.end());
  };
  if (!endpoint.route.path_parameters.fields.empty()) {
    take(validate_path(endpoint.route.path_parameters, context.path_parameters), context.path);
  }
  if (endpoint.route.query) take(validate_query(*endpoint.route.query, context.raw_query), context.query);
  if (endpoint.route.body && (endpoint.route.body_required || context.raw_body.present)) {
    take(validate_body(*endpoint.route.body, context.raw_body), context.body);
  }
  if (violations.empty()) return true;
  answer_invalid(context.response, violations);
  return false;
}

bool Application::has_role(Context& context) {
  const Needs needs = context.endpoint->needs;
  if (needs < Needs::kMember) return true;
  if (context.organization_id() == 0) {
    answer(context.response, "no_organization", "User is not part of any organization");
    return false;
  }
  const live::Role role = context.membership.role;
  const bool may = needs == Needs::kMember      ? true
                   : needs == Needs::kDeveloper ? role >= live::Role::kDeveloper
                   : needs == Needs::kAdmin     ? role >= live::Role::kAdmin
                                                : context.membership.owner;
  if (may) return true;
  answer(context.response, "forbidden", "Your role in this organization does not allow this");
  return false;
}

}  // namespace berth::http
