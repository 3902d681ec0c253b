// The HTTP API over a live service: finds a request's route, lets it through the checks in the contract's order, and
// answers. Thread-safe.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "actors/live/service.hpp"
#include "api/http/exchange.hpp"
#include "api/http/front/server.hpp"
#include "api/http/secrets/passwords.hpp"
#include "api/http/wire/cookie.hpp"
#include "api/http/wire/host.hpp"
#include "api/http/wire/route_table.hpp"
#include "api/http/wire/values.hpp"

namespace berth::http {

struct ApplicationSettings {
  SessionCookie cookie;
  HostPolicy hosts;
  std::vector<std::string> allowed_origins;  // of other sites, for CORS
  bool tls = false;                          // clients reach it over TLS: Secure cookies, HSTS
  bool trust_forwarded = false;              // a proxy in front says who the client is (X-Forwarded-For)
  bool login_by_query = true;
  bool refuse_never = false;              // a deployment that never fits is 422, not pending
  live::Rate requests{6000, kMinute};     // of a session, and of an address without one
  live::Rate entrances{240, kMinute};     // logins, registrations and joins of an address
  live::Rate failed_logins{10, kMinute};  // of an account from an address
  std::size_t streams_per_organization = 64;
  PasswordSettings passwords;
  std::function<void(const std::string&)> say = [](const std::string&) {};
};

class Metrics;
struct Context;

// Who may call a route, of an organization's members.
enum class Needs : std::uint8_t { kNobody, kSession, kMember, kDeveloper, kAdmin, kOwner };

struct Endpoint {
  Route route;
  Needs needs = Needs::kSession;
  bool entrance = false;            // login, registration, join: the stricter rate
  bool reads_input_itself = false;  // login takes it from three places
  std::function<void(Context&)> answer;
};

class Application {
 public:
  Application(live::Service& service, ApplicationSettings settings);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  void handle(const Request& request, Response& response);
  // For the metrics page.
  void watch(const Server& server) { server_ = &server; }
  // Where this server is, once its port is known.
  void set_own_host(const std::string& own) { settings_.hosts.own = own; }
  // Ends the event streams and takes no new ones.
  void drain();

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  const std::string& openapi() const { return *openapi_; }

  // --- for the endpoints
  live::Service& service() { return service_; }
  const ApplicationSettings& settings() const { return settings_; }
  Passwords& passwords() { return passwords_; }
  Metrics& metrics() { return *metrics_; }
  const Server* server() const { return server_; }
  std::shared_ptr<const std::string> openapi_text() const { return openapi_; }

  // A bucket of this name, with its verdict on one more request now.
  live::RateBucket::Verdict rate(const std::string& bucket, const live::Rate& rate);
  // Two requests with one idempotency key are not answered at once: false while another is.
  bool begin_once(const std::string& key);
  void end_once(const std::string& key);

  // Event streams, by organization.
  struct Listener {
    std::shared_ptr<EventStream> stream;
    std::uint64_t subscription = 0;
    std::int64_t organization_id = 0;
    std::int64_t user_id = 0;
    std::string session;
  };
  bool may_listen(std::int64_t organization_id);
  void listen(std::shared_ptr<Listener> listener);

 private:
  void respond(Context& context);
  bool authenticate(Context& context);
  bool admit(Context& context);
  bool read_input(Context& context);
  bool has_role(Context& context);
  void preflight(const Request& request, Response& response);
  void add_headers(const Request& request, Response& response) const;
  bool is_allowed_origin(std::string_view origin, const Request& request) const;
  void beat();

  live::Service& service_;
  ApplicationSettings settings_;
  Passwords passwords_;
  std::unique_ptr<Metrics> metrics_;
  const Server* server_ = nullptr;
  std::vector<Endpoint> endpoints_;
  std::unique_ptr<RouteTable> table_;
  std::shared_ptr<const std::string> openapi_;

  std::mutex rates_mutex_;
  std::unordered_map<std::string, std::shared_ptr<live::RateBucket>> rates_;
  std::mutex once_mutex_;
  std::set<std::string> once_;

  std::mutex listeners_mutex_;
  std::vector<std::shared_ptr<Listener>> listeners_;
  std::condition_variable beats_;
  bool ended_ = false;
  std::thread heart_;
};

}  // namespace berth::http
