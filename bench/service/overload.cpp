// Five times what the service can take: those it admits are served as ever, the rest hear so at once. The load is open:
// it does not wait to be answered.
#include <fmt/format.h>

#include "bench/row.hpp"
#include "bench/service/paced.hpp"
#include "bench/service/run.hpp"
#include "bench/service/site.hpp"

namespace berth::bench {
namespace {

constexpr double kTimes = 5;
constexpr int kOverloadConnections = 2048;

}  // namespace

void overload(const Run& run, bool postgres) {
  const Store store(run, postgres);
  const auto berth = store.serve_berth();
  const Asked submitting = open_site(berth->port()).submitting();
  std::vector<LoadFigures> normal;
  std::vector<PacedFigures> over;
  for (int round = 0; round < run.rounds; ++round) {
    normal.push_back(drive(submitting, run.seconds));
    over.push_back(drive_paced(
        submitting,
        {.per_s = kTimes * normal.back().per_s, .seconds = run.seconds, .connections = kOverloadConnections}));
  }
  const double normal_ms = median(normal, &LoadFigures::p99_ms), admitted_ms = median(over, &PacedFigures::p99_ms);
  const double refused_ms = median(over, &PacedFigures::refused_p99_ms);
  const double offered = median(over, &PacedFigures::offered_per_s), served = median(normal, &LoadFigures::per_s);
  fmt::print("\noverload on {}: {:.1f} k/s offered ({:.1f} × what is served), {:.1f} k/s admitted\n", store.name(),
             offered / 1e3, offered / served, median(over, &PacedFigures::admitted_per_s) / 1e3);
  print_row("p99 of the admitted, against p99 at what is served",
            fmt::format("{:.0f} / {:.0f} ms = {:.1f} ×", admitted_ms, normal_ms, admitted_ms / normal_ms), "≤ 2 ×",
            admitted_ms <= 2 * normal_ms);
  print_row("p99 of being refused", fmt::format("{:.0f} ms", refused_ms), "≤ that of the admitted",
            refused_ms <= admitted_ms);
}

}  // namespace berth::bench
