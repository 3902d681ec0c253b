// What is measured of the service, in Prometheus' text format. Counting takes no lock that scraping holds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "actors/live/service.hpp"
#include "api/http/front/server.hpp"

namespace berth::http {

class Metrics {
 public:
  // `routes`: what to call each endpoint, "GET /api/v1/clusters/".
  explicit Metrics(const std::vector<std::string>& routes);
  ~Metrics();

  // `route`: its index; one beyond the last is "none of them".
  void observe(std::size_t route, int status, double seconds);
  std::string text(live::Service& service, const Server* server);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace berth::http
