// Durable submissions against a commit each and against the front end alone, what readers feel of them, and what a
// steady stream of them waits.
#include <fmt/format.h>
#include <future>

#include "bench/row.hpp"
#include "bench/service/paced.hpp"
#include "bench/service/run.hpp"
#include "bench/service/site.hpp"

namespace berth::bench {
namespace {

constexpr Pace kReaders{.per_s = 500, .seconds = 0, .connections = 16};
constexpr double kSteadyPerS = 1000;

void throughput(const Run& run, const Store& store, const Asked& submitting) {
  const auto bare = serve_stand_in_process(run, "bare");
  const auto commits = store.serve_commits();
  Asked of_bare = submitting, of_commits = submitting;
  of_bare.port = bare->port();
  of_commits.port = commits->port();
  const auto figures =
      in_turn<LoadFigures>({[&] { return drive(of_bare, run.seconds); }, [&] { return drive(of_commits, run.seconds); },
                            [&] { return drive(submitting, run.seconds); }},
                           run.rounds);
  const auto per_s = [&](std::size_t i) { return median(figures[i], &LoadFigures::per_s); };
  print_row("bare front end, POST", fmt::format("{:.1f} k/s", per_s(0) / 1e3));
  print_row("one commit a request", fmt::format("{:.2f} k/s", per_s(1) / 1e3));
  print_row("durable POST of a deployment",
            fmt::format("{:.2f} k/s, p99 {:.0f} ms", per_s(2) / 1e3, median(figures[2], &LoadFigures::p99_ms)));
  print_row("… against one commit a request", fmt::format("{:.1f} ×", per_s(2) / per_s(1)), "≥ 2 ×",
            per_s(2) >= 2 * per_s(1));
  print_row("… against the bare front end", fmt::format("{:.0f} %", 100 * per_s(2) / per_s(0)), "≥ 40 %",
            per_s(2) >= 0.4 * per_s(0));
}

// Readers at 64 connections (closed loop), and a few at a steady rate (open loop): alone, then beside the writers.
void readers_beside(const Run& run, const Asked& reading, const Asked& submitting) {
  const auto beside_writers = [&](const auto& readers) {
    // The writers begin a second before and end a second after.
    auto writers = std::async(std::launch::async, [&] { return drive(submitting, run.seconds + 2); });
    std::this_thread::sleep_for(std::chrono::seconds(1));
    auto figures = readers();
    writers.wait();
    return figures;
  };
  const auto closed = [&] { return drive(reading, run.seconds); };
  const auto of_closed = in_turn<LoadFigures>({closed, [&] { return beside_writers(closed); }}, run.rounds);
  Pace pace = kReaders;
  pace.seconds = run.seconds;
  const auto open = [&] { return drive_paced(reading, pace); };
  const auto of_open = in_turn<PacedFigures>({open, [&] { return beside_writers(open); }}, run.rounds);

  const auto row = [](const std::string& who, double p50_ms, double p99_ms) {
    print_row(who + ": p99 while these writes run, against p50 idle",
              fmt::format("{:.1f} / {:.2f} ms = {:.1f} ×", p99_ms, p50_ms, p99_ms / p50_ms), "≤ 5 ×",
              p99_ms <= 5 * p50_ms);
  };
  row("64 readers", median(of_closed[0], &LoadFigures::p50_ms), median(of_closed[1], &LoadFigures::p99_ms));
  row("500 reads/s", median(of_open[0], &PacedFigures::p50_ms), median(of_open[1], &PacedFigures::p99_ms));
}

}  // namespace

void steady(const Run& run, bool postgres) {
  const Store store(run, postgres);
  const auto berth = store.serve_berth();
  const Asked submitting = open_site(berth->port()).submitting();
  const auto figures = in_turn<PacedFigures>(
      {[&] { return drive_paced(submitting, {.per_s = kSteadyPerS, .seconds = run.seconds}); }}, run.rounds);
  const double p99_ms = median(figures[0], &PacedFigures::p99_ms);
  print_row(fmt::format("durable submissions on {}, a steady {:.0f}/s: p99", store.name(),
                        median(figures[0], &PacedFigures::admitted_per_s)),
            fmt::format("{:.1f} ms (p50 {:.1f})", p99_ms, median(figures[0], &PacedFigures::p50_ms)), "≤ 20 ms",
            p99_ms <= 20);
}

void writes(const Run& run, bool postgres) {
  const Store store(run, postgres);
  const auto berth = store.serve_berth();
  const Site site = open_site(berth->port());
  fmt::print("\non {}\n", store.name());
  throughput(run, store, site.submitting());
  readers_beside(run, site.reading(), site.submitting());
}

}  // namespace berth::bench
