// Prints the table of whole replays: what, against what, the figure, the target. Every row's parts are timed in turn
// with each other, several rounds, medians quoted. The parts whose memory counts are measured in processes of their
// own.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>

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

int rounds = 5;

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
      rounds);
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
  const std::vector<double> s = time_in_turn({per_job(1'000), per_job(100'000)}, rounds);
  print_row("EASY, per job, 100,000 waiting against 1,000", fmt::format("{:.2f} ×", s[1] / s[0]), "≤ 1.5 ×",
            s[1] / s[0] <= 1.5);
}

void conservative() {
  const Workload workload = lublin(10'000, 1.0);
  const std::vector<double> s =
      time_in_turn({[&] { return seconds_of([&] { replay_direct(workload, "conservative"); }); }}, rounds);
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
  const std::vector<double> s = time_in_turn({with(1), with(2)}, rounds);
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
                                             rounds);
  std::filesystem::remove(path);
  print_row("reading SWF", fmt::format("{:.2f} M lines/s", 1 / s[0]), "≥ 2 M lines/s", 1 / s[0] >= 2);
}

void memory() {
  constexpr std::uint64_t kJobs = 10'000'000;
  const Workload workload = lublin(kJobs, 0.7);
  const Replay replay = replay_direct(workload, "easy");
  const double per_job = static_cast<double>(peak_memory()) / static_cast<double>(replay.records.size());
  print_row(fmt::format("memory, {} M jobs, EASY, all in", kJobs / 1'000'000),
            fmt::format("{:.0f} bytes a job", per_job), "≤ 250 bytes a job", per_job <= 250);
}

struct Part {
  const char* name;
  std::function<void()> print;
  bool alone = false;  // its memory counts: nothing else may have run in the process
};

std::vector<Part> parts() {
  return {{"replays", single_replays},
          {"queues", long_queues},
          {"conservative", conservative},
          {"compare", compare},
          {"reading", reading},
          {"placing", placing},
          {"scenarios", [] { library_scenarios(rounds); }},
          {"gpu-jobs", million_gpu_jobs, true},
          {"memory", memory, true}};
}

}  // namespace

int main(int argument_count, char** arguments) {
  std::vector<std::string> wanted;
  for (const Part& part : parts()) wanted.emplace_back(part.name);

  CLI::App program{"Prints the table of whole replays.", "berth_bench"};
  program.add_option("part", wanted, "which parts to print: all, unless said")->check(CLI::IsMember(wanted));
  program.add_option("--rounds", rounds, "how often each is measured; medians are quoted")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  bool headless = false;
  program.add_flag("--no-heading", headless, "rows only");
  try {
    program.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return program.exit(error) == 0 ? 0 : 2;
  }

  if (!headless) fmt::print("{}\nmedians of {} rounds, parts of a row in turn\n\n", machine_name(), rounds);
  for (const Part& part : parts()) {
    if (std::find(wanted.begin(), wanted.end(), part.name) == wanted.end()) continue;
    if (part.alone && wanted.size() > 1) {
      std::fflush(stdout);
      if (std::system(fmt::format("\"{}\" {} --no-heading", arguments[0], part.name).c_str()) != 0) return 1;
    } else {
      part.print();
    }
  }
  return 0;
}
