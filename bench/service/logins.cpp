// What other requests feel of people logging in: a password's hash takes a processor and tens of MiB.
#include <fmt/format.h>
#include <future>

#include "bench/row.hpp"
#include "bench/service/paced.hpp"
#include "bench/service/run.hpp"
#include "bench/service/site.hpp"

namespace berth::bench {
namespace {

constexpr int kLoggingIn = 8;

}  // namespace

void logins(const Run& run) {
  const Store store(run, false);
  const auto berth = store.serve_berth();
  const Site site = open_site(berth->port());
  const Pace pace{.per_s = 500, .seconds = run.seconds, .connections = 16};
  double logins_per_s = 0;
  const auto alone = [&] { return drive_paced(site.reading(), pace); };
  const auto beside = [&] {
    auto others = std::async(std::launch::async, [&] { return drive(site.logging_in(), run.seconds + 2, kLoggingIn); });
    std::this_thread::sleep_for(std::chrono::seconds(1));
    const PacedFigures figures = alone();
    logins_per_s = others.get().per_s;
    return figures;
  };
  const auto figures = in_turn<PacedFigures>({alone, beside}, run.rounds);
  const double before_ms = median(figures[0], &PacedFigures::p50_ms);
  const double during_ms = median(figures[1], &PacedFigures::p50_ms);
  fmt::print("\n500 reads/s beside {:.0f} logins/s\n", logins_per_s);
  print_row("p50 of the reads, against without the logins",
            fmt::format("{:.2f} / {:.2f} ms = {:.1f} ×", during_ms, before_ms, during_ms / before_ms), "≤ 1.5 ×",
            during_ms <= 1.5 * before_ms);
  print_row("p99 of the reads, with and without",
            fmt::format("{:.1f} / {:.1f} ms", median(figures[1], &PacedFigures::p99_ms),
                        median(figures[0], &PacedFigures::p99_ms)));
}

}  // namespace berth::bench
