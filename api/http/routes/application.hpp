// The HTTP API over a live service: finds a request's route, lets it through the checks in the contract's order
// (pipeline.cpp), and answers. Every route is said once (endpoints.hpp), and from that served, described, authorised,
// limited and counted. Thread-safe.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "actors/live/service.hpp"
#include "api/http/exchange.hpp"
#include "api/http/front/server.hpp"
#include "api/http/routes/security_headers.hpp"
#include "api/http/routes/streams.hpp"
#include "api/http/secrets/passwords.hpp"
#include "api/http/wire/cookie.hpp"
#include "api/http/wire/host.hpp"
#include "api/http/wire/route_table.hpp"
#include "api/http/wire/values.hpp"
#include "api/http/wire/violation.hpp"

namespace berth::http {

// A request that has been answered, as a log may show it: without its query, and with the route's pattern instead of
// the path, which may hold an invite code.
struct Answered {
  std::string id;
  std::string_view method, route;
  int status = 0;
  double seconds = 0;
  std::string_view address;
  std::int64_t user_id = 0;  // 0: nobody
};

struct ApplicationSettings {
  SessionCookie cookie;
  HostPolicy hosts;
  std::vector<std::string> allowed_origins;  // of other sites, for CORS
  bool tls = false;                          // clients reach it over TLS: Secure cookies, HSTS
  bool trust_forwarded = false;              // a proxy in front says who the client is (X-Forwarded-For)
  bool login_by_query = true;
  bool refuse_never = false;              // a deployment that never fits is 422, not pending
  std::string metrics_token;              // opens /metrics to other machines, too
  live::Rate requests{6000, kMinute};     // of a session, and of an address without one
  live::Rate entrances{240, kMinute};     // logins, registrations and joins of an address
  live::Rate failed_logins{10, kMinute};  // of an account from an address
  std::size_t streams_per_organization = 64;
  PasswordSettings passwords;
  std::function<void(const std::string&)> say = [](const std::string&) {};  // what went wrong, for people
  std::function<void(const Answered&)> log;                                 // empty: nothing is logged
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
  bool keeps_answer = true;         // of a POST, with its Idempotency-Key
  std::function<void(Context&)> answer;
  // Names what is wrong with the body's fields together.
  std::function<void(const Context&, std::vector<Violation>&)> check_together;
};

class Application {
 public:
  Application(live::Service& service, ApplicationSettings settings);
  ~Application();
  Application(const Application&) = delete;
  Application& operator=(const Application&) = delete;

  void handle(const Request& request, Response& response);
  // Goes on with a request whose answer has come (context.outcome), to its end; then the context is no more.
  void resume(Context& context);
  // Room in the front end for each class of request: changes (as many as the service takes at once), and what waits for
  // passwords. Reads have no bound but the connections'.
  std::vector<Allowance> allowances() const;
  // For the metrics page.
  void watch(const Server& server) { server_ = &server; }
  // Where this server is, once its port is known.
  void set_own_host(const std::string& own) { settings_.hosts.own = own; }
  // Ends the event streams and takes no new ones.
  void drain() { streams_.drain(); }

  const std::vector<Endpoint>& endpoints() const { return endpoints_; }
  const std::string& openapi() const { return *openapi_; }

  // --- for the endpoints
  live::Service& service() { return service_; }
  const ApplicationSettings& settings() const { return settings_; }
  Passwords& passwords() { return passwords_; }
  Metrics& metrics() { return *metrics_; }
  Streams& streams() { return streams_; }
  const Server* server() const { return server_; }
  std::shared_ptr<const std::string> openapi_text() const { return openapi_; }

  // The rate bucket of this name.
  std::shared_ptr<live::RateBucket> bucket(const std::string& name);
  // Two requests with one idempotency key are not answered at once: false while another is.
  bool begin_once(const std::string& key);
  void end_once(const std::string& key);

 private:
  struct Walk;  // a request's whole way

  void dispatch(Walk& walk);
  void respond(Walk& walk);
  void finish(Walk& walk);
  void answer_failure(Walk& walk, const std::exception& exception);

  live::Service& service_;
  ApplicationSettings settings_;
  Passwords passwords_;
  Streams streams_;
  std::unique_ptr<Metrics> metrics_;
  const Server* server_ = nullptr;
  std::vector<Endpoint> endpoints_;
  std::unique_ptr<RouteTable> table_;
  std::shared_ptr<const std::string> openapi_;
  const SecurityHeaders security_headers_;

  std::mutex buckets_mutex_;
  std::unordered_map<std::string, std::shared_ptr<live::RateBucket>> buckets_;
  std::size_t buckets_tidied_at_ = 0;
  std::mutex once_mutex_;
  std::set<std::string> once_;
};

}  // namespace berth::http
