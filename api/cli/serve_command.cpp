#include <csignal>
#include <fmt/format.h>
#include <pthread.h>
#include <thread>
#include <time.h>

#include "actors/live/service.hpp"
#include "api/cli/commands.hpp"
#include "api/cli/journal_place.hpp"
#include "api/cli/terminal.hpp"
#include "api/demo/demo.hpp"
#include "api/http/front/server.hpp"
#include "api/http/routes/application.hpp"

namespace berth::cli {
namespace {

constexpr Duration kTakeoverMargin = 5 * kSecond;  // a start waits for a lease to end, and so much more
constexpr Duration kRenewalsInALease = 4;

http::ApplicationSettings application_settings(const ServeArguments& arguments) {
  http::ApplicationSettings settings;
  if (const std::string name = environment_variable("SESSION_COOKIE_NAME"); !name.empty()) settings.cookie.name = name;
  settings.cookie.max_age_s = arguments.session_idle_s;
  settings.cookie.secure = settings.tls = settings.hosts.https = arguments.tls;
  settings.trust_forwarded = arguments.trust_proxy;
  settings.login_by_query = !arguments.no_query_login;
  settings.refuse_never = arguments.refuse_never;
  settings.allowed_origins = arguments.allowed_origins;
  settings.hosts.allowed = arguments.allowed_hosts;
  settings.requests.requests = arguments.rate_limit;
  settings.entrances.requests = arguments.entrance_limit;
  settings.passwords.memory_mib = static_cast<std::size_t>(arguments.argon2_memory_mib);
  settings.passwords.passes = static_cast<std::uint64_t>(arguments.argon2_passes);
  settings.metrics_token = environment_variable("BERTH_METRICS_TOKEN");
  settings.say = [](const std::string& text) { say("berth: " + text); };
  if (arguments.log_requests) {
    settings.log = [](const http::Answered& one) {
      const std::string who = one.user_id == 0 ? "nobody" : "user " + std::to_string(one.user_id);
      say(fmt::format("berth: {} ({}) {} {}: {} in {:.1f} ms, request {}", one.address, who, one.method, one.route,
                      one.status, one.seconds * 1e3, one.id));
    };
  }
  return settings;
}

// Blocks the signals in this thread and those it starts, so that only wait() sees them.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGINT);
    sigaddset(&set_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }
  // True when one has come.
  bool wait(long milliseconds) const {
    const timespec patience{milliseconds / 1000, (milliseconds % 1000) * 1'000'000};
    return sigtimedwait(&set_, nullptr, &patience) > 0;
  }

 private:
  sigset_t set_{};
};

}  // namespace

ExitStatus run_serve(const ServeArguments& arguments) {
  const Signals signals;
  if (arguments.ephemeral) say("berth: the state is kept in memory and gone when this ends (--ephemeral)");
  const Duration lease_us = arguments.lease_s * kSecond;
  Result<std::unique_ptr<Journal>> journal =
      arguments.ephemeral ? make_memory_journal()
                          : journal_at(arguments.data, arguments.database_url, Place::kMayBeNew, lease_us);
  if (!journal) return complain(journal.error());

  live::ServiceSettings service_settings;
  service_settings.session_idle_us = arguments.session_idle_s * kSecond;
  service_settings.session_absolute_us = arguments.session_absolute_s * kSecond;
  service_settings.takeover_patience_us = lease_us + kTakeoverMargin;
  service_settings.lease_renewal_us = lease_us / kRenewalsInALease;
  service_settings.commands_in_flight = static_cast<std::size_t>(arguments.commands_in_flight);
  service_settings.answering = &http::Server::together;
  auto service = live::Service::start(std::move(*journal), service_settings,
                                      [](const std::string& text) { say("berth: " + text); });
  if (!service) return complain(service.error());

  http::ServerSettings server_settings;
  server_settings.host = arguments.host;
  server_settings.port = arguments.port;
  server_settings.workers = static_cast<unsigned>(arguments.workers);
  server_settings.failed = [](const std::string& text) { say("berth: a request failed: " + text); };
  http::ApplicationSettings settings = application_settings(arguments);
  // The port is known for certain only when it is bound; it is settled before anybody can ask.
  const auto application = std::make_unique<http::Application>(**service, std::move(settings));
  server_settings.allowances = application->allowances();
  http::Server server(server_settings, [&](const http::Request& request, http::Response& response) {
    application->handle(request, response);
  });
  if (const Result<void> started = server.start(); !started) return complain(started.error());
  application->watch(server);
  const std::string host = arguments.host.find(':') == std::string::npos ? arguments.host : "[" + arguments.host + "]";
  application->set_own_host(host + ":" + std::to_string(server.port()));
  const std::string address = fmt::format("http://{}:{}", host, server.port());  // in TLS mode, for the proxy
  say("berth: serving on " + address + " (documentation at /docs; Ctrl-C ends)");

  std::unique_ptr<demo::Demo> demo;
  if (arguments.demo) {
    demo = std::make_unique<demo::Demo>(**service, application->passwords());
    say(demo->introduction(address));
  }

  bool lost = false;
  while (!signals.wait(200)) {
    if ((*service)->health().lost_lease) {
      lost = true;
      break;
    }
  }
  say(lost ? "berth: another server has taken over this store; ending" : "berth: ending: answering what is on its way");
  demo.reset();
  application->drain();
  server.drain(10 * kSecond);
  (*service)->drain();
  return lost ? kFailed : kOk;
}

}  // namespace berth::cli
