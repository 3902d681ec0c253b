#include "api/http/routes/application.hpp"

#include <algorithm>

#include "api/http/routes/endpoints.hpp"
#include "api/http/routes/metrics.hpp"
#include "api/http/routes/origin.hpp"
#include "api/http/wire/openapi.hpp"

namespace berth::http {
namespace {

constexpr std::size_t kBucketsBeforeTidying = 20'000;
// More than the passwords' own queue holds, so that who finds that full hears of it there.
constexpr std::size_t kEntrancesAtOnce = 96;

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

}  // namespace

Application::Application(live::Service& service, ApplicationSettings settings)
    : service_(service),
      settings_(std::move(settings)),
      passwords_(settings_.passwords),
      streams_(service_, settings_.streams_per_organization),
      security_headers_(settings_.tls, !settings_.allowed_origins.empty()) {
  for (auto make : {authentication_endpoints, organization_endpoints, cluster_endpoints, deployment_endpoints,
                    event_endpoints, system_endpoints}) {
    for (Endpoint& endpoint : make()) endpoints_.push_back(std::move(endpoint));
  }
  std::vector<Route> routes;
  std::vector<std::string> names;
  for (Endpoint& endpoint : endpoints_) {
    Route& route = endpoint.route;
    if (route.method == "POST" && route.described && endpoint.keeps_answer) {
      route.headers.push_back(
          Field::text("Idempotency-Key")
              .optional()
              .says("The first answer is kept with it for a day, and given again to the same request"));
    }
    const bool checks_version = std::any_of(route.answers.begin(), route.answers.end(),
                                            [](const Answer& answer) { return answer.status == 412; });
    if (checks_version) {
      route.headers.push_back(
          Field::text("If-Match").optional().says("Only when its ETag is still one of these; else 412"));
    }
    route.answers.push_back(Answer::problem(429, "Rate limit exceeded"));
    route.answers.back().headers.push_back(
        Field::integer("Retry-After").says("Seconds until it is worth asking again"));
    if (endpoint.needs >= Needs::kMember) route.extensions.emplace_back("x-berth-roles", roles(endpoint.needs));
    routes.push_back(route);
    names.push_back(route.method + " " + route.path);
  }
  metrics_ = std::make_unique<Metrics>(names);
  openapi_ = std::make_shared<const std::string>(openapi_document(
      {"Cluster Management API", "1.0.0",
       "Tenants bring clusters and ask for deployments; Berth places, queues, preempts and explains them.", tags(),
       settings_.cookie.name_sent(), "Apache-2.0"},
      routes));
  table_ = std::make_unique<RouteTable>(std::move(routes));
}

Application::~Application() { drain(); }

std::vector<Allowance> Application::allowances() const {
  const auto changes = [](std::string_view method, std::string_view) { return changes_something(method); };
  const auto enters = [](std::string_view method, std::string_view target) {
    return changes_something(method) && target.starts_with("/api/v1/auth/");
  };
  return {{enters, kEntrancesAtOnce}, {changes, service_.settings().commands_in_flight}};
}

std::shared_ptr<live::RateBucket> Application::bucket(const std::string& name) {
  const Time now = service_.now();
  const std::lock_guard lock(buckets_mutex_);
  // A full bucket is as good as none. Not looked for again before there are twice as many.
  if (buckets_.size() > std::max(kBucketsBeforeTidying, 2 * buckets_tidied_at_)) {
    std::erase_if(buckets_, [&](const auto& entry) { return entry.second->is_full(now); });
    buckets_tidied_at_ = buckets_.size();
  }
  auto& entry = buckets_[name];
  if (!entry) entry = std::make_shared<live::RateBucket>();
  return entry;
}

bool Application::begin_once(const std::string& key) {
  const std::lock_guard lock(once_mutex_);
  return once_.insert(key).second;
}

void Application::end_once(const std::string& key) {
  const std::lock_guard lock(once_mutex_);
  once_.erase(key);
}

}  // namespace berth::http
