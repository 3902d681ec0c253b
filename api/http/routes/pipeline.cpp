// A request's way, in the contract's order: its route, is it JSON, who asks, from what page, how often, are the fields
// right, may he, was it asked before; then the endpoint answers. What turns a request away has answered it.
#include <array>
#include <charconv>
#include <chrono>

#include "api/http/routes/client.hpp"
#include "api/http/routes/context.hpp"
#include "api/http/routes/idempotency.hpp"
#include "api/http/routes/metrics.hpp"
#include "api/http/routes/origin.hpp"
#include "api/http/routes/request_id.hpp"
#include "api/http/secrets/tokens.hpp"
#include "api/http/wire/problem.hpp"
#include "api/http/wire/validate.hpp"

namespace berth::http {
namespace {

constexpr std::size_t kTokenLength = 128;
constexpr std::size_t kUserAgentKept = 200;
constexpr std::size_t kUsualHeaderLines = 384;

// The query and, where the endpoint takes one, the body. False: answered.
bool read(Context& context) {
  const Request& request = context.request;
  std::optional<FormPairs> query = parse_urlencoded(request.query);
  if (!query) {
    answer(context.response, "bad_request", "The query has too many parameters");
    return false;
  }
  context.raw_query = std::move(*query);
  const Endpoint& endpoint = *context.endpoint;
  if (!endpoint.route.body && !endpoint.reads_input_itself) return true;
  const auto content_type = request.header("Content-Type");
  if (endpoint.reads_input_itself && is_form_content_type(content_type)) {
    const std::optional<FormPairs> form = parse_urlencoded(request.body);
    if (form) {
      context.raw_body = {!form->empty(), to_object(*form)};
    } else {
      answer(context.response, "bad_request", "The form has too many fields");
    }
    return form.has_value();
  }
  auto body = read_body(content_type, request.body);
  if (const auto* refusal = std::get_if<BodyRefusal>(&body)) {
    answer(context.response, *refusal);
    return false;
  }
  context.raw_body = std::move(std::get<Body>(body));
  return true;
}

// Who asks, if anybody: by the cookie of a session that is alive.
void identify(Context& context) {
  context.caller.address = context.address;
  context.caller.user_agent = std::string(context.request.header("User-Agent").value_or("").substr(0, kUserAgentKept));
  const auto header = context.request.header("Cookie");
  if (!header) return;
  const std::optional<std::string> token = cookie_value(*header, context.application.settings().cookie.name_sent());
  if (!token || token->empty() || token->size() > kTokenLength) return;
  const std::string key = key_of(*token);
  live::Service& service = context.service();
  const live::ServiceSettings& settings = service.settings();
  context.session =
      service.sessions().touch(key, service.now(), settings.session_idle_us, settings.session_absolute_us);
  if (!context.session) return;
  context.token = *token;
  context.caller.user_id = context.session->user_id;
  context.caller.session = key;
  context.membership = service.board().membership(context.caller.user_id);
}

bool is_let_in(Context& context) {
  if (context.session || context.endpoint->needs == Needs::kNobody) return true;
  answer(context.response, "not_authenticated", "Not authenticated");
  return false;
}

// A cookie is sent along by browsers whoever made the page: for changes, the page must be ours.
bool is_sent_from_here(Context& context) {
  if (!context.session || !changes_something(context.request.method)) return true;
  if (!comes_from_elsewhere(context.application.settings(), context.request)) return true;
  answer(context.response, "cross_site", "This request comes from another site");
  return false;
}

void add_line(std::string& lines, std::string_view name, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  lines.append(name).append(digits.data(), end).append("\r\n");
}

bool is_within_rates(Context& context) {
  Application& application = context.application;
  const ApplicationSettings& settings = application.settings();
  const Endpoint& endpoint = *context.endpoint;
  const Time now = context.service().now();
  const live::Rate* rate = &settings.requests;
  live::RateBucket::Verdict verdict;
  if (context.session) {
    verdict = context.session->requests.take(*rate, now);
  } else if (endpoint.needs != Needs::kNobody || endpoint.entrance) {
    verdict = application.bucket("address " + network_of(context.address))->take(*rate, now);
  } else {
    return true;
  }
  if (verdict.admitted && endpoint.entrance) {
    rate = &settings.entrances;
    verdict =
        application.bucket("entrance " + endpoint.route.path + " " + network_of(context.address))->take(*rate, now);
  }
  std::string& lines = context.response.header_lines;
  add_line(lines, "RateLimit-Limit: ", rate->requests);
  add_line(lines, "RateLimit-Remaining: ", verdict.remaining);
  add_line(lines, "RateLimit-Reset: ", (verdict.reset_us + kSecond - 1) / kSecond);
  if (!verdict.admitted) answer_rate_limited(context.response, verdict);
  return verdict.admitted;
}

bool are_fields_right(Context& context) {
  const Endpoint& endpoint = *context.endpoint;
  if (endpoint.reads_input_itself) return true;
  std::vector<Violation> violations;
  const auto take = [&](Validated&& validated, Values& values) {
    values = std::move(validated.values);
    for (Violation& violation : validated.violations) violations.push_back(std::move(violation));
  };
  if (!endpoint.route.path_parameters.fields.empty()) {
    take(validate_path(endpoint.route.path_parameters, context.path_parameters), context.path);
  }
  if (endpoint.route.query) take(validate_query(*endpoint.route.query, context.raw_query), context.query);
  if (endpoint.route.body && (endpoint.route.body_required || context.raw_body.present)) {
    take(validate_body(*endpoint.route.body, context.raw_body), context.body);
    if (endpoint.check_together && context.raw_body.value.object()) endpoint.check_together(context, violations);
  }
  if (violations.empty()) return true;
  answer_invalid(context.response, violations);
  return false;
}

bool has_role(Context& context) {
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
  if (!may) answer(context.response, "forbidden", "Your role in this organization does not allow this");
  return may;
}

}  // namespace

struct Application::Walk final : Context {
  Walk(Application& of, const Request& asked, Response& to) : Context{of, asked, to}, id(request_id(asked)) {}

