#include "api/http/routes/metrics.hpp"

#include <array>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace berth::http {
namespace {

constexpr std::array kStatuses{200, 304, 307, 400, 401, 403, 404, 405, 409, 412, 422, 429, 500, 503};
const prometheus::Histogram::BucketBoundaries kSeconds{0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                       0.05,   0.1,    0.25,  0.5,    1,     2.5,  5};

}  // namespace

class Metrics::Impl {
 public:
  explicit Impl(const std::vector<std::string>& routes) {
    auto& requests = prometheus::BuildCounter()
                         .Name("berth_http_requests_total")
                         .Help("Requests answered, by route and status")
                         .Register(registry_);
    auto& durations = prometheus::BuildHistogram()
                          .Name("berth_http_request_duration_seconds")
                          .Help("From the whole request to the whole answer")
                          .Register(registry_);
    for (std::size_t i = 0; i <= routes.size(); ++i) {
      const std::string name = i < routes.size() ? routes[i] : "none";
      Route route;
      for (const int status : kStatuses) {
        route.by_status.push_back(&requests.Add({{"route", name}, {"status", std::to_string(status)}}));
      }
      route.by_status.push_back(&requests.Add({{"route", name}, {"status", "other"}}));
      route.duration = &durations.Add({{"route", name}}, kSeconds);
      routes_.push_back(route);
    }
  }

  void observe(std::size_t route, int status, double seconds) {
    Route& of = routes_[std::min(route, routes_.size() - 1)];
    std::size_t at = 0;
    while (at < kStatuses.size() && kStatuses[at] != status) ++at;
    of.by_status[at]->Increment();
    of.duration->Observe(seconds);
  }

  std::string text(live::Service& service, const Server* server) {
    prometheus::Registry now;
    const auto gauge = [&](const char* name, const char* help, double value, const prometheus::Labels& labels = {}) {
      prometheus::BuildGauge().Name(name).Help(help).Register(now).Add(labels).Set(value);
    };
    const auto health = service.health();
    const auto counts = service.board().counts();
    gauge("berth_ready", "Whether changes are taken", health.ready ? 1 : 0);
    gauge("berth_journal_position", "Records in the journal", static_cast<double>(health.position));
    gauge("berth_journal_epoch", "Which writer this is", static_cast<double>(health.epoch));
    gauge("berth_journal_commits", "Transactions since the start", static_cast<double>(health.commits));
    gauge("berth_journal_commands", "Changes committed since the start",
          static_cast<double>(health.committed_commands));
    gauge("berth_mailbox_depth", "Changes waiting in the store's mailbox", static_cast<double>(health.store_queue),
          {{"actor", "store"}});
    gauge("berth_commands_in_flight", "Changes on their way", static_cast<double>(health.in_flight));
    gauge("berth_organization_restarts", "Organizations started anew", static_cast<double>(health.restarts));
    gauge("berth_sessions", "Live sessions", static_cast<double>(service.sessions().size()));
    gauge("berth_users", "Accounts", static_cast<double>(counts.users));
    gauge("berth_organizations", "Organizations", static_cast<double>(counts.organizations));
    auto& deployments = prometheus::BuildGauge().Name("berth_deployments").Help("Deployments, by status").Register(now);
    for (std::size_t i = 0; i < std::size(counts.by_status); ++i) {
      deployments.Add({{"status", std::string(live::name_of(static_cast<live::Status>(i)))}})
          .Set(static_cast<double>(counts.by_status[i]));
    }
    auto& limit = prometheus::BuildGauge().Name("berth_cluster_limit").Help("What clusters have").Register(now);
    auto& available = prometheus::BuildGauge().Name("berth_cluster_available").Help("What is left of it").Register(now);
    auto& fragmented = prometheus::BuildGauge()
                           .Name("berth_cluster_gpus_fragmented")
                           .Help("Idle GPUs of no use to what runs and waits, as FGD defines it")
                           .Register(now);
    for (const std::int64_t organization : service.board().organizations()) {
      for (const live::ClusterShown& shown : service.board().clusters(organization)) {
        const auto labels = [&](const char* resource) {
          return prometheus::Labels{{"organization", std::to_string(organization)},
                                    {"cluster", std::to_string(shown.cluster.id)},
                                    {"resource", resource}};
        };
        limit.Add(labels("cpu")).Set(shown.cluster.limit.cpu);
        limit.Add(labels("ram")).Set(shown.cluster.limit.ram);
        limit.Add(labels("gpu")).Set(shown.cluster.limit.gpu);
        available.Add(labels("cpu")).Set(shown.available.cpu);
        available.Add(labels("ram")).Set(shown.available.ram);
        available.Add(labels("gpu")).Set(shown.available.gpu);
        if (const auto gpus = service.board().gpus(organization, shown.cluster.id)) {
          fragmented
              .Add({{"organization", std::to_string(organization)}, {"cluster", std::to_string(shown.cluster.id)}})
              .Set(gpus->fragmented);
        }
      }
    }
    if (server) {
      const ServerCounters counters = server->counters();
      gauge("berth_http_connections", "Open connections", static_cast<double>(counters.connections));
      gauge("berth_http_in_flight", "Requests being answered", static_cast<double>(counters.in_flight));
      gauge("berth_http_streams", "Event streams", static_cast<double>(counters.streams));
      gauge("berth_http_timed_out", "Requests that did not come in time", static_cast<double>(counters.timed_out));
      gauge("berth_http_shed", "Requests refused at once for want of room", static_cast<double>(counters.shed));
      gauge("berth_http_malformed", "Requests that were none", static_cast<double>(counters.malformed));
    }
    const prometheus::TextSerializer serializer;
    return serializer.Serialize(registry_.Collect()) + serializer.Serialize(now.Collect());
  }

 private:
  struct Route {
    std::vector<prometheus::Counter*> by_status;
    prometheus::Histogram* duration = nullptr;
  };
  prometheus::Registry registry_;
  std::vector<Route> routes_;
};

Metrics::Metrics(const std::vector<std::string>& routes) : impl_(std::make_unique<Impl>(routes)) {}
Metrics::~Metrics() = default;
void Metrics::observe(std::size_t route, int status, double seconds) { impl_->observe(route, status, seconds); }
std::string Metrics::text(live::Service& service, const Server* server) { return impl_->text(service, server); }

}  // namespace berth::http
