// Five times what the service can take: those it admits are served as ever, the rest hear so at once. The load is open:
// it does not wait to be answered. When all connections are busy, or the client on its part of two cores cannot send as
// fast, requests are sent later than they are due: latency counts from either.
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
  const double normal_ms = median(normal, &LoadFigures::p99_ms), served = median(normal, &LoadFigures::per_s);
  const double offered = median(over, &PacedFigures::offered_per_s);
  fmt::print("\noverload on {}: {:.1f} k/s served at most; {:.1f} k/s due, {:.1f} k/s sent, {:.1f} k/s admitted\n",
             store.name(), served / 1e3, kTimes * served / 1e3, offered / 1e3,
             median(over, &PacedFigures::admitted_per_s) / 1e3);
  const auto rows = [&](const char* since, double admitted_ms, double refused_ms) {
    print_row(fmt::format("since {}: p99 of the admitted, against p99 at what is served", since),
              fmt::format("{:.0f} / {:.0f} ms = {:.1f} ×", admitted_ms, normal_ms, admitted_ms / normal_ms), "≤ 2 ×",
              admitted_ms <= 2 * normal_ms);
    print_row(fmt::format("since {}: p99 of being refused", since), fmt::format("{:.0f} ms", refused_ms),
              "≤ that of the admitted", refused_ms <= admitted_ms);
  };
  rows("sent", median(over, &PacedFigures::sent_p99_ms), median(over, &PacedFigures::sent_refused_p99_ms));
  rows("due", median(over, &PacedFigures::p99_ms), median(over, &PacedFigures::refused_p99_ms));
}

}  // namespace berth::bench
