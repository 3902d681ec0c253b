// Authenticated reads of a cluster against what the front end alone can do.
#include <fmt/format.h>

#include "bench/row.hpp"
#include "bench/service/run.hpp"
#include "bench/service/site.hpp"

namespace berth::bench {

void reads(const Run& run) {
  const auto bare = serve_stand_in_process(run, "bare");
  const auto httplib = serve_stand_in_process(run, "httplib");
  const Store store(run, false);
  const auto berth = store.serve_berth();
  const Asked reading = open_site(berth->port()).reading();
  const auto constant = [&](const ServerProcess& server) {
    // The same request, cookie and all.
    Asked asked = reading;
    asked.port = server.port();
    return asked;
  };
  const Asked of_bare = constant(*bare), of_httplib = constant(*httplib);
  const auto figures =
      in_turn<LoadFigures>({[&] { return drive(of_bare, run.seconds); }, [&] { return drive(of_httplib, run.seconds); },
                            [&] { return drive(reading, run.seconds); }},
                           run.rounds);
  const auto per_s = [&](std::size_t i) { return median(figures[i], &LoadFigures::per_s); };
  print_row("bare front end, a constant", fmt::format("{:.1f} k/s", per_s(0) / 1e3));
  print_row("cpp-httplib alone, a constant", fmt::format("{:.1f} k/s", per_s(1) / 1e3));
  print_row("authenticated GET of a cluster",
            fmt::format("{:.1f} k/s, p99 {:.1f} ms", per_s(2) / 1e3, median(figures[2], &LoadFigures::p99_ms)));
  print_row("… against the bare front end", fmt::format("{:.0f} %", 100 * per_s(2) / per_s(0)), "≥ 70 %",
            per_s(2) >= 0.7 * per_s(0));
}

}  // namespace berth::bench
