// Open-loop load: requests fall due at a steady rate, whether or not earlier ones have been answered, and latency
// counts from when a request was due, so that a server's pause shows in all that fell into it. (wrk is a closed loop
// and has no rate.) One thread, many connections, each with one request on its way.
#pragma once

#include <cstdint>

#include "bench/service/wrk.hpp"

namespace berth::bench {

struct Pace {
  double per_s = 1000;
  double seconds = 5;
  int connections = kConnections;  // when all are busy, what falls due waits, and its latency counts that
};

struct PacedFigures {
  double offered_per_s = 0;  // sent, in fact, while requests fell due
  double admitted_per_s = 0;
  double p50_ms = 0, p99_ms = 0;  // of the admitted
  double refused_p99_ms = 0;
  // The same from when a request was sent: without what it waited for a free connection, or for this client's turn.
  double sent_p99_ms = 0, sent_refused_p99_ms = 0;
  std::uint64_t admitted = 0, refused = 0, broken = 0;
};

PacedFigures drive_paced(const Asked& asked, const Pace& pace);

}  // namespace berth::bench
