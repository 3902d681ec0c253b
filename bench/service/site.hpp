// Somebody with an organization and a cluster on a Berth server, made over its HTTP API, and what the loads ask of it.
#pragma once

#include <cstdint>
#include <string>

#include "bench/service/wrk.hpp"

namespace berth::bench {

struct Site {
  int port = 0;
  std::string cookie;
  std::int64_t cluster_id = 0;

  Asked reading() const;     // the cluster
  Asked submitting() const;  // a deployment for which there is always room
  Asked logging_in() const;
};

// Ends the benchmark where the server refuses any of it.
Site open_site(int port);

}  // namespace berth::bench