  const std::chrono::steady_clock::time_point begin = std::chrono::steady_clock::now();
  const std::string id;
  KeyHold key;
};

void Application::handle(const Request& request, Response& response) {
  auto walk = std::make_unique<Walk>(*this, request, response);
  response.header_lines.reserve(kUsualHeaderLines);
  walk->address = client_address(request, settings_.trust_forwarded);
  try {
    identify(*walk);
    dispatch(*walk);
  } catch (const std::exception& exception) {
    answer_failure(*walk, exception);
  }
  if (walk->waits) {
    [[maybe_unused]] Walk* goes_on_later = walk.release();  // resume() ends it
  } else {
    finish(*walk);
  }
}

void Application::resume(Context& context) {
  const std::unique_ptr<Walk> walk(static_cast<Walk*>(&context));
  try {
    settle_outcome(*walk);
  } catch (const std::exception& exception) {
    answer_failure(*walk, exception);
  }
  finish(*walk);
}

void Application::answer_failure(Walk& walk, const std::exception& exception) {
  settings_.say("request " + walk.id + " failed: " + exception.what());
  Later* const later = walk.response.later;
  walk.response = {};
  walk.response.later = later;
  answer(walk.response, "internal", "Internal Server Error");
}

void Application::finish(Walk& walk) {
  Response& response = walk.response;
  std::string& lines = response.header_lines;
  // The window slides: the cookie goes out again with every answer while its session is alive.
  if (!walk.token.empty()) {
    lines.append("Set-Cookie: ").append(settings_.cookie.setting(walk.token)).append("\r\n");
  }
  security_headers_.add(response);
  add_cors_headers(settings_, walk.request, response);
  lines.append("X-Request-Id: ").append(walk.id).append("\r\n");
  const std::size_t route =
      walk.endpoint ? static_cast<std::size_t>(walk.endpoint - endpoints_.data()) : endpoints_.size();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - walk.begin).count();
  metrics_->observe(route, response.status, seconds);
  if (!settings_.log) return;
  settings_.log({.id = walk.id,
                 .method = walk.request.method,
                 .route = walk.endpoint ? std::string_view(walk.endpoint->route.path) : "-",
                 .status = response.status,
                 .seconds = seconds,
                 .address = walk.address,
                 .user_id = walk.caller.user_id});
}

void Application::dispatch(Walk& context) {
  const Request& request = context.request;
  Response& response = context.response;
  if (is_preflight(request)) return answer_preflight(settings_, request, response);
  RouteMatch match = table_->match(request.method, request.path);
  switch (match.kind) {
    case RouteMatch::Kind::kNotFound:
      return answer_not_found(response);
    case RouteMatch::Kind::kWrongMethod:
      return answer_method_not_allowed(response, match.allowed);
    case RouteMatch::Kind::kRedirect:
      response.status = 307;
      response.headers.emplace_back(
          "Location", location(settings_.hosts, request.header("Host"), match.redirect_path, request.query));
      return;
    case RouteMatch::Kind::kFound:
      context.endpoint = &endpoints_[static_cast<std::size_t>(match.route - table_->routes().data())];
      context.path_parameters = std::move(match.parameters);
      return respond(context);
  }
}

void Application::respond(Walk& context) {
  if (!read(context)) return;
  const bool goes_on = is_let_in(context) && is_sent_from_here(context) && is_within_rates(context) &&
                       are_fields_right(context) && has_role(context) && context.key.take(context);
  if (goes_on) context.endpoint->answer(context);
  // Who is turned away for want of a session counts, too: guessing at tokens ends in 429.
  if (!context.session && context.response.status == 401 && !context.endpoint->entrance) is_within_rates(context);
}

}  // namespace berth::http
