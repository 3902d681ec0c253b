#include "bench/service/wrk.hpp"

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>

namespace berth::bench {
namespace {

std::string quoted(const std::string& text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

[[noreturn]] void fail(const std::string& why, const std::string& said) {
  fmt::print(stderr, "{}\n{}\n", why, said);
  std::exit(1);
}

}  // namespace

LoadFigures drive(const Asked& asked, double seconds, int connections) {
  std::string command = "BERTH_METHOD=" + asked.method;
  if (!asked.body.empty()) command += " BERTH_BODY=" + quoted(asked.body);
  if (!asked.cookie.empty()) command += " BERTH_COOKIE=" + quoted(asked.cookie);
  // One thread: it answers for more than the servers do, and leaves them the processors.
  command += fmt::format(" wrk -t1 -c{} -d{}s --timeout 10s -s {} http://127.0.0.1:{}{} 2>&1", connections,
                         std::llround(seconds), quoted(BERTH_SOURCE_DIR "/bench/service/wrk.lua"), asked.port,
                         quoted(asked.path));
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  if (!pipe) fail("wrk does not start", command);
  std::string said;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe.get())) said.append(buffer, size);

  const std::size_t at = said.rfind("figures ");
  unsigned long long answered = 0, duration_us = 0, p50_us = 0, p99_us = 0, refused = 0, broken = 0;
  if (at == std::string::npos || std::sscanf(said.c_str() + at, "figures %llu %llu %llu %llu %llu %llu", &answered,
                                             &duration_us, &p50_us, &p99_us, &refused, &broken) != 6) {
    fail("wrk (a Debian package) did not measure anything", said);
  }
  if (duration_us == 0 || answered <= refused) fail("nothing was answered well: " + command, said);
  return {.per_s = static_cast<double>(answered - refused) * 1e6 / static_cast<double>(duration_us),
          .p50_ms = static_cast<double>(p50_us) / 1e3,
          .p99_ms = static_cast<double>(p99_us) / 1e3,
          .answered = answered - refused,
          .refused = refused,
          .broken = broken};
}

}  // namespace berth::bench
