// How long a service with much to remember takes until it serves, and how much memory a deployment takes.
#include <fmt/format.h>

#include "bench/row.hpp"
#include "bench/service/many_deployments.hpp"
#include "bench/service/run.hpp"

namespace berth::bench {
namespace {

struct Start {
  double seconds = 0;
  double bytes = 0;
};

}  // namespace

void recovery(const Run& run) {
  const std::string full = run.scratch / "full", empty = run.scratch / "empty";
  write_many_deployments(full, kManyDeployments);
  write_many_deployments(empty, 0);
  const auto start = [&](const std::string& folder) {
    return [&run, folder] {
      const auto berth = serve_berth(run, folder);
      return Start{berth->seconds_to_ready(), static_cast<double>(berth->resident_bytes())};
    };
  };
  const auto figures = in_turn<Start>({start(empty), start(full)}, run.rounds);
  const double seconds = median(figures[1], &Start::seconds);
  const double bytes =
      (median(figures[1], &Start::bytes) - median(figures[0], &Start::bytes)) / static_cast<double>(kManyDeployments);
  fmt::print("\n{} deployments on 40,000 nodes, journaled in SQLite, with a snapshot\n", kManyDeployments);
  print_row("from the start to serving", fmt::format("{:.2f} s", seconds), "≤ 5 s", seconds <= 5);
  print_row("resident memory, above that of the same without deployments", fmt::format("{:.0f} bytes each", bytes),
            "≤ 1,024 bytes each", bytes <= 1024);
}

}  // namespace berth::bench
