// Prints the table of whole replays: what, against what, the figure, the target. Every row's parts are timed in turn
// with each other, several rounds, medians quoted. `berth_bench --memory JOBS` and `berth_bench --gpu` print
// the rows whose memory counts, each in a process of its own.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>

#include "actors/cells.hpp"
#include "bench/cells_to_time.hpp"
#include "bench/floor.hpp"
#include "bench/gpu_rows.hpp"
#include "bench/machine.hpp"
#include "bench/row.hpp"
#include "scenarios/read/swf.hpp"
#include "scenarios/write/swf.hpp"

namespace {

using namespace berth;
using namespace berth::bench;

constexpr int kRounds = 5;

void single_replays() {
  constexpr double kJobs = 1'000'000;
  const Workload workload = lublin(1'000'000, 0.7);
  const Replay fcfs = replay_direct(workload, "fcfs");
  std::uint64_t instants = 0, messages = 0;
  const std::vector<double> s = time_in_turn(
      {[&] { return floor_seconds(fcfs); }, [&] { return seconds_of([&] { replay_direct(workload, "fcfs"); }); },
       [&] { return seconds_of([&] { replay_direct(workload, "fcfs,easy"); }); },
       [&] {
         return seconds_of([&] {
           const Replay replay = replay_actors(workload, "fcfs,easy");
           instants = replay.counters.instants;
           messages = replay.counters.messages;
         });
       }},
      kRounds);
  fmt::print("1 M jobs of the Lublin model, 256 processors, load 0.7: at most {} waiting under FCFS\n",
             fcfs.counters.max_waiting);
  print_row("FCFS, direct, against the floor", fmt::format("{:.2f} ×", s[1] / s[0]), "≤ 4 ×", s[1] / s[0] <= 4);
  print_row("FCFS, direct", fmt::format("{:.2f} M jobs/s", kJobs / s[1] / 1e6), "≥ 2 M jobs/s", kJobs / s[1] >= 2e6);
  print_row("EASY, direct, against FCFS", fmt::format("{:.2f} ×", s[2] / s[1]), "≤ 2 ×", s[2] / s[1] <= 2);
  print_row("EASY, direct", fmt::format("{:.2f} M jobs/s", kJobs / s[2] / 1e6));
  print_row("EASY through actors, against direct", fmt::format("{:.2f} ×", s[3] / s[2]), "≤ 6 ×", s[3] / s[2] <= 6);
  const double per_instant = static_cast<double>(messages) / static_cast<double>(instants);
  print_row("messages an instant", fmt::format("{:.2f}", per_instant), "≤ 5", per_instant <= 5);
}

void long_queues() {
  constexpr std::uint64_t kJobs = 200'000;
  // What the waiting jobs cost before and after the stretch that is measured is taken off: the same with none behind.
  const auto per_job = [&](std::uint64_t waiting) {
    const Workload with = long_queue(kJobs, waiting), without = long_queue(0, waiting);
    return [with, without] {
      return seconds_of([&] { replay_direct(with, "easy"); }) - seconds_of([&] { replay_direct(without, "easy"); });
    };
  };
  const std::vector<double> s = time_in_turn({per_job(1'000), per_job(100'000)}, kRounds);
  print_row("EASY, per job, 100,000 waiting against 1,000", fmt::format("{:.2f} ×", s[1] / s[0]), "≤ 1.5 ×",
            s[1] / s[0] <= 1.5);
}

void conservative() {
  const Workload workload = lublin(10'000, 1.0);
  const std::vector<double> s =
      time_in_turn({[&] { return seconds_of([&] { replay_direct(workload, "conservative"); }); }}, kRounds);
  print_row("conservative, direct, 10 k jobs at load 1", fmt::format("{:.0f} k jobs/s", 10 / s[0]), "≥ 100 k jobs/s",
            10 / s[0] >= 100);
}

void compare() {
  const Workload workload = lublin(200'000, 0.7);
  std::vector<Cell> cells;
  for (int i = 0; i < 8; ++i) {
    cells.push_back({&workload, {processors(256)}, *parse_policy(i % 2 ? "easy" : "sjf,easy"), {}, Through::kDirect});
  }
  const auto with = [&](unsigned workers) {
    return [&cells, workers] { return seconds_of([&] { (void)replay_cells(cells, workers); }); };
  };
  const std::vector<double> s = time_in_turn({with(1), with(2)}, kRounds);
  print_row("compare, 8 cells, 2 workers against 1", fmt::format("{:.2f} × faster", s[0] / s[1]), "≥ 1.8 ×",
            s[0] / s[1] >= 1.8);
}

void reading() {
  const Workload workload = lublin(1'000'000, 0.7);
  const std::string path = (std::filesystem::temp_directory_path() / "berth_bench.swf").string();
  std::vector<Oddity> losses;
  if (const auto written = write_swf(path, workload, nullptr, losses); !written) {
    fmt::print(stderr, "{}\n", written.error().text());
    return;
  }
  const std::vector<double> s = time_in_turn({[&] {
                                               return seconds_of([&] {
                                                 ReadReport report;
                                                 if (!read_swf(path, report).ok()) std::exit(1);
                                               });
                                             }},
                                             kRounds);
  std::filesystem::remove(path);
  print_row("reading SWF", fmt::format("{:.2f} M lines/s", 1 / s[0]), "≥ 2 M lines/s", 1 / s[0] >= 2);
}

void memory(std::uint64_t jobs) {
  const Workload workload = lublin(jobs, 0.7);
  const Replay replay = replay_direct(workload, "easy");
  const double per_job = static_cast<double>(peak_memory()) / static_cast<double>(replay.records.size());
  print_row(fmt::format("memory, {} M jobs, EASY, all in", jobs / 1'000'000),
            fmt::format("{:.0f} bytes a job", per_job), "≤ 250 bytes a job", per_job <= 250);
}

}  // namespace

int main(int argument_count, char** arguments) {
  if (argument_count == 3 && std::strcmp(arguments[1], "--memory") == 0) {
    memory(std::strtoull(arguments[2], nullptr, 10));
    return 0;
  }
  if (argument_count == 2 && std::strcmp(arguments[1], "--gpu") == 0) {
    million_gpu_jobs();
    return 0;
  }
  fmt::print("{}\nmedians of {} rounds, parts of a row in turn\n\n", machine_name(), kRounds);
  single_replays();
  long_queues();
  conservative();
  compare();
  reading();
  placing();
  library_scenarios(kRounds);
  std::fflush(stdout);
  if (std::system((std::string("\"") + arguments[0] + "\" --gpu").c_str()) != 0) return 1;
  const std::string again = std::string("\"") + arguments[0] + "\" --memory 10000000";
  return std::system(again.c_str()) == 0 ? 0 : 1;
}
