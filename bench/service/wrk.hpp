// Closed-loop load by wrk, a process of its own: so many connections, each asking again as soon as it is answered.
#pragma once

#include <cstdint>
#include <string>

namespace berth::bench {

struct Asked {
  int port = 0;
  std::string path;
  std::string method = "GET";
  std::string body;    // JSON; empty: none
  std::string cookie;  // empty: none
};

struct LoadFigures {
  double per_s = 0;  // answered well
  double p50_ms = 0, p99_ms = 0;
  std::uint64_t answered = 0, refused = 0, broken = 0;  // refused: 4xx and 5xx
};

inline constexpr int kConnections = 64;

// Ends the benchmark where wrk is not installed, or hardly anything was answered.
LoadFigures drive(const Asked& asked, double seconds, int connections = kConnections);

}  // namespace berth::bench
